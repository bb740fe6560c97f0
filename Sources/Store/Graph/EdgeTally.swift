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
/// merging the sorted lists of several runs: a neighbour costs a few nanoseconds.
struct EdgeTally {
    private struct Sum {
        var sentences: Int32 = 0
        var articles: Int32 = 0
        var negated: Int32 = 0
        var allSentences: Int32 = 0
        var isTouched = false

        @inline(__always)
        mutating func add(_ count: EdgeCount) {
            sentences &+= count.sentences
            articles &+= count.articles
            negated &+= count.negated
        }
    }
    private var sums: [Sum]
    private var touched: [UInt32] = []
    private var isDamaged = false

    /// - Parameter concepts: the highest number of a concept.
    init(concepts: Int) { sums = Array(repeating: Sum(), count: concepts + 1) }

    mutating func add(_ payload: UnsafeRawBufferPointer, years: YearTable?) throws {
        var touched = touched
        self.touched = []
        var isDamaged = false
        try sums.withUnsafeMutableBufferPointer { sums in
            try Adjacency.forEachNeighbor(payload) { sum, yearBytes in
                let place = Int(sum.neighbor)
                guard place < sums.count else {
                    isDamaged = true
                    return
                }
                if !sums[place].isTouched {
                    sums[place].isTouched = true
                    touched.append(sum.neighbor)
                }
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
        self.touched = touched
        if isDamaged { throw Damage("an edge leads to a concept that is not there") }
    }

    /// Calls `body` with every neighbour that has a sentence in those years, in no particular order, and forgets all.
    mutating func drain(_ body: (EdgeTotals) throws -> Void) rethrows {
        defer { touched.removeAll(keepingCapacity: true) }
        for place in touched.indices {
            let neighbor = touched[place]
            let sum = sums[Int(neighbor)]
            sums[Int(neighbor)] = Sum()
            if sum.sentences <= 0 { continue }
            do {
                try body(
                    EdgeTotals(
                        neighbor: neighbor, sentences: sum.sentences, articles: sum.articles, negated: sum.negated,
                        allSentences: sum.allSentences))
            } catch {
                for rest in touched[place...] { sums[Int(rest)] = Sum() }
                throw error
            }
        }
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
