/// An open-addressing table from 64-bit hashes to indices of something kept elsewhere: eight bytes a slot.
struct HashIndex {
    private var slots: [UInt64] = Array(repeating: 0, count: 1024)
    private var count = 0

    /// The index stored under `hash` that `matches`. The upper half of the hash is compared first.
    func find(_ hash: UInt64, matches: (UInt32) -> Bool) -> UInt32? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        return slots.withUnsafeBufferPointer { slots in
            while slots[slot] != 0 {
                if slots[slot] >> 32 == hash >> 32 | 1 {
                    let index = UInt32(truncatingIfNeeded: slots[slot])
                    if matches(index) { return index }
                }
                slot = (slot + 1) & mask
            }
            return nil
        }
    }

    /// Stores `index` under `hash`.
    mutating func insert(_ hash: UInt64, _ index: UInt32) {
        if count * 4 >= slots.count * 3 { grow() }
        Self.place(&slots, Int(truncatingIfNeeded: hash), (hash >> 32 | 1) << 32 | UInt64(index))
        lowHalves.append(UInt32(truncatingIfNeeded: hash))
        count += 1
    }

    /// Lower halves of the hashes by index order of insertion, to place the entries anew; indices count up from 0.
    private var lowHalves: [UInt32] = []

    private mutating func grow() {
        var larger = [UInt64](repeating: 0, count: slots.count * 2)
        for entry in slots where entry != 0 {
            let low = lowHalves[Int(UInt32(truncatingIfNeeded: entry))]
            Self.place(&larger, Int(low), entry)
        }
        slots = larger
    }

    private static func place(_ slots: inout [UInt64], _ hash: Int, _ entry: UInt64) {
        let mask = slots.count - 1
        var slot = hash & mask
        slots.withUnsafeMutableBufferPointer { slots in
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = entry
        }
    }
}
