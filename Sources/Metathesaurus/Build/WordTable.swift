import AhoCorasick

/// Words as they are numbered during a build: a surface form leads to the id of its normal form.
struct WordInterner {
    private var keys: [UInt64] = Array(repeating: 0, count: 1 << 16)
    private var values: [UInt32] = Array(repeating: 0, count: 1 << 16)
    private var count = 0
    /// Key of the normal form by provisional id.
    private(set) var normalKeys: [UInt64] = []
    /// Occurrences by provisional id.
    var counts: [UInt32] = []

    /// The provisional id of the normal form of a word; its folded bytes are asked for only the first time.
    mutating func id(_ key: UInt64, folded: () -> [UInt8]) -> UInt32 {
        if let known = find(key) { return known }
        var bytes = folded()
        let before = bytes
        WordNormalizer.normalize(&bytes)
        // Marks have no bytes; a word that is its own normal form keeps its key.
        let normalKey = bytes == before ? key : WordKey.key(of: bytes)
        let id: UInt32
        if let known = find(normalKey) {
            id = known
        } else {
            id = UInt32(truncatingIfNeeded: normalKeys.count)
            normalKeys.append(normalKey)
            counts.append(0)
            insert(normalKey, id)
        }
        if normalKey != key { insert(key, id) }
        return id
    }

    /// Adds the normal forms of another interner; the ids that they have here, by their ids there.
    mutating func append(_ other: WordInterner) -> [UInt32] {
        var ids: [UInt32] = []
        ids.reserveCapacity(other.normalKeys.count)
        for (index, key) in other.normalKeys.enumerated() {
            // A normal form is its own: no bytes are needed to find that out.
            let id = id(key) { [] }
            counts[Int(id)] &+= other.counts[index]
            ids.append(id)
        }
        return ids
    }

    private func find(_ key: UInt64) -> UInt32? {
        let mask = keys.count - 1
        return keys.withUnsafeBufferPointer { keys in
            var slot = Int(truncatingIfNeeded: (key ^ key >> 32) &* WordKey.first >> 32) & mask
            while keys[slot] != 0 {
                if keys[slot] == key { return values[slot] }
                slot = (slot + 1) & mask
            }
            return nil
        }
    }

    private mutating func insert(_ key: UInt64, _ value: UInt32) {
        if count * 3 >= keys.count * 2 {
            let (oldKeys, oldValues) = (keys, values)
            keys = Array(repeating: 0, count: oldKeys.count * 2)
            values = Array(repeating: 0, count: oldKeys.count * 2)
            for slot in oldKeys.indices where oldKeys[slot] != 0 { place(oldKeys[slot], oldValues[slot]) }
        }
        place(key, value)
        count += 1
    }

    private mutating func place(_ key: UInt64, _ value: UInt32) {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: (key ^ key >> 32) &* WordKey.first >> 32) & mask
        while keys[slot] != 0 { slot = (slot + 1) & mask }
        keys[slot] = key
        values[slot] = value
    }
}

/// The table of a vocabulary file: `[key, id]` pairs, open addressing, a power of two of slots.
enum WordTable {
    /// Slots for `ids[i]` under `keys[i]`, at most three quarters full.
    static func slots(keys: [UInt64], ids: [UInt32]) -> [UInt64] {
        var bits: UInt64 = 6
        while (1 << bits) * 3 / 4 < keys.count { bits += 1 }
        let size = 1 << Int(bits)
        var slots = [UInt64](repeating: 0, count: size * 2)
        slots.withUnsafeMutableBufferPointer { slots in
            for (key, id) in zip(keys, ids) {
                var slot = WordKey.slot(key, shift: 64 - bits)
                while slots[slot * 2] != 0 { slot = (slot + 1) & (size - 1) }
                slots[slot * 2] = key
                slots[slot * 2 + 1] = UInt64(id)
            }
        }
        return slots
    }
}
