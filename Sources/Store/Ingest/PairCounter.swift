/// Counts the pairs of concepts that share a sentence, article by article, into changes of edges.
struct PairCounter {
    /// Of a sentence with more distinct concepts than this only the first ones, by position, are paired: a page-long
    /// "sentence" of a broken file would otherwise cost the square of its length.
    static let maximumConcepts = 256

    /// A change of one edge by one article; both ends are written from it.
    private struct Entry {
        var low: UInt32
        var high: UInt32
        var year: Int32
        var sentences: Int32
        var articles: Int32
        var negated: Int32

        @inline(__always)
        func count(seenFrom concept: UInt32) -> EdgeCount {
            EdgeCount(
                neighbor: concept == low ? high : low, year: year, sentences: sentences, articles: articles,
                negated: negated)
        }
    }
    private var entries: [Entry] = []
    private var pairs: [UInt64] = []

    var isEmpty: Bool { entries.isEmpty }

    /// Adds a sentence's distinct concepts, each below 2^31, with whether all its mentions are negated.
    mutating func addSentence(_ concepts: [(concept: UInt32, isNegated: Bool)]) {
        let count = min(concepts.count, Self.maximumConcepts)
        guard count > 1 else { return }
        pairs.reserveCapacity(max(pairs.capacity, pairs.count + count * (count - 1) / 2))
        concepts.withUnsafeBufferPointer { concepts in
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
            entries.append(
                Entry(
                    low: UInt32(truncatingIfNeeded: pair >> 31), high: UInt32(truncatingIfNeeded: pair & 0x7FFF_FFFF),
                    year: year, sentences: sign * sentences, articles: sign, negated: sign * negated))
        }
        pairs.removeAll(keepingCapacity: true)
    }

    /// Orders the entries by concept, neighbour and year and calls `body` with each concept's combined counts.
    ///
    /// One order by the lower end gives each concept its higher neighbours; the same order stably sorted by the higher
    /// end gives each its lower ones, which come first.
    mutating func forEachConcept(_ body: (UInt32, ArraySlice<EdgeCount>) throws -> Void) rethrows {
        let entries = entries
        self.entries.removeAll(keepingCapacity: true)
        let places = (0..<UInt32(truncatingIfNeeded: entries.count)).map { $0 }
        let byLow = StableOrder.sorted(
            StableOrder.sorted(places) { entries[Int($0)].high }
        ) { entries[Int($0)].low }
        let byHigh = StableOrder.sorted(byLow) { entries[Int($0)].high }
        var counts: [EdgeCount] = []
        var (lower, higher) = (0, 0)
        while lower < byLow.count || higher < byHigh.count {
            let left = lower < byLow.count ? entries[Int(byLow[lower])].low : .max
            let right = higher < byHigh.count ? entries[Int(byHigh[higher])].high : .max
            let concept = min(left, right)
            counts.removeAll(keepingCapacity: true)
            while higher < byHigh.count, entries[Int(byHigh[higher])].high == concept {
                counts.append(entries[Int(byHigh[higher])].count(seenFrom: concept))
                higher += 1
            }
            while lower < byLow.count, entries[Int(byLow[lower])].low == concept {
                counts.append(entries[Int(byLow[lower])].count(seenFrom: concept))
                lower += 1
            }
            Adjacency.combine(&counts)
            if !counts.isEmpty { try body(concept, counts[...]) }
        }
    }
}

/// Orders places by a number, keeping the order of those with equal ones: a radix sort of eleven bits a pass, without
/// the digits that all numbers share.
enum StableOrder {
    static func sorted(_ places: [UInt32], by number: (UInt32) -> UInt32) -> [UInt32] {
        guard let first = places.first else { return places }
        var order = places.map { UInt64(number($0)) << 32 | UInt64($0) }
        let shared = UInt64(number(first)) << 32
        let varying = order.reduce(0) { $0 | ($1 ^ shared) } >> 32
        var spare = [UInt64](repeating: 0, count: order.count)
        var starts = [Int](repeating: 0, count: 2_049)
        for shift: UInt64 in [32, 43, 54] where (varying << 32) >> shift & 0x7FF != 0 {
            for index in starts.indices { starts[index] = 0 }
            order.withUnsafeBufferPointer { order in
                spare.withUnsafeMutableBufferPointer { spare in
                    starts.withUnsafeMutableBufferPointer { starts in
                        for entry in order { starts[Int(entry &>> shift & 0x7FF) + 1] += 1 }
                        for digit in 0..<2_048 { starts[digit + 1] += starts[digit] }
                        for entry in order {
                            let digit = Int(entry &>> shift & 0x7FF)
                            spare[starts[digit]] = entry
                            starts[digit] += 1
                        }
                    }
                }
            }
            swap(&order, &spare)
        }
        return order.map { UInt32(truncatingIfNeeded: $0) }
    }
}
