/// The packed columns of a paragraph's row.
enum ParagraphBlobs {
    /// Sentence ranges: a count, then for each the gap after the one before and its length.
    static func ranges(_ ranges: [Range<Int>]) -> [UInt8] {
        var writer = ByteWriter()
        writer.varint(ranges.count)
        var end = 0
        for range in ranges {
            writer.varint(range.lowerBound - end)
            writer.varint(range.count)
            end = range.upperBound
        }
        return writer.bytes
    }

    static func decodeRanges(_ bytes: UnsafeRawBufferPointer) throws -> [Range<Int>] {
        var reader = ByteReader(bytes)
        let count = reader.count(unit: 2)
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(count)
        var end = 0
        for _ in 0..<count {
            let start = end + min(reader.size(), 1 << 40)
            end = start + min(reader.size(), 1 << 40)
            if end > 1 << 50 { throw Damage("a paragraph's sentence ranges") }
            ranges.append(start..<end)
        }
        if reader.failed || !reader.isAtEnd { throw Damage("a paragraph's sentence ranges are cut short") }
        return ranges
    }

    /// Token ids: their width (2 or 4), the number of each sentence's, then all ids, little-endian.
    static func tokens(_ sentences: [[Int32]]) -> [UInt8] {
        var writer = ByteWriter()
        let isWide = sentences.contains { $0.contains { $0 > 0xFFFF } }
        writer.byte(isWide ? 4 : 2)
        for sentence in sentences { writer.varint(sentence.count) }
        for sentence in sentences {
            for id in sentence {
                writer.byte(UInt8(truncatingIfNeeded: id))
                writer.byte(UInt8(truncatingIfNeeded: id >> 8))
                if isWide {
                    writer.byte(UInt8(truncatingIfNeeded: id >> 16))
                    writer.byte(UInt8(truncatingIfNeeded: id >> 24))
                }
            }
        }
        return writer.bytes
    }

    static func decodeTokens(_ bytes: UnsafeRawBufferPointer, sentences: Int) throws -> [[Int32]] {
        var reader = ByteReader(bytes)
        let width = Int(reader.byte())
        guard width == 2 || width == 4 else { throw Damage("token ids of width \(width)") }
        var counts: [Int] = []
        counts.reserveCapacity(sentences)
        for _ in 0..<sentences { counts.append(reader.count()) }
        var result: [[Int32]] = []
        result.reserveCapacity(sentences)
        for count in counts {
            let ids = reader.take(count * width)
            if reader.failed { break }
            result.append(
                [Int32](unsafeUninitializedCapacity: count) { output, initialized in
                    for index in 0..<count {
                        output[index] =
                            width == 2
                            ? Int32(UInt16(littleEndian: ids.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)))
                            : Int32(littleEndian: ids.loadUnaligned(fromByteOffset: index * 4, as: Int32.self))
                    }
                    initialized = count
                })
        }
        if reader.failed || !reader.isAtEnd { throw Damage("a paragraph's token ids are cut short") }
        return result
    }

    /// Mentions: for each sentence their number, then for each the gap between starts with the two marks below it,
    /// the length and the concept. They are ordered by start.
    static func mentions(_ sentences: [[StoredMention]]) -> [UInt8] {
        var writer = ByteWriter()
        for sentence in sentences {
            writer.varint(sentence.count)
            var start: Int32 = 0
            for mention in sentence {
                let gap = UInt64(UInt32(bitPattern: mention.start &- start))
                writer.varint(gap << 2 | (mention.isNegated ? 1 : 0) | (mention.isHedged ? 2 : 0))
                writer.varint(UInt64(UInt32(bitPattern: mention.end &- mention.start)))
                writer.varint(UInt64(mention.concept))
                start = mention.start
            }
        }
        return writer.bytes
    }

    static func decodeMentions(_ bytes: UnsafeRawBufferPointer, sentences: Int) throws -> [[StoredMention]] {
        var reader = ByteReader(bytes)
        var result: [[StoredMention]] = []
        result.reserveCapacity(sentences)
        for _ in 0..<sentences {
            let count = reader.count(unit: 3)
            var mentions: [StoredMention] = []
            mentions.reserveCapacity(count)
            var start: Int32 = 0
            for _ in 0..<count {
                let gap = reader.varint()
                let length = Int32(truncatingIfNeeded: reader.varint())
                let concept = UInt32(truncatingIfNeeded: reader.varint())
                start &+= Int32(truncatingIfNeeded: gap >> 2)
                mentions.append(
                    StoredMention(
                        concept: concept, start: start, end: start &+ length, isNegated: gap & 1 != 0,
                        isHedged: gap & 2 != 0))
            }
            result.append(mentions)
        }
        if reader.failed || !reader.isAtEnd { throw Damage("a paragraph's mentions are cut short") }
        return result
    }
}

/// A concept in a stored sentence, by the store's own number.
public struct StoredMention: Sendable, Hashable {
    public var concept: UInt32
    /// UTF-8 bytes of the sentence's text.
    public var start: Int32
    public var end: Int32
    public var isNegated: Bool
    public var isHedged: Bool

    public init(concept: UInt32, start: Int32, end: Int32, isNegated: Bool, isHedged: Bool) {
        self.concept = concept
        self.start = start
        self.end = end
        self.isNegated = isNegated
        self.isHedged = isHedged
    }
}

/// FNV-1a sums of a paragraph's columns. An article's checksum is the wrapping sum of its paragraphs', so that one
/// column can change without reading the others; `check` finds with it bytes that changed on the disk.
enum Checksum {
    enum Column: UInt64 { case ranges = 1, text, tokens, mentions, record }

    static func sum(_ bytes: [UInt8], _ column: Column, id: Int64) -> Int64 {
        bytes.withUnsafeBytes { sum($0, column, id: id) }
    }

    static func sum(_ bytes: UnsafeRawBufferPointer, _ column: Column, id: Int64) -> Int64 {
        var value = (0xCBF2_9CE4_8422_2325 ^ UInt64(bitPattern: id)) &* 0x9E37_79B9_7F4A_7C15 &+ column.rawValue
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        value ^= value >> 29
        return Int64(bitPattern: value &* 0xBF58_476D_1CE4_E5B9)
    }
}
