import Foundation
import GRDB

/// A sentence found by full-text search; a higher score is better.
public struct SearchHit: Sendable, Equatable {
    public var sentence: Int64
    public var score: Float

    public init(sentence: Int64, score: Float) {
        self.sentence = sentence
        self.score = score
    }

    /// The better score first; ties go to the older sentence.
    static func isBetter(_ left: SearchHit, _ right: SearchHit) -> Bool {
        left.score != right.score ? left.score > right.score : left.sentence < right.sentence
    }
}

/// A word to look for and how much it counts.
public struct SearchTerm: Sendable, Hashable {
    public var text: String
    public var weight: Float

    public init(_ text: String, weight: Float = 1) {
        self.text = text
        self.weight = weight
    }
}

extension Store {
    /// The sentences that hold any of the terms, best first by BM25 over all of them (k1 = 1.2, b = 0.75; the inverse
    /// document frequency is that of SQLite's FTS5, never below 10⁻⁶).
    ///
    /// Any text is a valid term: it is cut into words and stemmed as the sentences were; nothing in it is an operator.
    /// Ties go to the older sentence. Cost: some nanoseconds for each occurrence of each term.
    public func search(
        terms: [SearchTerm], limit: Int, filter: SentenceFilter = SentenceFilter()
    ) throws(StoreError) -> [SearchHit] {
        guard limit > 0 else { return [] }
        var scanner = TermScanner()
        var weights: [String: Float] = [:]
        var order: [String] = []
        for term in terms {
            for word in scanner.terms(of: term.text) {
                if weights[word] == nil { order.append(word) }
                weights[word] = max(weights[word] ?? 0, term.weight)
            }
        }
        if order.isEmpty { return [] }
        return try read { db in
            let index = RunIndex(db: db)
            let runs = try index.runs()
            let removed = try index.removedRanges()
            var scorer = Scorer(counters: try Counters(db), limit: limit)
            for word in order {
                var postings = TermPostings()
                try index.forEachPayload(of: IndexKey.term(word), in: runs) {
                    try postings.append($0, without: removed)
                }
                scorer.add(postings, weight: weights[word] ?? 1)
            }
            if scorer.isEmpty { return [] }
            try index.forEachPayload(of: [IndexKey.lengths], in: runs) {
                try scorer.lengths.append($0, without: RemovedRanges())
            }
            let filter = try PreparedFilter(filter, db, store: self)
            return try scorer.best { try filter?.keeps($0) ?? true }
        }
    }

    /// As `search(terms:limit:filter:)` over the words of a text.
    public func search(
        text: String, limit: Int, filter: SentenceFilter = SentenceFilter()
    ) throws(StoreError) -> [SearchHit] {
        try search(terms: [SearchTerm(text)], limit: limit, filter: filter)
    }

    /// In how many sentences the words of each term occur, the least of several words' counts.
    public func sentenceFrequencies(of terms: [String]) throws(StoreError) -> [Int] {
        var scanner = TermScanner()
        let words = terms.map { scanner.terms(of: $0) }
        return try read { db in
            let index = RunIndex(db: db)
            let runs = try index.runs()
            let removed = try index.removedRanges()
            return try words.map { words in
                var least: Int?
                for word in words {
                    var postings = TermPostings()
                    try index.forEachPayload(of: IndexKey.term(word), in: runs) {
                        try postings.append($0, without: removed)
                    }
                    least = min(least ?? .max, postings.sentences.count)
                }
                return least ?? 0
            }
        }
    }
}

/// Adds up the terms' scores window by window of sentence ids, so that the sums stay in the cache, and keeps the best.
private struct Scorer {
    private static let windowSize = 1 << 15
    private static let k1: Float = 1.2
    private static let b: Float = 0.75

    private struct Term {
        var postings: TermPostings
        var weight: Float
        var next = 0
    }
    private var terms: [Term] = []
    var lengths = LengthList()
    private let sentences: Float
    private let averageLength: Float
    private let limit: Int
    /// A heap with the worst of the best on top.
    private var heap: [SearchHit] = []

    init(counters: Counters, limit: Int) {
        sentences = Float(max(counters.sentences, 1))
        averageLength = max(Float(counters.words) / sentences, 1)
        self.limit = limit
    }

    var isEmpty: Bool { terms.isEmpty }

    mutating func add(_ postings: TermPostings, weight: Float) {
        guard !postings.sentences.isEmpty else { return }
        let count = Float(postings.sentences.count)
        let rarity = max(log((sentences - count + 0.5) / (count + 0.5)), 1e-6)
        terms.append(Term(postings: postings, weight: weight * (rarity.isFinite ? rarity : 1e-6)))
    }

    mutating func best(where keeps: (Int64) throws -> Bool) throws -> [SearchHit] {
        var scores = [Float](repeating: 0, count: Self.windowSize)
        var windowLengths = [UInt8](repeating: 0, count: Self.windowSize)
        let lengthParts = (0..<256).map { Self.k1 * (1 - Self.b + Self.b * Float($0) / averageLength) }
        var segment = 0
        while let start = terms.compactMap({
            $0.next < $0.postings.sentences.count ? $0.postings.sentences[$0.next] : nil
        }).min() {
            let (end, overflow) = start.addingReportingOverflow(Int64(Self.windowSize))
            guard start >= 0, !overflow else { throw Damage("a sentence number of the full-text index") }
            lengths.fill(&windowLengths, from: start, to: end, segment: &segment)
            for index in terms.indices {
                let weight = terms[index].weight
                var next = terms[index].next
                terms[index].postings.sentences.withUnsafeBufferPointer { ids in
                    terms[index].postings.frequencies.withUnsafeBufferPointer { frequencies in
                        scores.withUnsafeMutableBufferPointer { scores in
                            windowLengths.withUnsafeBufferPointer { lengths in
                                lengthParts.withUnsafeBufferPointer { parts in
                                    // Ids below the window come only from a damaged list and are passed over.
                                    while next < ids.count, ids[next] < end {
                                        let place = Int(ids[next] &- start)
                                        if place >= 0 {
                                            let frequency = Float(frequencies[next])
                                            scores[place] +=
                                                weight * frequency * (Self.k1 + 1)
                                                / (frequency + parts[Int(lengths[place])])
                                        }
                                        next += 1
                                    }
                                }
                            }
                        }
                    }
                }
                terms[index].next = next
            }
            try scores.withUnsafeMutableBufferPointer { scores in
                for place in 0..<Self.windowSize where scores[place] > 0 {
                    let hit = SearchHit(sentence: start + Int64(place), score: scores[place])
                    scores[place] = 0
                    if heap.count == limit, !SearchHit.isBetter(hit, heap[0]) { continue }
                    if try keeps(hit.sentence) { insert(hit) }
                }
            }
        }
        return heap.sorted(by: SearchHit.isBetter)
    }

    private mutating func insert(_ hit: SearchHit) {
        if heap.count < limit {
            heap.append(hit)
            var child = heap.count - 1
            while child > 0, SearchHit.isBetter(heap[(child - 1) / 2], heap[child]) {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
            return
        }
        heap[0] = hit
        var parent = 0
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if SearchHit.isBetter(heap[worst], heap[child]) { worst = child }
            }
            if worst == parent { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }
}
