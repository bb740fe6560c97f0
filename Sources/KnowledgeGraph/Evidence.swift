import Store

/// A sentence that holds both concepts of an edge.
public struct EdgeSentence: Sendable, Hashable {
    public var sentence: Int64
    /// 0 to 1, see `KnowledgeGraph.evidence`.
    public var score: Float
    /// Bytes between the starts of the two concepts' first mentions.
    public var distance: Int
    /// Whether one of the two is only mentioned negated.
    public var isNegated: Bool
}

extension KnowledgeGraph {
    /// Half the score falls to 1/2 at this distance, about ten words.
    static let halfDistance: Float = 60

    /// An edge's sentences, best first: `score = 0.5 / (1 + distance / 60) + 0.5 · quality / 255`, where the distance
    /// in bytes says how close together the concepts stand and `SentenceQuality` how short, early and recent the
    /// sentence is. Ties go to the older sentence.
    ///
    /// - Parameter offset: how many to pass over, for pages.
    public func evidence(
        _ first: String, _ second: String, limit: Int, offset: Int = 0, filter: SentenceFilter = SentenceFilter()
    ) throws(StoreError) -> [EdgeSentence] {
        try store.readGraph { graph in
            guard let first = try graph.concept(cui: first), let second = try graph.concept(cui: second) else {
                return []
            }
            return try Self.evidence(
                first.number, second.number, limit: limit, offset: offset, keeps: graph.predicate(filter), graph)
        }
    }

    /// The best sentences of many edges in one reading; each concept's list is read once.
    public func evidence(
        for edges: [Edge], limit: Int, filter: SentenceFilter = SentenceFilter()
    ) throws(StoreError) -> [[EdgeSentence]] {
        try store.readGraph { graph in
            let keeps = try graph.predicate(filter)
            // A concept of several edges is looked up in a table, which its neighbours' lists run past.
            var edgesOf: [UInt32: Int] = [:]
            for edge in edges {
                edgesOf[edge.first, default: 0] += 1
                edgesOf[edge.second, default: 0] += 1
            }
            var tables: [UInt32: PostingTable] = [:]
            return try edges.map { edge in
                let (first, second) = (edgesOf[edge.first] ?? 0, edgesOf[edge.second] ?? 0)
                guard max(first, second) > 2 else {
                    return try Self.evidence(edge.first, edge.second, limit: limit, offset: 0, keeps: keeps, graph)
                }
                let (center, other) = first >= second ? (edge.first, edge.second) : (edge.second, edge.first)
                let known = try tables[center] ?? PostingTable(graph.postings(of: center))
                tables[center] = known
                guard center != other, limit > 0 else { return [] }
                return try Self.best(
                    known.intersection(with: graph.postings(of: other)), limit: limit, offset: 0, keeps: keeps)
            }
        }
    }

    private static func evidence(
        _ first: UInt32, _ second: UInt32, limit: Int, offset: Int, keeps: (Int64) throws -> Bool, _ graph: GraphReader
    ) throws -> [EdgeSentence] {
        guard first != second, limit > 0, offset >= 0 else { return [] }
        let left = try graph.postings(of: first)
        let right = try graph.postings(of: second)
        return try best(intersection(left, right), limit: limit, offset: offset, keeps: keeps)
    }

    /// Those of the sentences with the best scores that are kept, in order.
    private static func best(
        _ shared: [EdgeSentence], limit: Int, offset: Int, keeps: (Int64) throws -> Bool
    ) throws -> [EdgeSentence] {
        func isBetter(_ left: EdgeSentence, _ right: EdgeSentence) -> Bool {
            left.score != right.score ? left.score > right.score : left.sentence < right.sentence
        }
        let (wanted, overflow) = limit.addingReportingOverflow(offset)
        if overflow || shared.count <= wanted {
            let kept = try shared.sorted(by: isBetter).filter { try keeps($0.sentence) }
            return Array(kept.dropFirst(offset).prefix(limit))
        }
        // Twice as many as wanted are gathered before the worse half is dropped.
        var kept: [EdgeSentence] = []
        var isFull = false
        for sentence in shared {
            if isFull, !isBetter(sentence, kept[wanted - 1]) { continue }
            guard try keeps(sentence.sentence) else { continue }
            kept.append(sentence)
            if kept.count >= 2 * wanted {
                kept.sort(by: isBetter)
                kept.removeLast(kept.count - wanted)
                isFull = true
            }
        }
        kept.sort(by: isBetter)
        return Array(kept.prefix(wanted).dropFirst(offset))
    }

    /// The sentences in both lists, with their scores.
    static func intersection(_ left: [ConceptPosting], _ right: [ConceptPosting]) -> [EdgeSentence] {
        let (short, long) = left.count <= right.count ? (left, right) : (right, left)
        var shared: [EdgeSentence] = []
        var place = 0
        for one in short {
            place = firstPlace(of: one.sentence, in: long, from: place)
            if place == long.count { break }
            let other = long[place]
            guard other.sentence == one.sentence else { continue }
            shared.append(sentence(one, other))
        }
        return shared
    }

    @inline(__always)
    fileprivate static func sentence(_ one: ConceptPosting, _ other: ConceptPosting) -> EdgeSentence {
        let distance = abs(Int(one.position) - Int(other.position))
        let closeness = 1 / (1 + Float(distance) / halfDistance)
        return EdgeSentence(
            sentence: one.sentence, score: 0.5 * closeness + 0.5 * Float(one.quality) / 255, distance: distance,
            isNegated: one.isNegated || other.isNegated)
    }

    /// The first place whose sentence is not below `sentence`: steps that double, then halving, so that a short list
    /// passes a long one in few looks.
    private static func firstPlace(of sentence: Int64, in list: [ConceptPosting], from start: Int) -> Int {
        var step = 1
        var low = start
        while low + step < list.count, list[low + step].sentence < sentence {
            low += step
            step *= 2
        }
        var high = min(low + step + 1, list.count)
        while low < high {
            let middle = (low + high) / 2
            if list[middle].sentence < sentence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// A concept's sentences as bits, with how many come before each 64 of them: whether another list's sentence is among
/// them is one look, and no branch that cannot be foretold.
private struct PostingTable {
    private let postings: [ConceptPosting]
    private var words: [(bits: UInt64, before: UInt32)] = []
    /// Where the bits start; lists spread over more sentences than are worth a table are searched instead.
    private var first: Int64 = 0

    init(_ postings: [ConceptPosting]) {
        self.postings = postings
        guard let low = postings.first?.sentence, let high = postings.last?.sentence, low >= 0, high >= low,
            high - low < 1 << 32, postings.count < 1 << 31
        else { return }
        first = low & ~63
        words = Array(repeating: (0, 0), count: Int(high - first) / 64 + 1)
        for posting in postings {
            let place = Int(posting.sentence &- first)
            // A list out of order comes only from a damaged file.
            guard place >= 0, place >> 6 < words.count else {
                words = []
                return
            }
            words[place >> 6].bits |= 1 << UInt64(place & 63)
        }
        var before: UInt32 = 0
        for index in words.indices {
            words[index].before = before
            before += UInt32(words[index].bits.nonzeroBitCount)
        }
        if Int(before) != postings.count { words = [] }
    }

    func intersection(with others: [ConceptPosting]) -> [EdgeSentence] {
        guard !words.isEmpty, others.count * 16 > postings.count else {
            return KnowledgeGraph.intersection(postings, others)
        }
        var shared: [EdgeSentence] = []
        words.withUnsafeBufferPointer { words in
            for other in others {
                let place = Int(truncatingIfNeeded: other.sentence &- first)
                guard place >= 0, place &>> 6 < words.count else { continue }
                let (bits, before) = words[place &>> 6]
                let bit = UInt64(truncatingIfNeeded: place & 63)
                guard bits &>> bit & 1 != 0 else { continue }
                let index = Int(before) + (bits & ((1 &<< bit) &- 1)).nonzeroBitCount
                shared.append(KnowledgeGraph.sentence(postings[index], other))
            }
        }
        return shared
    }
}
