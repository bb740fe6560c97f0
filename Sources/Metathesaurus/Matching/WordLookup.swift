import AhoCorasick

/// Finds the ids of words in a vocabulary's table.
struct WordLookup<Access: PageAccess>: @unchecked Sendable {
    // Unchecked: a pointer into the vocabulary's file, which its owner keeps alive.

    private let slots: UnsafePointer<UInt64>
    private let mask: Int
    private let shift: UInt64
    private let access: Access

    /// A table of at least two slots, a power of two, as ``ConceptVocabulary`` has checked.
    init(_ table: UnsafeBufferPointer<UInt64>, _ access: Access) {
        slots = table.baseAddress.unsafelyUnwrapped
        mask = table.count / 2 - 1
        shift = UInt64((table.count / 2).leadingZeroBitCount + 1)
        self.access = access
    }

    /// The id of the word with this key, or 0.
    @inline(__always) func id(_ key: UInt64) -> UInt32 {
        var slot = WordKey.slot(key, shift: shift)
        for _ in 0...mask {
            let pointer = slots + slot &* 2
            guard access.allows(pointer) else { return 0 }
            let found = pointer.pointee
            if found == key { return UInt32(truncatingIfNeeded: pointer[1]) }
            if found == 0 { return 0 }
            slot = (slot &+ 1) & mask
        }
        return 0
    }

    /// The id of a word, in its normal form where the table does not have it as it is spelled, or 0.
    func id(_ key: UInt64, _ text: UnsafeBufferPointer<UInt8>, _ token: WordToken) -> UInt32 {
        let found = id(key)
        // Words of fewer than four bytes are their own normal form.
        if found != 0 || key < 1 << 24 { return found }
        let word = UnsafeBufferPointer(rebasing: text[Int(token.start)..<Int(token.end)])
        guard WordNormalizer.mayChange(word) else { return 0 }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: WordBuffer.capacity) { room in
            guard let base = room.baseAddress else { return 0 }
            // No longer than the limit, which a word that may change keeps to; what is not ASCII folds to less or more.
            let folded = UnicodeFolding.fold(word, into: room)
            guard folded > 0 else { return 0 }
            var buffer = WordBuffer(base, count: folded)
            return WordNormalizer.normalize(&buffer) ? id(WordKey.key(of: buffer.contents)) : 0
        }
    }
}
