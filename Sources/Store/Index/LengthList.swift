/// The lengths of sentences in words, one byte each (longer ones count as 255): segments of consecutive ids, each
/// `step from the end of the one before`, `count`, and the bytes.
struct LengthList: Sendable {
    struct Segment: Sendable {
        var first: Int64
        var lengths: [UInt8]
    }
    private(set) var segments: [Segment] = []

    mutating func append(first: Int64, lengths: [UInt8]) {
        guard !lengths.isEmpty else { return }
        if let last = segments.indices.last,
            segments[last].first + Int64(segments[last].lengths.count) == first
        {
            segments[last].lengths.append(contentsOf: lengths)
        } else {
            segments.append(Segment(first: first, lengths: lengths))
        }
    }

    func encode() -> [UInt8] {
        var writer = ByteWriter()
        var end: Int64 = 0
        for segment in segments {
            writer.varint(UInt64(bitPattern: segment.first &- end))
            writer.varint(segment.lengths.count)
            writer.bytes.append(contentsOf: segment.lengths)
            end = segment.first &+ Int64(segment.lengths.count)
        }
        return writer.bytes
    }

    /// Appends a payload's segments, but for removed sentences.
    mutating func append(_ payload: UnsafeRawBufferPointer, without removed: RemovedRanges) throws {
        var reader = ByteReader(payload)
        var end: Int64 = 0
        while !reader.isAtEnd {
            let first = end &+ Int64(bitPattern: reader.varint())
            let lengths = [UInt8](reader.take(reader.count()))
            guard !reader.failed, first >= 0, first < 1 << 60 else {
                throw Damage("the list of sentence lengths is cut short")
            }
            end = first &+ Int64(lengths.count)
            var start = first
            for range in removed.ranges where range.upperBound > first && range.lowerBound < end {
                if range.lowerBound > start {
                    append(first: start, lengths: Array(lengths[Int(start - first)..<Int(range.lowerBound - first)]))
                }
                start = max(start, range.upperBound)
            }
            if start < end { append(first: start, lengths: Array(lengths[Int(start - first)...])) }
        }
    }
}
