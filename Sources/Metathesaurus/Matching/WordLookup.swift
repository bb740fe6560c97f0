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

    /// Writes the id of each token, 0 for unknown words.
    @inline(__always)
    func ids(
        of tokens: UnsafePointer<WordToken>, _ count: Int, _ text: UnsafeBufferPointer<UInt8>,
        _ cache: UnsafeMutablePointer<(key: UInt64, id: UInt64)>, into ids: UnsafeMutablePointer<UInt32>
    ) {
        for index in 0..<count {
            let key = tokens[index].key
            let entry = cache + WordKey.slot(key, shift: 64 - WordCache.bits)
            if entry.pointee.key == key {
                ids[index] = UInt32(truncatingIfNeeded: entry.pointee.id)
            } else {
                let id = slowID(key, text, tokens[index])
                entry.pointee = (key, UInt64(id))
                ids[index] = id
            }
        }
    }

    /// A word that is not in the table is normalized and looked up again.
    @inline(never)
    private func slowID(_ key: UInt64, _ text: UnsafeBufferPointer<UInt8>, _ token: WordToken) -> UInt32 {
        let found = id(key)
        // Words of fewer than four bytes are their own normal form.
        if found != 0 || key < 1 << 24 { return found }
        let word = UnsafeBufferPointer(rebasing: text[Int(token.start)..<Int(token.end)])
        guard WordNormalizer.mayChange(word) else { return 0 }
        var folded = PatternCollector.folded(text, token)
        let before = folded
        WordNormalizer.normalize(&folded)
        return folded == before ? 0 : id(WordKey.key(of: folded))
    }
}
