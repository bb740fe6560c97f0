import Synchronization

/// A concept's edge to one neighbour, summed over the years that were asked for.
public struct EdgeTotals: Sendable, Hashable {
    public var neighbor: UInt32
    public var sentences: Int32
    public var articles: Int32
    public var negated: Int32
    /// Sentences of all years.
    public var allSentences: Int32

    public init(neighbor: UInt32, sentences: Int32, articles: Int32, negated: Int32, allSentences: Int32) {
        self.neighbor = neighbor
        self.sentences = sentences
        self.articles = articles
        self.negated = negated
        self.allSentences = allSentences
    }
}

/// Adds up the counts of one concept after another in a table with a place for every concept, which is faster than
/// merging the sorted lists of several runs: a neighbour costs a few nanoseconds. A bit for each place says whether it
/// was touched, so that the sums are read back, and cleared, in the order they lie in memory.
struct EdgeTally {
    private struct Sum {
        var sentences: Int32 = 0
        var articles: Int32 = 0
        var negated: Int32 = 0
        var allSentences: Int32 = 0

        @inline(__always)
        mutating func add(_ count: EdgeCount) {
            sentences &+= count.sentences
            articles &+= count.articles
            negated &+= count.negated
        }
    }
    private var sums: [Sum]
    private var touched: [UInt64]

    var highestConcept: Int { sums.count - 1 }

    /// - Parameter concepts: the highest number of a concept.
    init(concepts: Int) {
        sums = Array(repeating: Sum(), count: concepts + 1)
        touched = Array(repeating: 0, count: concepts / 64 + 1)
    }

    /// A tally that met damage must not be used again: it is not clean.
    mutating func add(_ payload: UnsafeRawBufferPointer, years: YearTable?) throws {
        var isDamaged = false
        try touched.withUnsafeMutableBufferPointer { touched in
            try sums.withUnsafeMutableBufferPointer { sums in
                try Adjacency.forEachNeighbor(payload) { sum, yearBytes in
                    let place = Int(sum.neighbor)
                    guard place < sums.count else {
                        isDamaged = true
                        return
                    }
                    touched[place &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: place & 63)
                    sums[place].allSentences &+= sum.sentences
                    guard let years else { return sums[place].add(sum) }
                    guard let yearBytes else {
                        if years.contains(sum.year) { sums[place].add(sum) }
                        return
                    }
                    try Adjacency.forEachYear(yearBytes, of: sum.neighbor) {
                        if years.contains($0.year) { sums[place].add($0) }
                    }
                }
            }
        }
        if isDamaged { throw Damage("an edge leads to a concept that is not there") }
    }

    /// Calls `body` with every neighbour that has a sentence in those years, by number, and forgets all. Where `body`
    /// throws the tally must not be used again.
    mutating func drain(_ body: (EdgeTotals) throws -> Void) rethrows {
        try touched.withUnsafeMutableBufferPointer { touched in
            try sums.withUnsafeMutableBufferPointer { sums in
                for word in touched.indices where touched[word] != 0 {
                    var bits = touched[word]
                    touched[word] = 0
                    while bits != 0 {
                        let place = word &<< 6 | bits.trailingZeroBitCount
                        bits &= bits &- 1
                        let sum = sums[place]
                        sums[place] = Sum()
                        if sum.sentences <= 0 { continue }
                        try body(
                            EdgeTotals(
                                neighbor: UInt32(truncatingIfNeeded: place), sentences: sum.sentences,
                                articles: sum.articles, negated: sum.negated, allSentences: sum.allSentences))
                    }
                }
            }
        }
    }
}

/// Tables that queries are done with, so that the next one need not clear two megabytes for each 100,000 concepts.
final class TallyPool: Sendable {
    private static let kept = 4
    private let tallies = Mutex<[EdgeTally]>([])

    /// A clean table with a place for each concept up to this one.
    func take(concepts: Int) -> EdgeTally {
        let known = tallies.withLock { $0.popLast() }
        if let known, known.highestConcept >= concepts { return known }
        return EdgeTally(concepts: concepts)
    }

    /// Takes a drained table back.
    func giveBack(_ tally: EdgeTally) {
        tallies.withLock { if $0.count < Self.kept { $0.append(tally) } }
    }
}

/// A year filter as a table, one look a test.
struct YearTable {
    private static let lowest: Int32 = 1_500
    private let table: [Bool]
    private let filter: YearFilter

    init?(_ filter: YearFilter?) {
        guard let filter else { return nil }
        self.filter = filter
        table = (Self.lowest..<2_200).map { filter.contains(Int($0)) }
    }

    @inline(__always)
    func contains(_ year: Int32) -> Bool {
        let place = Int(year) - Int(Self.lowest)
        return table.indices.contains(place) ? table[place] : filter.contains(Int(year))
    }
}
