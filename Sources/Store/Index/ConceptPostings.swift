/// A sentence that mentions a concept.
public struct ConceptPosting: Sendable, Hashable {
    public var sentence: Int64
    /// Where the concept's first mention starts: UTF-8 bytes of the sentence.
    public var position: Int32
    /// The sentence's own worth as evidence, 0 to 255, see `SentenceQuality`.
    public var quality: UInt8
    /// Whether every mention of the concept in the sentence is negated.
    public var isNegated: Bool

    public init(sentence: Int64, position: Int32, quality: UInt8, isNegated: Bool) {
        self.sentence = sentence
        self.position = position
        self.quality = quality
        self.isNegated = isNegated
    }
}

/// A concept's postings, ascending: a count, then for each `(step from the one before) << 1 | negated`, the position
/// and the quality.
enum ConceptPostings {
    static func encode(_ postings: ArraySlice<ConceptPosting>) -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes.reserveCapacity(postings.count * 4 + 4)
        writer.varint(postings.count)
        var last: Int64 = 0
        for posting in postings {
            writer.varint(UInt64(bitPattern: posting.sentence &- last) << 1 | (posting.isNegated ? 1 : 0))
            writer.varint(UInt64(UInt32(bitPattern: posting.position)))
            writer.byte(posting.quality)
            last = posting.sentence
        }
        return writer.bytes
    }

    /// Appends a payload's postings, but for those in removed ranges.
    static func decode(
        _ payload: UnsafeRawBufferPointer, without removed: RemovedRanges, into postings: inout [ConceptPosting]
    ) throws {
        var reader = ByteReader(payload)
        let count = reader.count(unit: 3)
        let isWhole = removed.ranges.isEmpty
        var removal = removed.makeCursor()
        let found = [ConceptPosting](unsafeUninitializedCapacity: count) { output, kept in
            var sentence: Int64 = 0
            for _ in 0..<count {
                let value = reader.varint()
                sentence &+= Int64(bitPattern: value >> 1)
                let position = Int32(truncatingIfNeeded: reader.varint())
                let quality = reader.byte()
                if !isWhole, removal.contains(sentence) { continue }
                output.initializeElement(
                    at: kept,
                    to: ConceptPosting(
                        sentence: sentence, position: position, quality: quality, isNegated: value & 1 == 1))
                kept += 1
            }
        }
        if reader.failed || !reader.isAtEnd { throw Damage("a concept's list of sentences is cut short") }
        if postings.isEmpty { postings = found } else { postings.append(contentsOf: found) }
    }
}
