/// Keys of the inverted index: a letter for what the entry holds, then what it is about, in byte order.
enum IndexKey {
    /// Big-endian concept → its neighbours in the graph, see `Adjacency`.
    static let adjacency: UInt8 = 0x61
    /// Nothing → the sentences' lengths in words, see `LengthList`.
    static let lengths: UInt8 = 0x6C
    /// Big-endian concept → the sentences that mention it, see `ConceptPostings`.
    static let postings: UInt8 = 0x70
    /// A term's UTF-8 → the sentences that hold it, see `TermPostings`.
    static let term: UInt8 = 0x74

    static func concept(_ kind: UInt8, _ concept: UInt32) -> [UInt8] {
        [
            kind, UInt8(truncatingIfNeeded: concept >> 24), UInt8(truncatingIfNeeded: concept >> 16),
            UInt8(truncatingIfNeeded: concept >> 8), UInt8(truncatingIfNeeded: concept),
        ]
    }

    static func term(_ text: String) -> [UInt8] { [term] + Array(text.utf8) }

    /// The concept of a key made by `concept(_:_:)`.
    static func concept(in key: [UInt8]) -> UInt32? {
        guard key.count == 5 else { return nil }
        return key[1...].reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// Whether `left` comes before `right` in byte order.
func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
            let shared = min(left.count, right.count)
            var index = 0
            while index < shared {
                if left[index] != right[index] { return left[index] < right[index] }
                index += 1
            }
            return left.count < right.count
        }
    }
}
