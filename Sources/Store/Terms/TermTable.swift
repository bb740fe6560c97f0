/// Numbers byte strings in order of first appearance: an open-addressing table over one arena of bytes.
struct TermTable {
    private(set) var arena: [UInt8] = []
    /// Where each string ends; it starts where the one before it ends.
    private(set) var ends: [Int] = []
    private var hashes: [UInt32] = []
    private var slots: [Int32]

    init() { slots = Array(repeating: -1, count: 1024) }

    private init(slots: [Int32]) { self.slots = slots }

    /// Holds the place of a table that is moved out for a while; takes no strings.
    static let empty = TermTable(slots: [])

    var count: Int { ends.count }

    func range(of index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// The number of the string at `bytes`, and whether it is new.
    mutating func insert(_ bytes: UnsafePointer<UInt8>, count: Int) -> (index: Int, isNew: Bool) {
        let hash = Self.hash(bytes, count: count)
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if hashes[index] == hash, equals(index, bytes, count: count) { return (index, false) }
            slot = (slot + 1) & mask
        }
        let index = ends.count
        slots[slot] = Int32(index)
        arena.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        ends.append(arena.count)
        hashes.append(hash)
        if ends.count * 2 > slots.count { grow() }
        return (index, true)
    }

    private func equals(_ index: Int, _ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
        let range = range(of: index)
        guard range.count == count else { return false }
        return arena.withUnsafeBufferPointer { arena in
            for offset in 0..<count where arena[range.lowerBound + offset] != bytes[offset] { return false }
            return true
        }
    }

    private mutating func grow() {
        let mask = slots.count * 2 - 1
        slots = Array(repeating: -1, count: mask + 1)
        for (index, hash) in hashes.enumerated() {
            var slot = Int(hash) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(index)
        }
    }

    private static func hash(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for index in 0..<count { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
        return UInt32(truncatingIfNeeded: hash ^ (hash >> 32))
    }
}
