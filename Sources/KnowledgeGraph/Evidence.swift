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
            return try edges.map {
                try Self.evidence($0.first, $0.second, limit: limit, offset: 0, keeps: keeps, graph)
            }
        }
    }

    private static func evidence(
        _ first: UInt32, _ second: UInt32, limit: Int, offset: Int, keeps: (Int64) throws -> Bool, _ graph: GraphReader
    ) throws -> [EdgeSentence] {
        guard first != second, limit > 0, offset >= 0 else { return [] }
        let left = try graph.postings(of: first)
        let right = try graph.postings(of: second)
        var shared = intersection(left, right)
        shared.sort {
            $0.score != $1.score ? $0.score > $1.score : $0.sentence < $1.sentence
        }
        var result: [EdgeSentence] = []
        var passed = 0
        for sentence in shared where try keeps(sentence.sentence) {
            if passed < offset {
                passed += 1
                continue
            }
            result.append(sentence)
            if result.count == limit { break }
        }
        return result
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
            let distance = abs(Int(one.position) - Int(other.position))
            let closeness = 1 / (1 + Float(distance) / halfDistance)
            shared.append(
                EdgeSentence(
                    sentence: one.sentence, score: 0.5 * closeness + 0.5 * Float(one.quality) / 255,
                    distance: distance, isNegated: one.isNegated || other.isNegated))
        }
        return shared
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
