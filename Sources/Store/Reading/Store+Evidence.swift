import Foundation
import GRDB

/// What the index says of one sentence and a question, for a ranking to weigh.
public struct SentenceEvidence: Sendable, Equatable {
    public var sentence: Int64
    /// The number of its article.
    public var article: Int64
    /// BM25 of the sentence alone.
    public var score: Float
    /// BM25 of the sentence with its neighbours, which count half as much at each step away.
    public var context: Float
    /// 1 at the beginning of its article, falling to 0 at its end.
    public var earliness: Float

    public init(sentence: Int64, article: Int64, score: Float, context: Float, earliness: Float) {
        self.sentence = sentence
        self.article = article
        self.score = score
        self.context = context
        self.earliness = earliness
    }
}

/// A concept to look for, under whatever name the articles give it, and how much it counts.
public struct SearchConcept: Sendable, Hashable {
    public var cui: String
    public var weight: Float

    public init(_ cui: String, weight: Float = 1) {
        self.cui = cui
        self.weight = weight
    }
}

/// Sentences with their evidence, and how rare the question's terms are.
public struct EvidenceList: Sendable {
    /// Best sentence score first; neighbours and those asked for follow in order of id.
    public var sentences: [SentenceEvidence] = []
    /// Inverse document frequency of each stemmed term: `ln(1 + (N - n + ½) / (n + ½))`.
    public var rarity: [String: Float] = [:]
    /// The store's numbers of those of the concepts that it knows.
    public var concepts: [String: UInt32] = [:]

    public init() {}
}

extension Store {
    /// Gathers evidence of terms and concepts: of the `limit` sentences with the best BM25, of the neighbours of the
    /// best of these (an answer often stands beside the sentence that repeats the question's words), and of `also`.
    ///
    /// BM25 here has k1 = 0.9 and b = 0.4 for a sentence, 0.9 and 0.2 with its context; a concept is a term that
    /// occurs once in each sentence that mentions it. Cost: some nanoseconds for each occurrence of each term, and a
    /// microsecond for each sentence of the result.
    public func evidence(
        terms: [SearchTerm], concepts: [SearchConcept] = [], also: [Int64] = [], limit: Int,
        filter: SentenceFilter = SentenceFilter()
    ) throws(StoreError) -> EvidenceList {
        guard limit > 0 else { return EvidenceList() }
        var scanner = TermScanner()
        var weights: [(term: String, weight: Float)] = []
        for term in terms {
            for word in scanner.terms(of: term.text) where !weights.contains(where: { $0.term == word }) {
                weights.append((word, term.weight))
            }
        }
        return try read { db in
            let index = RunIndex(db: db)
            let runs = try index.runs()
            let removed = try index.removedRanges()
            let counters = try Counters(db)
            var gathering = EvidenceGathering(counters: counters, directory: try directory(db))
            var result = EvidenceList()
            for (word, weight) in weights {
                var postings = TermPostings()
                try index.forEachPayload(of: IndexKey.term(word), in: runs) {
                    try postings.append($0, without: removed)
                }
                result.rarity[word] = gathering.rarity(of: postings.sentences.count)
                gathering.add(postings.sentences, postings.frequencies, weight: weight)
            }
            let find = try db.cachedStatement(sql: "SELECT id FROM concepts WHERE cui = ?")
            for concept in concepts {
                guard let number = try Int64.fetchOne(find, arguments: [concept.cui]).flatMap(UInt32.init(exactly:))
                else { continue }
                result.concepts[concept.cui] = number
                var postings: [ConceptPosting] = []
                try index.forEachPayload(of: IndexKey.concept(IndexKey.postings, number), in: runs) {
                    try ConceptPostings.decode($0, without: removed, into: &postings)
                }
                gathering.add(
                    postings.map(\.sentence), [UInt8](repeating: 1, count: postings.count), weight: concept.weight)
            }
            try index.forEachPayload(of: [IndexKey.lengths], in: runs) {
                try gathering.lengths.append($0, without: RemovedRanges())
            }
            let filter = try PreparedFilter(filter, db, store: self)
            result.sentences = try gathering.run(limit: limit, also: also) { try filter?.keeps($0) ?? true }
            return result
        }
    }

    /// The texts of sentences, without their ids and mentions; sentences that are not there are left out.
    public func texts(ofSentences ids: [Int64]) throws(StoreError) -> [Int64: String] {
        try read { db in
            var pieces = PieceReader(db: db, columns: [])
            var texts: [Int64: String] = [:]
            var piece: Piece?
            for id in ids.sorted() {
                if piece.map({ id >= $0.id && id - $0.id < Int64($0.ranges.count) }) != true {
                    piece = try pieces.piece(holding: id)
                }
                guard let piece else { continue }
                texts[id] = String(decoding: piece.text[piece.ranges[Int(id - piece.id)]], as: UTF8.self)
            }
            return texts
        }
    }
}

/// One gathering of evidence.
private struct EvidenceGathering {
    private static let sentenceK1: Float = 0.9
    private static let sentenceB: Float = 0.4
    private static let contextK1: Float = 0.9
    private static let contextB: Float = 0.2
    /// Sentences on either side that count, each step away half of the one before.
    private static let reach = 3
    private static let shares: [Float] = [1, 0.5, 0.25, 0.125]
    /// The best sentences whose neighbours become candidates too, and how many on either side.
    private static let widened = 100
    private static let widening: Int64 = 2
    private static let windowSize = 1 << 15

    private struct Term {
        var sentences: [Int64]
        var frequencies: [UInt8]
        var weight: Float
    }

    private let directory: ArticleDirectory
    private let sentences: Float
    private let averageLength: Float
    private var terms: [Term] = []
    var lengths = LengthList()

    init(counters: Counters, directory: ArticleDirectory) {
        self.directory = directory
        sentences = Float(max(counters.sentences, 1))
        averageLength = max(Float(counters.words) / sentences, 1)
    }

    func rarity(of count: Int) -> Float {
        let count = min(Float(count), sentences)
        return log(1 + (sentences - count + 0.5) / (count + 0.5))
    }

    mutating func add(_ sentences: [Int64], _ frequencies: [UInt8], weight: Float) {
        guard !sentences.isEmpty else { return }
        terms.append(
            Term(sentences: sentences, frequencies: frequencies, weight: weight * rarity(of: sentences.count)))
    }

    func run(limit: Int, also: [Int64], where keeps: (Int64) throws -> Bool) throws -> [SentenceEvidence] {
        let best = try best(limit: limit, where: keeps)
        let scores = Dictionary(best.map { ($0.sentence, $0.score) }, uniquingKeysWith: { first, _ in first })
        var more: Set<Int64> = []
        for hit in best.prefix(Self.widened) {
            guard let article = directory.index(of: hit.sentence) else { continue }
            let first = max(hit.sentence - Self.widening, directory.starts[article])
            let last = min(hit.sentence + Self.widening, directory.ends[article] - 1)
            if first <= last { more.formUnion(first...last) }
        }
        more.formUnion(also)
        let others = try more.filter { try scores[$0] == nil && keeps($0) }.sorted()
        return contexts(of: best.map(\.sentence) + others, scores: scores)
    }

    /// The sentences with the best BM25 of their own, best first; ties go to the older one.
    private func best(limit: Int, where keeps: (Int64) throws -> Bool) throws -> [SearchHit] {
        // In vectors for their alignment.
        var scores = [SIMD8<Float>](repeating: .zero, count: Self.windowSize / 8)
        var next = [Int](repeating: 0, count: terms.count)
        let lengthParts = (0..<256).map {
            Self.sentenceK1 * (1 - Self.sentenceB + Self.sentenceB * Float($0) / averageLength)
        }
        var windowLengths = [UInt8](repeating: 0, count: Self.windowSize)
        var segment = 0
        var kept: [SearchHit] = []
        var least: Float = 0
        while let start = terms.indices.compactMap({
            next[$0] < terms[$0].sentences.count ? terms[$0].sentences[next[$0]] : nil
        }).min() {
            let (end, overflow) = start.addingReportingOverflow(Int64(Self.windowSize))
            guard start >= 0, !overflow else { throw Damage("a sentence number of the full-text index") }
            lengths.fill(&windowLengths, from: start, to: end, segment: &segment)
            for index in terms.indices {
                next[index] = Self.add(
                    terms[index], from: next[index], start: start, end: end, lengths: windowLengths, parts: lengthParts,
                    to: &scores)
            }
            try scores.withUnsafeMutableBytes { bytes in
                let eights = bytes.bindMemory(to: SIMD8<Float>.self)
                // Most sentences hold no term, or score below what was found: eight at a time are passed over.
                for group in eights.indices where any(eights[group] .> least) {
                    for lane in 0..<8 {
                        let hit = SearchHit(sentence: start + Int64(group * 8 + lane), score: eights[group][lane])
                        guard hit.score > least, try keeps(hit.sentence) else { continue }
                        kept.append(hit)
                        // Twice the limit is gathered before the worse half is dropped: constant time a sentence.
                        if kept.count >= 2 * limit {
                            kept.sort(by: SearchHit.isBetter)
                            kept.removeLast(kept.count - limit)
                            least = kept[limit - 1].score
                        }
                    }
                }
                bytes.initializeMemory(as: UInt8.self, repeating: 0)
            }
        }
        kept.sort(by: SearchHit.isBetter)
        return Array(kept.prefix(limit))
    }

    /// Adds a term's scores in the window from `start` to `end`; returns the place of its first posting after that.
    private static func add(
        _ term: Term, from first: Int, start: Int64, end: Int64, lengths: [UInt8], parts: [Float],
        to scores: inout [SIMD8<Float>]
    ) -> Int {
        let weight = term.weight * (sentenceK1 + 1)
        var place = first
        term.sentences.withUnsafeBufferPointer { ids in
            term.frequencies.withUnsafeBufferPointer { frequencies in
                scores.withUnsafeMutableBytes { bytes in
                    let scores = bytes.bindMemory(to: Float.self)
                    lengths.withUnsafeBufferPointer { lengths in
                        parts.withUnsafeBufferPointer { parts in
                            while place < ids.count, ids[place] < end {
                                let slot = Int(ids[place] &- start)
                                // Ids below the window come only from a damaged list and are passed over.
                                if slot >= 0 {
                                    let frequency = Float(frequencies[place])
                                    scores[slot] += weight * frequency / (frequency + parts[Int(lengths[slot])])
                                }
                                place += 1
                            }
                        }
                    }
                }
            }
        }
        return place
    }

    private func contexts(of ids: [Int64], scores: [Int64: Float]) -> [SentenceEvidence] {
        let order = ids.indices.sorted { ids[$0] < ids[$1] }
        var found = [SentenceEvidence?](repeating: nil, count: ids.count)
        var lengthParts = [Float](repeating: 0, count: ids.count)
        var bounds = [(first: Int64, last: Int64)](repeating: (0, -1), count: ids.count)
        let averageContext = averageLength * (1 + 2 * Self.shares.dropFirst().reduce(0, +))
        var cursor = lengths.makeCursor()
        for index in order {
            let id = ids[index]
            guard let place = directory.index(of: id) else { continue }
            let first = max(id - Int64(Self.reach), directory.starts[place])
            let last = min(id + Int64(Self.reach), directory.ends[place] - 1)
            bounds[index] = (first, last)
            var length: Float = 0
            cursor.rewind(to: first)
            for other in first...max(first, last) {
                length += Float(cursor.length(of: other)) * Self.shares[Int(abs(other - id))]
            }
            lengthParts[index] =
                Self.contextK1 * (1 - Self.contextB + Self.contextB * length / averageContext)
            let start = directory.starts[place]
            let count = max(directory.ends[place] - start, 1)
            found[index] = SentenceEvidence(
                sentence: id, article: start, score: scores[id] ?? 0, context: 0,
                earliness: 1 - Float(id - start) / Float(count))
        }
        for term in terms {
            var place = 0
            for index in order where found[index] != nil {
                let (first, last) = bounds[index]
                place = Self.firstPlace(of: first, in: term.sentences, from: place)
                var frequency: Float = 0
                var other = place
                while other < term.sentences.count, term.sentences[other] <= last {
                    frequency +=
                        Float(term.frequencies[other])
                        * Self.shares[Int(abs(term.sentences[other] - ids[index]))]
                    other += 1
                }
                guard frequency > 0 else { continue }
                found[index]?.context +=
                    term.weight * frequency * (Self.contextK1 + 1) / (frequency + lengthParts[index])
            }
        }
        return found.compactMap { $0 }
    }

    /// The first place whose sentence is not below `sentence`: steps that double, then halving.
    private static func firstPlace(of sentence: Int64, in list: [Int64], from start: Int) -> Int {
        var step = 1
        var low = start
        while low + step < list.count, list[low + step] < sentence {
            low += step
            step *= 2
        }
        var high = min(low + step + 1, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < sentence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension LengthList {
    /// Writes the lengths of a window of sentences, 0 for those that are not there; windows come in rising order.
    func fill(_ window: inout [UInt8], from start: Int64, to end: Int64, segment: inout Int) {
        window.withUnsafeMutableBytes { output in
            output.initializeMemory(as: UInt8.self, repeating: 0)
            while segment < segments.count {
                let first = segments[segment].first
                segments[segment].lengths.withUnsafeBytes { bytes in
                    let from = max(first, start)
                    let to = min(first + Int64(bytes.count), end)
                    if from < to {
                        let part = UnsafeRawBufferPointer(rebasing: bytes[Int(from - first)..<Int(to - first)])
                        UnsafeMutableRawBufferPointer(rebasing: output[Int(from - start)...]).copyMemory(from: part)
                    }
                }
                if first + Int64(segments[segment].lengths.count) > end { return }
                segment += 1
            }
        }
    }

    /// Looks lengths up in rising order of ids, each in constant time.
    struct Cursor {
        fileprivate let segments: [Segment]
        private var segment = 0

        fileprivate init(_ segments: [Segment]) { self.segments = segments }

        /// The length of a sentence, 0 for one that is not there.
        mutating func length(of sentence: Int64) -> UInt8 {
            while segment < segments.count,
                segments[segment].first + Int64(segments[segment].lengths.count) <= sentence
            { segment += 1 }
            guard segment < segments.count, sentence >= segments[segment].first else { return 0 }
            return segments[segment].lengths[Int(sentence - segments[segment].first)]
        }

        /// Goes back as far as `sentence` needs.
        mutating func rewind(to sentence: Int64) {
            while segment > 0, segment >= segments.count || segments[segment].first > sentence { segment -= 1 }
        }
    }

    func makeCursor() -> Cursor { Cursor(segments) }
}
