import Foundation
import Store

/// Two concepts that share sentences.
public struct Edge: Sendable, Hashable {
    /// A year's share of an edge; year 0 stands for articles of unknown year.
    public struct Year: Sendable, Hashable {
        public var year: Int
        public var sentences: Int
        public var articles: Int
    }

    /// The concepts' numbers in the store, the smaller first.
    public var first: UInt32
    public var second: UInt32
    /// Distinct sentences with both, in the years asked for.
    public var sentences: Int
    /// Distinct articles with such a sentence, in the years asked for: the edge's rank.
    public var articles: Int
    /// Those of the sentences in which one of the two is only mentioned negated.
    public var negated: Int
    /// Counts of each year asked for, ascending.
    public var years: [Year]
    /// Pointwise mutual information in bits over all years: `log2(n(a,b) · N / (n(a) · n(b)))`, n counting sentences.
    public var mutualInformation: Float

    public var negatedShare: Float { sentences > 0 ? Float(negated) / Float(sentences) : 0 }
    public var firstYear: Int? { years.first { $0.year != 0 }?.year }
    public var lastYear: Int? { years.last { $0.year != 0 }?.year }

    /// The other end, seen from one of the two.
    public func neighbor(of concept: UInt32) -> UInt32 { concept == first ? second : first }
}

extension EdgeTotals {
    /// More articles first, then more sentences, then the smaller number, so that an order is total.
    func isBetter(than other: EdgeTotals) -> Bool {
        if articles != other.articles { return articles > other.articles }
        if sentences != other.sentences { return sentences > other.sentences }
        return neighbor < other.neighbor
    }
}

extension Edge {
    /// - Parameters:
    ///   - counts: the edge's counts in the years asked for.
    ///   - total: sentences of the store.
    init(concept: StoredConcept, neighbor: StoredConcept, totals: EdgeTotals, counts: [EdgeCount], total: Int) {
        first = min(concept.number, neighbor.number)
        second = max(concept.number, neighbor.number)
        sentences = Int(totals.sentences)
        articles = Int(totals.articles)
        negated = Int(totals.negated)
        years = counts.filter { $0.sentences > 0 }.map {
            Year(year: Int($0.year), sentences: Int($0.sentences), articles: Int($0.articles))
        }
        let expected = Double(concept.sentences) * Double(neighbor.sentences)
        mutualInformation =
            expected > 0 ? Float(log2(Double(totals.allSentences) * Double(max(total, 1)) / expected)) : 0
    }

    /// The edge with these counts of all years, nil when none of `years` has a sentence.
    init?(concept: StoredConcept, neighbor: StoredConcept, allCounts: [EdgeCount], years: YearFilter?, total: Int) {
        let counts = allCounts.filter { years?.contains(Int($0.year)) ?? true }
        var totals = EdgeTotals(
            neighbor: neighbor.number, sentences: 0, articles: 0, negated: 0,
            allSentences: allCounts.reduce(0) { $0 &+ $1.sentences })
        for count in counts {
            totals.sentences &+= count.sentences
            totals.articles &+= count.articles
            totals.negated &+= count.negated
        }
        if totals.sentences <= 0 { return nil }
        self.init(concept: concept, neighbor: neighbor, totals: totals, counts: counts, total: total)
    }
}
