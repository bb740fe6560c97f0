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

/// An edge of one concept while it is read: sums, without its years.
struct EdgeSum {
    var neighbor: UInt32
    /// Counts in the years asked for.
    var sentences: Int32 = 0
    var articles: Int32 = 0
    var negated: Int32 = 0
    /// Sentences of all years.
    var allSentences: Int32 = 0
    /// Where its counts stand in the concept's list.
    var counts: Range<Int>

    /// More articles first, then more sentences, then the smaller number, so that an order is total.
    @inline(__always)
    func isBetter(than other: EdgeSum) -> Bool {
        if articles != other.articles { return articles > other.articles }
        if sentences != other.sentences { return sentences > other.sentences }
        return neighbor < other.neighbor
    }

    /// Sums a concept's counts neighbour by neighbour and calls `body` with those that have any in the years kept.
    @inline(__always)
    static func forEach(
        _ counts: [EdgeCount], years: YearSet?, _ body: (EdgeSum) throws -> Void
    ) rethrows {
        var index = 0
        while index < counts.count {
            var sum = EdgeSum(neighbor: counts[index].neighbor, counts: index..<index)
            while index < counts.count, counts[index].neighbor == sum.neighbor {
                let count = counts[index]
                sum.allSentences &+= count.sentences
                if years?.contains(count.year) ?? true {
                    sum.sentences &+= count.sentences
                    sum.articles &+= count.articles
                    sum.negated &+= count.negated
                }
                index += 1
            }
            sum.counts = sum.counts.lowerBound..<index
            if sum.sentences > 0 { try body(sum) }
        }
    }
}

/// A year filter as a table, one lookup a test.
struct YearSet {
    private static let lowest: Int32 = 1_500
    private static let highest: Int32 = 2_200
    private let table: [Bool]
    private let filter: YearFilter

    init?(_ filter: YearFilter?) {
        guard let filter else { return nil }
        self.filter = filter
        table = (Self.lowest...Self.highest).map { filter.contains(Int($0)) }
    }

    @inline(__always)
    func contains(_ year: Int32) -> Bool {
        year >= Self.lowest && year <= Self.highest ? table[Int(year - Self.lowest)] : filter.contains(Int(year))
    }
}

extension Edge {
    init(
        concept: StoredConcept, neighbor: StoredConcept, sum: EdgeSum, counts: [EdgeCount], years: YearSet?, total: Int
    ) {
        first = min(concept.number, neighbor.number)
        second = max(concept.number, neighbor.number)
        sentences = Int(sum.sentences)
        articles = Int(sum.articles)
        negated = Int(sum.negated)
        self.years = counts[sum.counts].filter { $0.sentences > 0 && years?.contains($0.year) ?? true }.map {
            Year(year: Int($0.year), sentences: Int($0.sentences), articles: Int($0.articles))
        }
        let expected = Double(concept.sentences) * Double(neighbor.sentences)
        mutualInformation =
            expected > 0 ? Float(log2(Double(sum.allSentences) * Double(max(total, 1)) / expected)) : 0
    }
}
