/// Sorts sequences (symbols of patterns, bytes of names) by comparing eight bytes of each at a time.
///
/// A range of equal prefixes is sorted by its next 64-bit key, by radix where it is large; the keys lie beside the
/// indices, so a pass reads memory in order. Time O(total length / 8 + count · log), memory 32 bytes a sequence.
public enum SequenceSorter {
    struct Entry: BitwiseCopyable {
        var key: UInt64
        var index: UInt32
    }

    /// Indices `0..<count` in ascending order; equal sequences by index.
    ///
    /// `key(index, step)` is the sequence's `step`-th key; its low 32 bits (`endMask`) are zero where the sequence ends
    /// within it.
    public static func sorted(count: Int, endMask: UInt64, key: (Int, Int) -> UInt64) -> [UInt32] {
        var entries = [Entry](repeating: Entry(key: 0, index: 0), count: count)
        var spare = entries
        var pending: [(low: Int, high: Int, step: Int)] = count > 0 ? [(0, count, 0)] : []
        entries.withUnsafeMutableBufferPointer { entries in
            spare.withUnsafeMutableBufferPointer { spare in
                for index in 0..<count { entries[index].index = UInt32(truncatingIfNeeded: index) }
                while let (low, high, step) = pending.popLast() {
                    for position in low..<high { entries[position].key = key(Int(entries[position].index), step) }
                    sort(entries, spare, low, high)
                    var start = low
                    while start < high {
                        let value = entries[start].key
                        var end = start + 1
                        while end < high, entries[end].key == value { end += 1 }
                        if end - start > 1, value & endMask != 0 { pending.append((start, end, step + 1)) }
                        start = end
                    }
                }
            }
        }
        return entries.map(\.index)
    }

    private static func sort(
        _ entries: UnsafeMutableBufferPointer<Entry>, _ spare: UnsafeMutableBufferPointer<Entry>, _ low: Int,
        _ high: Int
    ) {
        if high - low <= 48 { return insertionSort(entries, low, high) }
        if high - low <= 4096 {
            entries[low..<high].sort { $0.key != $1.key ? $0.key < $1.key : $0.index < $1.index }
            return
        }
        radixSort(entries, spare, low, high)
    }

    private static func insertionSort(_ entries: UnsafeMutableBufferPointer<Entry>, _ low: Int, _ high: Int) {
        var next = low + 1
        while next < high {
            let entry = entries[next]
            var position = next
            while position > low, entries[position - 1].key > entry.key {
                entries[position] = entries[position - 1]
                position -= 1
            }
            entries[position] = entry
            next += 1
        }
    }

    /// Least significant digit first, 11 bits a pass, passes over a constant digit left out. Stable.
    private static func radixSort(
        _ entries: UnsafeMutableBufferPointer<Entry>, _ spare: UnsafeMutableBufferPointer<Entry>, _ low: Int,
        _ high: Int
    ) {
        var common = ~UInt64(0)
        var any = UInt64(0)
        for position in low..<high {
            common &= entries[position].key
            any |= entries[position].key
        }
        let varying = common ^ any
        var source = entries
        var target = spare
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 2048) { offsets in
            for shift in stride(from: UInt64(0), to: 64, by: 11) where (varying &>> shift) & 2047 != 0 {
                offsets.update(repeating: 0)
                for position in low..<high { offsets[Int((source[position].key &>> shift) & 2047)] += 1 }
                var sum = low
                for digit in 0..<2048 {
                    let count = offsets[digit]
                    offsets[digit] = sum
                    sum += count
                }
                for position in low..<high {
                    let digit = Int((source[position].key &>> shift) & 2047)
                    target[offsets[digit]] = source[position]
                    offsets[digit] += 1
                }
                swap(&source, &target)
            }
        }
        if source.baseAddress != entries.baseAddress {
            for position in low..<high { entries[position] = source[position] }
        }
    }
}
