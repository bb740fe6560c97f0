import Store

/// Merges what full text and the graph say of the sentences into one ranking.
///
/// A sentence's score is a weighted sum, each part taken relative to the best of its kind so that the weights mean the
/// same whatever the question and the corpus:
///
///     context + 0.4 · sentence + 0.2 · earliness + 0.1 · edge + 0.4 · proximity
///
/// - context: BM25 of the sentence with three neighbours on either side, the question's concepts among the terms;
/// - sentence: the same of the sentence alone;
/// - earliness: 1 at the beginning of the article, 0 at its end (abstracts and introductions say what is asked);
/// - edge: falls with the place in the graph's list, as in reciprocal rank fusion (Cormack et al. 2009);
/// - proximity: the share of neighbouring question words that stand together, for the best of the list only, since it
///   needs the text.
///
/// The weights were chosen on the questions of every second article of the expert questions; `answer eval --corpus`
/// shows the figures of the others beside them.
public struct CandidateRanking: Sendable {
    public var sentence: Float = 0.4
    public var earliness: Float = 0.2
    public var edge: Float = 0.1
    /// The place in the graph's list at which its part has fallen to half.
    public var edgeHalf: Float = 20
    public var proximity: Float = 0.4

    public init() {}

    /// A sentence's place in a ranking.
    public struct Scored: Sendable, Equatable {
        /// Its number in the store.
        public var sentence: Int64
        public var score: Float
        /// Its place in the list of full-text search, from 1; nil where it is not in it.
        public var textRank: Int?
        /// Its place in the list of the graph.
        public var graphRank: Int?

        public init(sentence: Int64, score: Float, textRank: Int? = nil, graphRank: Int? = nil) {
            self.sentence = sentence
            self.score = score
            self.textRank = textRank
            self.graphRank = graphRank
        }
    }

    /// - Parameters:
    ///   - evidence: of all candidates, the sentence's own score best first.
    ///   - graph: sentences of the edges, best first.
    /// - Returns: all of `evidence`, best first; ties go to the older sentence.
    public func rank(_ evidence: [SentenceEvidence], graph: [Int64]) -> [Scored] {
        let bestContext = max(evidence.map(\.context).max() ?? 0, .leastNormalMagnitude)
        let bestSentence = max(evidence.map(\.score).max() ?? 0, .leastNormalMagnitude)
        let graphRanks = Dictionary(
            graph.enumerated().map { ($1, $0 + 1) }, uniquingKeysWith: { first, _ in first })
        let ranked = evidence.enumerated().map { place, item in
            var score = item.context / bestContext + sentence * item.score / bestSentence
            score += earliness * item.earliness
            let graphRank = graphRanks[item.sentence]
            if let graphRank { score += edge * edgeHalf / (edgeHalf + Float(graphRank - 1)) }
            return Scored(
                sentence: item.sentence, score: score, textRank: item.score > 0 ? place + 1 : nil, graphRank: graphRank)
        }
        return ranked.sorted(by: Self.isBetter)
    }

    /// Adds the part of proximity to the first of a ranking and orders these anew; the others are left out.
    public func refine(_ ranked: some Sequence<Scored>, proximity share: (Int64) -> Float) -> [Scored] {
        ranked.map { scored in
            var scored = scored
            scored.score += proximity * share(scored.sentence)
            return scored
        }.sorted(by: Self.isBetter)
    }

    static func isBetter(_ left: Scored, _ right: Scored) -> Bool {
        left.score != right.score ? left.score > right.score : left.sentence < right.sentence
    }
}
