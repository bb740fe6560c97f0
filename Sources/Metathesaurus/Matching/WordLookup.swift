import AhoCorasick

/// Finds the ids of words in a vocabulary's table.
struct WordLookup<Access: PageAccess> {
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

    /// Writes the id of each token, 0 for unknown words. A word that is not in the table is normalized and looked up
    /// again; the cache remembers what came of it.
    @inline(__always)
    func ids(
        of tokens: UnsafePointer<WordToken>, _ count: Int, _ text: UnsafeBufferPointer<UInt8>,
        _ cache: UnsafeMutablePointer<(key: UInt64, id: UInt64)>, into ids: UnsafeMutablePointer<UInt32>
    ) {
        for index in 0..<count {
            let key = tokens[index].key
            var id = id(key)
            if id == 0, key >= 1 << 24 {
                let slot = WordKey.slot(key, shift: 64 - MissCache.bits)
                if cache[slot].key == key {
                    id = UInt32(truncatingIfNeeded: cache[slot].id)
                } else {
                    id = normalizedID(text, tokens[index])
                    cache[slot] = (key, UInt64(id))
                }
            }
            ids[index] = id
        }
    }

    @inline(never)
    private func normalizedID(_ text: UnsafeBufferPointer<UInt8>, _ token: WordToken) -> UInt32 {
        var folded = PatternCollector.folded(text, token)
        let before = folded
        WordNormalizer.normalize(&folded)
        return folded == before ? 0 : id(WordKey.key(of: folded))
    }
}
