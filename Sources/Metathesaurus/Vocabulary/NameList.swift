import AhoCorasick

/// The sorted names of a vocabulary; see ``NameListWriter``.
struct NameList: Sendable {
    private let buckets: MappedArray<UInt64>
    private let bytes: MappedArray<UInt8>

    init(_ file: PagedFile) throws(MetathesaurusError) {
        buckets = try MappedArray(file, "vc.bucks")
        bytes = try MappedArray(file, "vc.names")
    }

    /// The name at a position of the sorted list. Cost: up to sixteen names are unpacked.
    func name(at position: Int) throws(MetathesaurusError) -> String {
        var name: [UInt8] = []
        try forEachName(inBucket: position / NameListWriter.bucket) { index, text in
            name = text
            return index < position % NameListWriter.bucket
        }
        return String(decoding: name, as: UTF8.self)
    }

    /// Different names that start with `prefix`, case aside.
    func names(withPrefix prefix: String, limit: Int) throws(MetathesaurusError) -> [String] {
        let wanted = Self.lowered(Array(prefix.utf8))
        guard limit > 0 else { return [] }
        // The last bucket whose first name comes before the prefix may hold the first match.
        var low = 0
        var high = buckets.count - 1
        while low < high {
            let middle = (low + high) / 2
            var first: [UInt8] = []
            try forEachName(inBucket: middle) { _, text in
                first = text
                return false
            }
            if Self.lowered(first).lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
        }
        var found: [String] = []
        var bucket = max(low - 1, 0)
        var isPast = false
        while bucket < buckets.count - 1, !isPast, found.count < limit {
            try forEachName(inBucket: bucket) { _, text in
                let folded = Self.lowered(text)
                if folded.starts(with: wanted) {
                    let name = String(decoding: text, as: UTF8.self)
                    if found.last != name { found.append(name) }
                } else if wanted.lexicographicallyPrecedes(folded) {
                    isPast = true
                }
                return !isPast && found.count < limit
            }
            bucket += 1
        }
        return found
    }

    /// Unpacks the names of a bucket until `body` returns false.
    private func forEachName(
        inBucket bucket: Int, _ body: (Int, [UInt8]) -> Bool
    ) throws(MetathesaurusError) {
        var position = Int(truncatingIfNeeded: try buckets.at(bucket))
        let end = Int(truncatingIfNeeded: try buckets.at(bucket + 1))
        var name: [UInt8] = []
        var index = 0
        while position < end {
            let common = index == 0 ? 0 : try bytes.varint(&position)
            let length = try bytes.varint(&position)
            name.removeLast(max(name.count - common, 0))
            name += try bytes.slice(position, position + length)
            position += length
            if !body(index, name) { return }
            index += 1
        }
    }

    private static func lowered(_ bytes: [UInt8]) -> [UInt8] {
        bytes.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
    }
}
