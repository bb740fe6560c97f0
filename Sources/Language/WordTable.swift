/// A small fixed set of ASCII words with a flag byte each, looked up by hash without allocation.
///
/// Open addressing over 64-bit FNV-1a hashes; two words of a set that shared a hash would merge their flags, which
/// the tests rule out for the sets in use.
struct WordTable: Sendable {
    private let keys: [UInt64]
    private let flags: [UInt8]
    let mask: Int

    init(_ groups: [(flag: UInt8, words: String)]) {
        var entries: [UInt64: UInt8] = [:]
        for (flag, words) in groups {
            for word in words.split(separator: " ") {
                var hash = hashSeed
                for byte in word.utf8 { hash = hashByte(hash, byte) }
                entries[hash, default: 0] |= flag
            }
        }
        var capacity = 16
        while capacity < entries.count * 3 { capacity *= 2 }
        var keys = [UInt64](repeating: 0, count: capacity)
        var flags = [UInt8](repeating: 0, count: capacity)
        for (hash, flag) in entries {
            var slot = Int(truncatingIfNeeded: hash ^ (hash >> 32)) & (capacity - 1)
            while keys[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
            keys[slot] = hash
            flags[slot] = flag
        }
        self.keys = keys
        self.flags = flags
        mask = capacity - 1
    }

    /// Gives pointers that the scan keeps for its whole run.
    @inline(__always)
    func withPointers<Result>(_ body: (Pointers) -> Result) -> Result {
        keys.withUnsafeBufferPointer { keys in
            flags.withUnsafeBufferPointer { flags in
                // Both arrays hold at least 16 elements, so neither base address is nil.
                guard let keyBase = keys.baseAddress, let flagBase = flags.baseAddress else {
                    preconditionFailure("an empty word table")
                }
                return body(Pointers(keys: keyBase, flags: flagBase, mask: mask))
            }
        }
    }

    struct Pointers {
        let keys: UnsafePointer<UInt64>
        let flags: UnsafePointer<UInt8>
        let mask: Int

        /// Flags of the word with this hash, or 0.
        @inline(__always)
        func flags(of hash: UInt64) -> UInt8 {
            var slot = Int(truncatingIfNeeded: hash ^ (hash >> 32)) & mask
            while true {
                let key = keys[slot]
                if key == hash { return flags[slot] }
                if key == 0 { return 0 }
                slot = (slot + 1) & mask
            }
        }
    }
}
