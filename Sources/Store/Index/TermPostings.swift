/// The sentences that hold a term, ascending: a count, then for each `(step from the one before) << 1 | many`, and
/// where `many` is set the number of occurrences.
struct TermPostings {
    var sentences: [Int64] = []
    var frequencies: [UInt8] = []

    static func encode(_ sentences: ArraySlice<Int64>, _ frequencies: ArraySlice<UInt8>) -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes.reserveCapacity(sentences.count * 2 + 4)
        writer.varint(sentences.count)
        var last: Int64 = 0
        for (sentence, frequency) in zip(sentences, frequencies) {
            let step = UInt64(bitPattern: sentence &- last)
            last = sentence
            writer.varint(step << 1 | (frequency > 1 ? 1 : 0))
            if frequency > 1 { writer.byte(frequency) }
        }
        return writer.bytes
    }

    /// Appends a payload's postings, but for those in removed ranges.
    mutating func append(_ payload: UnsafeRawBufferPointer, without removed: RemovedRanges) throws {
        var reader = ByteReader(payload)
        let count = reader.count()
        let isWhole = removed.ranges.isEmpty
        var removal = removed.makeCursor()
        var found: [UInt8] = []
        let ids = [Int64](unsafeUninitializedCapacity: count) { ids, kept in
            found = [UInt8](unsafeUninitializedCapacity: count) { frequencies, initialized in
                var sentence: Int64 = 0
                for _ in 0..<count {
                    let value = reader.varint()
                    sentence &+= Int64(bitPattern: value >> 1)
                    let frequency = value & 1 == 0 ? 1 : reader.byte()
                    if !isWhole, removal.contains(sentence) { continue }
                    ids[kept] = sentence
                    frequencies[kept] = frequency
                    kept += 1
                }
                initialized = kept
            }
        }
        if reader.failed || !reader.isAtEnd { throw Damage("a term's list of sentences is cut short") }
        if sentences.isEmpty {
            sentences = ids
            frequencies = found
        } else {
            sentences.append(contentsOf: ids)
            frequencies.append(contentsOf: found)
        }
    }
}
