/// Text key → row number, by 64-bit hashes in one open-addressed table: 12 bytes a slot whatever the key.
///
/// Two keys with one hash are told apart by whoever reads the row found, so the keys themselves are not kept.
struct KeyIndex: Sendable {
    private var hashes: [UInt64]
    private var rows: [UInt32]
    private var used = 0

    init() {
        hashes = Array(repeating: 0, count: 1024)
        rows = Array(repeating: 0, count: 1024)
    }

    subscript(_ key: String) -> Int? {
        let hash = Self.hash(key)
        let slot = slot(of: hash)
        return hashes[slot] == hash ? Int(rows[slot]) : nil
    }

    /// Keeps the row already there, if any.
    mutating func insert(_ key: String, row: Int) {
        let hash = Self.hash(key)
        let slot = slot(of: hash)
        guard hashes[slot] != hash, let row = UInt32(exactly: row) else { return }
        hashes[slot] = hash
        rows[slot] = row
        used += 1
        if used * 4 > hashes.count * 3 { grow() }
    }

    private func slot(of hash: UInt64) -> Int {
        let mask = hashes.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while hashes[slot] != 0, hashes[slot] != hash { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let old = (hashes, rows)
        hashes = Array(repeating: 0, count: old.0.count * 2)
        rows = Array(repeating: 0, count: old.0.count * 2)
        for (hash, row) in zip(old.0, old.1) where hash != 0 {
            let slot = slot(of: hash)
            hashes[slot] = hash
            rows[slot] = row
        }
    }

    /// FNV-1a with a final mix; never 0, which marks an empty slot.
    private static func hash(_ key: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in key.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ (hash >> 32)) &* 0x9e37_79b9_7f4a_7c15
        hash ^= hash >> 29
        return hash == 0 ? 1 : hash
    }
}
