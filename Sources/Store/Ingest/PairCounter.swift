/// Counts the pairs of concepts that share a sentence, article by article, into changes of edges.
struct PairCounter {
    /// Of a sentence with more distinct concepts than this only the first ones, by position, are paired: a page-long
    /// "sentence" of a broken file would otherwise cost the square of its length.
    static let maximumConcepts = 256

    /// A change of one edge seen from one end.
    struct Entry {
        var concept: UInt32
        var count: EdgeCount
    }
    private(set) var entries: [Entry] = []
    private var pairs: [UInt64] = []

    /// Adds a sentence's distinct concepts, each below 2^31, with whether all its mentions are negated.
    mutating func addSentence(_ concepts: [(concept: UInt32, isNegated: Bool)]) {
        let count = min(concepts.count, Self.maximumConcepts)
        guard count > 1 else { return }
        for first in 0..<count - 1 {
            let left = concepts[first]
            for second in first + 1..<count {
                let right = concepts[second]
                let low = UInt64(min(left.concept, right.concept))
                let high = UInt64(max(left.concept, right.concept))
                pairs.append(low << 32 | high << 1 | (left.isNegated || right.isNegated ? 1 : 0))
            }
        }
    }

    /// Ends the article: each pair in it counts once as an article. `sign` is -1 when the article is taken away.
    mutating func endArticle(year: Int32, sign: Int32) {
        pairs.sort()
        var index = 0
        while index < pairs.count {
            let pair = pairs[index] >> 1
            var sentences: Int32 = 0
            var negated: Int32 = 0
            while index < pairs.count, pairs[index] >> 1 == pair {
                sentences += 1
                negated += Int32(pairs[index] & 1)
                index += 1
            }
            let low = UInt32(truncatingIfNeeded: pair >> 31)
            let high = UInt32(truncatingIfNeeded: pair & 0x7FFF_FFFF)
            for (concept, neighbor) in [(low, high), (high, low)] {
                entries.append(
                    Entry(
                        concept: concept,
                        count: EdgeCount(
                            neighbor: neighbor, year: year, sentences: sign * sentences, articles: sign,
                            negated: sign * negated)))
            }
        }
        pairs.removeAll(keepingCapacity: true)
    }

    /// Orders the entries by concept, neighbour and year and calls `body` with each concept's combined counts.
    mutating func forEachConcept(_ body: (UInt32, ArraySlice<EdgeCount>) throws -> Void) rethrows {
        let order = sortedOrder()
        var counts: [EdgeCount] = []
        var position = 0
        while position < order.count {
            let concept = order[position].key >> 32
            counts.removeAll(keepingCapacity: true)
            while position < order.count, order[position].key >> 32 == concept {
                counts.append(entries[Int(order[position].index)].count)
                position += 1
            }
            Adjacency.combine(&counts)
            if !counts.isEmpty { try body(UInt32(concept), counts[...]) }
        }
        entries.removeAll(keepingCapacity: true)
    }

    /// The entries' keys and places in ascending order of concept and neighbour: a radix sort of eleven bits a pass,
    /// skipping what all keys share.
    private func sortedOrder() -> [(key: UInt64, index: Int32)] {
        var order = entries.indices.map { index -> (key: UInt64, index: Int32) in
            (UInt64(entries[index].concept) << 32 | UInt64(entries[index].count.neighbor), Int32(index))
        }
        var spare = order
        let varying = order.reduce(0) { $0 | ($1.key ^ order[0].key) }
        for shift in stride(from: 0, to: 64, by: 11) where (varying >> UInt64(shift)) & 0x7FF != 0 {
            var starts = [Int](repeating: 0, count: 2_049)
            order.withUnsafeBufferPointer { order in
                spare.withUnsafeMutableBufferPointer { spare in
                    starts.withUnsafeMutableBufferPointer { starts in
                        for entry in order { starts[Int((entry.key >> UInt64(shift)) & 0x7FF) + 1] += 1 }
                        for digit in 0..<2_048 { starts[digit + 1] += starts[digit] }
                        for entry in order {
                            let digit = Int((entry.key >> UInt64(shift)) & 0x7FF)
                            spare[starts[digit]] = entry
                            starts[digit] += 1
                        }
                    }
                }
            }
            swap(&order, &spare)
        }
        return order
    }
}
