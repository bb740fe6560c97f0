/// One pass over a text: words by normalization and splitting, tokens by greedy longest match.
///
/// ASCII words, nearly all of biomedical English, take the path in this file: eight bytes at a time are classified,
/// lower-cased and used as the key of the vocabulary's hash table. A word with any other byte in it is read again by
/// the general path (`Encoder+Unicode.swift`). All state is in locals and pointers; nothing is allocated.
struct Encoder {
    let bytes: UnsafePointer<UInt8>
    let count: Int
    let vocabulary: VocabularyTable
    let unknownID: TokenID
    /// Nil for a text of printable ASCII, which never leaves this file.
    let scalars: ScalarTable.View?
    /// 0x20 in every byte when letters are lower-cased, else zero: digits have that bit already.
    let caseBits: UInt64
    let sink: TokenSink
    /// No word begins once so many tokens are written: a word has at most 100, and the sink has room for 128 more.
    let limit: Int
    /// The word being looked up, lower-cased: 100 characters of four bytes, and room to read and write in eights.
    let word: UnsafeMutablePointer<UInt8>

    /// More characters than this make a word unknown, as in the reference.
    static let longestWord = 100
    static let wordCapacity = 4 * longestWord + 16
    static let reserve = 128

    /// How a word or the search for the next one begins with a byte.
    enum ByteClass {
        static let word: UInt8 = 0
        static let space: UInt8 = 1
        static let punctuation: UInt8 = 2
        /// Control characters and everything beyond ASCII.
        static let general: UInt8 = 3
    }

    /// Encodes from `start` until the end or the limit.
    ///
    /// - Returns: where the next call goes on, and the number of tokens written.
    func run(from start: Int) -> (position: Int, written: Int) {
        var position = start
        var written = 0
        byteClasses.withUnsafeBufferPointer { classes in
            while position < count, written < limit {
                let byte = bytes[position]
                switch classes[Int(byte)] {
                case ByteClass.space:
                    position &+= 1
                case ByteClass.punctuation:
                    let id = vocabulary.asciiIDs[Int(byte)]
                    emit(id < 0 ? unknownID : id, position, position &+ 1, &written)
                    position &+= 1
                case ByteClass.word:
                    position = asciiWord(position, classes, &written)
                default:
                    position = general(position, &written)
                }
            }
        }
        return (position, written)
    }

    @inline(__always)
    func emit(_ id: TokenID, _ start: Int, _ end: Int, _ written: inout Int) {
        sink.ids[written] = id
        sink.starts[written] = Int32(truncatingIfNeeded: start)
        sink.ends[written] = Int32(truncatingIfNeeded: end)
        written &+= 1
    }

    /// The high bit of every byte that is no ASCII letter or digit.
    @inline(__always)
    private func wordEnds(_ x: UInt64) -> UInt64 {
        let low = x & 0x7F7F_7F7F_7F7F_7F7F
        let folded = low | 0x2020_2020_2020_2020
        // Each sum reaches bit 7 of its byte exactly from the named character on; none carries into the next byte.
        let fromA = folded &+ 0x1F1F_1F1F_1F1F_1F1F
        let pastZ = folded &+ 0x0505_0505_0505_0505
        let from0 = low &+ 0x5050_5050_5050_5050
        let past9 = low &+ 0x4646_4646_4646_4646
        return ~((fromA & ~pastZ | from0 & ~past9) & ~x) & 0x8080_8080_8080_8080
    }

    @inline(__always)
    private func asciiWord(_ start: Int, _ classes: UnsafeBufferPointer<UInt8>, _ written: inout Int) -> Int {
        guard count &- start >= 8 else { return longWord(start, classes, &written) }
        let text = UInt64(littleEndian: UnsafeRawPointer(bytes + start).loadUnaligned(as: UInt64.self))
        let ends = wordEnds(text)
        guard ends != 0 else { return longWord(start, classes, &written) }
        let bits = UInt64(truncatingIfNeeded: ends.trailingZeroBitCount) & 0x38
        let length = Int(truncatingIfNeeded: bits &>> 3)
        let next = bytes[start &+ length]
        if classes[Int(next)] == ByteClass.general { return general(start, &written) }
        let key = (text | caseBits) & ((1 &<< bits) &- 1)
        let id = vocabulary.findShort(key: key, length)
        if id >= 0 {
            emit(id, start, start &+ length, &written)
        } else {
            UnsafeMutableRawPointer(word).storeBytes(of: key.littleEndian, as: UInt64.self)
            pieces(length, start, &written)
        }
        return start &+ length &+ (next == 0x20 ? 1 : 0)
    }

    /// A word of eight letters or more, or near the end of the text.
    private func longWord(_ start: Int, _ classes: UnsafeBufferPointer<UInt8>, _ written: inout Int) -> Int {
        var length = 0
        var position = start
        while true {
            if count &- position < 8 {
                while position < count, classes[Int(bytes[position])] == ByteClass.word {
                    if length <= Self.longestWord {
                        word[length] = bytes[position] | UInt8(truncatingIfNeeded: caseBits)
                    }
                    length &+= 1
                    position &+= 1
                }
                break
            }
            let text = UInt64(littleEndian: UnsafeRawPointer(bytes + position).loadUnaligned(as: UInt64.self))
            let ends = wordEnds(text)
            if length <= Self.longestWord {
                let target = UnsafeMutableRawPointer(word + length)
                target.storeBytes(of: (text | caseBits).littleEndian, as: UInt64.self)
            }
            let read = ends.trailingZeroBitCount &>> 3
            length &+= read
            position &+= read
            if read < 8 { break }
        }
        if position < count, classes[Int(bytes[position])] == ByteClass.general { return general(start, &written) }
        if length > Self.longestWord {
            emit(unknownID, start, position, &written)
            return position
        }
        let id = vocabulary.find(word, length, continues: false)
        if id >= 0 {
            emit(id, start, position, &written)
        } else {
            pieces(length, start, &written)
        }
        return position
    }

    /// Splits ``word``, whose byte `i` lies at `start + i` in the text and which is no token as a whole.
    @inline(never)
    private func pieces(_ length: Int, _ start: Int, _ written: inout Int) {
        let mark = written
        var position = 0
        while position < length {
            let piece = longestToken(word + position, length &- position, continues: position > 0)
            guard piece.length > 0 else {
                written = mark
                emit(unknownID, start, start &+ length, &written)
                return
            }
            emit(piece.id, start &+ position, start &+ position &+ piece.length, &written)
            position &+= piece.length
        }
    }

    /// The longest token that the bytes begin with; length zero when there is none.
    @inline(__always)
    func longestToken(
        _ text: UnsafePointer<UInt8>, _ count: Int, continues: Bool
    ) -> (id: TokenID, length: Int) {
        var longest = min(count, 2)
        if count > 2 {
            var candidates = vocabulary.lengths[VocabularyTable.lengthIndex(text, continues)]
            if candidates & 1 &<< 31 != 0 {
                longest = min(count, vocabulary.longest)
                while longest > 30 {
                    let id = vocabulary.find(text, longest, continues: continues)
                    if id >= 0 { return (id, longest) }
                    longest &-= 1
                }
            }
            candidates &= (2 &<< UInt32(truncatingIfNeeded: min(count, 30))) &- 1
            while candidates != 0 {
                let length = 31 &- candidates.leadingZeroBitCount
                let id = vocabulary.find(text, length, continues: continues)
                if id >= 0 { return (id, length) }
                candidates &= ~(1 &<< UInt32(truncatingIfNeeded: length))
            }
            longest = 2
        }
        while longest > 0 {
            let id = vocabulary.find(text, longest, continues: continues)
            if id >= 0 { return (id, longest) }
            longest &-= 1
        }
        return (-1, 0)
    }
}

/// The ``Encoder/ByteClass`` of each byte.
private let byteClasses: [UInt8] = (0..<256).map { byte in
    switch UInt8(byte) {
    case 0x09, 0x0A, 0x0D, 0x20: Encoder.ByteClass.space
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: Encoder.ByteClass.word
    case 0x21...0x7E: Encoder.ByteClass.punctuation
    default: Encoder.ByteClass.general
    }
}

extension Encoder {
    /// Whether the general path must see this byte.
    static func isGeneral(_ byte: UInt8) -> Bool { byteClasses[Int(byte)] == ByteClass.general }
}
