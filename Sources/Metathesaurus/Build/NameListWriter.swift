import AhoCorasick

/// Writes all names sorted without regard to case, in buckets of sixteen of which all but the first are stored as the
/// difference from the one before. That halves them, and a prefix is found by binary search over the buckets.
struct NameListWriter {
    static let bucket = 16
    private let collector: TermCollector

    init(_ collector: TermCollector) { self.collector = collector }

    /// The list as it is written, and each name's position in it.
    struct Layout: Sendable {
        var positions: [UInt32]
        var buckets: [UInt64]
        var bytes: [UInt8]

        func write(to writer: PagedFileWriter) throws(AhoCorasickError) {
            try writer.section("vc.bucks", buckets)
            try writer.section("vc.names", bytes)
        }
    }

    /// Sorts and packs the names.
    func layout() -> Layout {
        let names = collector.names
        var positions = [UInt32](repeating: 0, count: names.count)
        var bytes: [UInt8] = []
        var buckets: [UInt64] = []
        buckets.reserveCapacity(names.count / Self.bucket + 1)
        collector.pool.withUnsafeBufferPointer { pool in
            let order = names.withUnsafeBufferPointer { names in
                SequenceSorter.sorted(count: names.count, endMask: 0xFF) { index, step in
                    let name = names[index]
                    return Self.key(pool, name.offset + step * 8, name.offset + Int(name.length))
                }
            }
            var previous = UnsafeBufferPointer(rebasing: pool[0..<0])
            for (position, index) in order.enumerated() {
                positions[Int(index)] = UInt32(truncatingIfNeeded: position)
                let name = names[Int(index)]
                let text = UnsafeBufferPointer(rebasing: pool[name.offset..<(name.offset + Int(name.length))])
                var common = 0
                if position % Self.bucket == 0 {
                    buckets.append(UInt64(bytes.count))
                } else {
                    let limit = min(previous.count, text.count)
                    while common < limit, previous[common] == text[common] { common += 1 }
                    bytes.append(varint: common)
                }
                bytes.append(varint: text.count - common)
                bytes.append(contentsOf: text[common...])
                previous = text
            }
        }
        buckets.append(UInt64(bytes.count))
        return Layout(positions: positions, buckets: buckets, bytes: bytes)
    }

    /// Eight bytes as a big-endian number, ASCII capitals lowered, zeros after the end.
    @inline(__always)
    private static func key(_ pool: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> UInt64 {
        guard start < end else { return 0 }
        if start + 8 <= end, let base = pool.baseAddress {
            let raw = UInt64(
                bigEndian: UnsafeRawPointer(base).loadUnaligned(fromByteOffset: start, as: UInt64.self))
            return lowered(raw)
        }
        var key: UInt64 = 0
        for position in start..<(start + 8) { key = key << 8 | (position < end ? UInt64(pool[position]) : 0) }
        return lowered(key)
    }

    /// Adds 0x20 to each byte that is an ASCII capital, all eight at once.
    @inline(__always) static func lowered(_ word: UInt64) -> UInt64 {
        let low = word & 0x7F7F_7F7F_7F7F_7F7F
        let fromA = low &+ 0x3F3F_3F3F_3F3F_3F3F
        let pastZ = low &+ 0x2525_2525_2525_2525
        let capitals = fromA & ~pastZ & ~word & 0x8080_8080_8080_8080
        return word | capitals &>> 2
    }
}
