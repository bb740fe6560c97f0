import Foundation

/// Numbers byte strings in order of first appearance: an open-addressing table over one arena of bytes.
struct TermTable {
    private(set) var arena: [UInt8] = []
    /// Where each string ends; it starts where the one before it ends.
    private(set) var ends: [Int] = []
    /// Each string's number beside its hash, so that a string is looked at only where it is likely the same.
    private var slots: [(hash: UInt32, index: Int32)]

    init() { slots = Array(repeating: (0, -1), count: 1024) }

    private init(slots: [(hash: UInt32, index: Int32)]) { self.slots = slots }

    /// Holds the place of a table that is moved out for a while; takes no strings.
    static let empty = TermTable(slots: [])

    var count: Int { ends.count }

    func range(of index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// The numbers of all strings in byte order.
    func sorted() -> [Int] {
        // The first eight bytes as a number decide nearly always.
        var order = (0..<count).map { index -> (prefix: UInt64, index: Int32) in
            var prefix: UInt64 = 0
            let range = range(of: index)
            for place in range.lowerBound..<range.lowerBound + 8 {
                prefix = prefix << 8 | (place < range.upperBound ? UInt64(arena[place]) : 0)
            }
            return (prefix, Int32(index))
        }
        order.sort { left, right in
            if left.prefix != right.prefix { return left.prefix < right.prefix }
            return arena[range(of: Int(left.index))].lexicographicallyPrecedes(arena[range(of: Int(right.index))])
        }
        return order.map { Int($0.index) }
    }

    /// The number of the string at `bytes`, and whether it is new.
    mutating func insert(_ bytes: UnsafePointer<UInt8>, count: Int) -> (index: Int, isNew: Bool) {
        let hash = Self.hash(bytes, count: count)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        let found = slots.withUnsafeBufferPointer { slots -> Int? in
            while slots[slot].index >= 0 {
                if slots[slot].hash == hash, equals(Int(slots[slot].index), bytes, count: count) {
                    return Int(slots[slot].index)
                }
                slot = (slot &+ 1) & mask
            }
            return nil
        }
        if let found { return (found, false) }
        let index = ends.count
        slots[slot] = (hash, Int32(index))
        arena.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
        ends.append(arena.count)
        if ends.count * 2 > slots.count { grow() }
        return (index, true)
    }

    @inline(__always)
    private func equals(_ index: Int, _ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
        ends.withUnsafeBufferPointer { ends in
            arena.withUnsafeBufferPointer { arena in
                let start = index == 0 ? 0 : ends[index - 1]
                guard ends[index] - start == count, let base = arena.baseAddress else {
                    return ends[index] - start == count
                }
                return memcmp(base + start, bytes, count) == 0
            }
        }
    }

    private mutating func grow() {
        let old = slots
        let mask = slots.count * 2 - 1
        slots = Array(repeating: (0, -1), count: mask + 1)
        for entry in old where entry.index >= 0 {
            var slot = Int(truncatingIfNeeded: entry.hash) & mask
            while slots[slot].index >= 0 { slot = (slot + 1) & mask }
            slots[slot] = entry
        }
    }

    /// Mixes eight bytes at a time; words are short.
    @inline(__always)
    private static func hash(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt32 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(truncatingIfNeeded: count)
        var index = 0
        while index &+ 8 <= count {
            hash = (hash ^ UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash &>> 29
            index &+= 8
        }
        var rest: UInt64 = 0
        while index < count {
            rest = rest &<< 8 | UInt64(bytes[index])
            index &+= 1
        }
        hash = (hash ^ rest) &* 0x9E37_79B9_7F4A_7C15
        return UInt32(truncatingIfNeeded: hash ^ (hash &>> 32))
    }
}
