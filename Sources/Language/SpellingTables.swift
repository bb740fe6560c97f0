/// Pointers into a dictionary's block, and the lookups over them.
struct SpellingTables {
    let slots: UnsafePointer<UInt64>
    let counts: UnsafePointer<UInt64>
    let starts: UnsafePointer<UInt32>
    let buckets: UnsafePointer<UInt32>
    let postings: UnsafePointer<UInt32>
    let letters: UnsafePointer<UInt8>
    let wordCount: Int
    let letterCount: Int
    let postingCount: Int
    let slotMask: Int
    let bucketMask: Int
    let total: UInt64

    /// Letters at a word's start from which deletes are made.
    static let prefixLength = 7

    // MARK: - Words

    /// Index of the word with this hash, or nil. Forty bits of the hash are compared, the letters are not: a word that
    /// is not in the dictionary passes for one that is once in some 10^11 lookups, and is then merely left alone.
    @inline(__always)
    func index(ofHash hash: UInt64) -> Int? {
        var slot = Self.slot(hash) & slotMask
        let tag = hash & ~0xFF_FFFF
        for _ in 0...slotMask {
            let entry = slots[slot]
            if entry == 0 { return nil }
            if entry & ~0xFF_FFFF == tag {
                let index = Int(entry & 0xFF_FFFF) - 1
                return index >= 0 && index < wordCount ? index : nil
            }
            slot = (slot + 1) & slotMask
        }
        return nil
    }

    @inline(__always)
    static func slot(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 32) }

    @inline(__always)
    static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash = hashSeed
        for byte in word { hash = hashByte(hash, byte) }
        return hash
    }

    func index(of word: UnsafeBufferPointer<UInt8>) -> Int? { index(ofHash: Self.hash(word)) }

    func count(_ index: Int) -> UInt64 { counts[index] }

    /// A word's letters; empty when the file's offsets are damaged.
    @inline(__always)
    func letters(of index: Int) -> UnsafeBufferPointer<UInt8> {
        let start = Int(starts[index])
        let end = Int(starts[index + 1])
        guard start <= end, end <= letterCount else { return UnsafeBufferPointer(start: letters, count: 0) }
        return UnsafeBufferPointer(start: letters + start, count: end - start)
    }

    // MARK: - Neighbours

    /// Calls `body` with the words at edit distance 1 and the first letter where they differ; a word may come twice.
    func forEachNeighbour(of word: UnsafeBufferPointer<UInt8>, _ body: (Int, SpellingEdit) -> Void) {
        Self.forEachDelete(of: word) { hash in
            let bucket = Self.bucket(hash) & bucketMask
            let first = Int(buckets[bucket])
            let end = min(Int(buckets[bucket + 1]), postingCount)
            guard first < end else { return }
            for place in first..<end {
                let index = Int(postings[place])
                guard index < wordCount else { continue }
                if let edit = SpellingEdit(from: word, to: letters(of: index)) { body(index, edit) }
            }
        }
    }

    static func bucket(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: (hash &* 0x9E37_79B9_7F4A_7C15) >> 33) }

    /// Hashes of the word's first letters, whole and with each one left out.
    @inline(__always)
    static func forEachDelete(of word: UnsafeBufferPointer<UInt8>, _ body: (UInt64) -> Void) {
        let length = min(word.count, prefixLength)
        for left in 0...length {
            // "left == length" leaves out none. A letter equal to the one before gives the same form again.
            if left > 0, left < length, word[left] == word[left - 1] { continue }
            var hash = hashSeed
            for index in 0..<length where index != left { hash = hashByte(hash, word[index]) }
            body(hash)
        }
    }
}

/// The one edit that turns one word into another.
struct SpellingEdit {
    enum Kind { case insert, delete, replace, swap }
    let kind: Kind
    /// First letter that differs.
    let place: Int

    /// Nil when the words are equal or further apart (optimal string alignment distance).
    @inline(__always)
    init?(from word: UnsafeBufferPointer<UInt8>, to other: UnsafeBufferPointer<UInt8>) {
        let length = word.count
        let difference = other.count - length
        guard difference >= -1, difference <= 1 else { return nil }
        let shorter = min(length, other.count)
        var prefix = 0
        while prefix < shorter, word[prefix] == other[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < shorter - prefix, word[length - 1 - suffix] == other[other.count - 1 - suffix] { suffix += 1 }
        place = prefix
        let open = shorter - prefix - suffix
        switch difference {
        case 0 where open == 1: kind = .replace
        case 0 where open == 2 && word[prefix] == other[prefix + 1] && word[prefix + 1] == other[prefix]: kind = .swap
        case 1 where open == 0: kind = .insert
        case -1 where open == 0: kind = .delete
        default: return nil
        }
    }
}
