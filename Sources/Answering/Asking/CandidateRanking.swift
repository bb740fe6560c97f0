/// Merges the graph's list and full-text search's list into one ranking.
///
/// Each sentence gets its BM25 score, a share of its neighbours' best score (the answer often stands beside the
/// sentence that repeats the question's words), a share of what its article collects in all, and a bonus for the
/// graph's list that falls with the place in it (as in reciprocal rank fusion, Cormack et al. 2009). Scores are taken
/// relative to the best of their kind, so that the weights mean the same whatever the corpus.
struct CandidateRanking: Sendable {
    /// Weights, chosen on a part of the expert questions that `answer eval --corpus` measures.
    var neighbor: Float = 0.15
    var article: Float = 0.35
    var graph: Float = 0.2
    /// How fast the graph's bonus falls with the place in its list.
    var graphHalf: Float = 20
    /// Best sentences of an article that count towards its score.
    var articleDepth = 5

    struct Scored: Sendable {
        var sentence: Int64
        var score: Float
        /// Places from 1.
        var textRank: Int?
        var graphRank: Int?
    }

    /// - Parameters:
    ///   - text: sentences with BM25 scores, best first.
    ///   - graph: sentences of the edges, best first.
    ///   - article: the number of the article of a sentence.
    /// - Returns: all sentences of both lists, best first; ties go to the older sentence.
    func fuse(
        text: [(sentence: Int64, score: Float)], graph: [Int64], article articleOf: (Int64) -> Int64
    ) -> [Scored] {
        let best = max(text.first?.score ?? 0, .leastNormalMagnitude)
        var scores: [Int64: Float] = [:]
        var byArticle: [Int64: [Float]] = [:]
        for hit in text {
            scores[hit.sentence] = hit.score / best
            byArticle[articleOf(hit.sentence), default: []].append(hit.score / best)
        }
        // The list is in order of score, so the first ones of an article are its best.
        let collected = byArticle.mapValues { $0.prefix(articleDepth).reduce(0, +) }
        let mostCollected = max(collected.values.max() ?? 0, .leastNormalMagnitude)
        var result: [Int64: Scored] = [:]
        for (rank, hit) in text.enumerated() {
            result[hit.sentence] = Scored(sentence: hit.sentence, score: scores[hit.sentence] ?? 0, textRank: rank + 1)
        }
        for (rank, sentence) in graph.enumerated() {
            result[sentence, default: Scored(sentence: sentence, score: 0)].graphRank = rank + 1
        }
        for (sentence, scored) in result {
            var total = scored.score
            let owner = articleOf(sentence)
            var beside: Float = 0
            for other in [sentence - 1, sentence + 1] where articleOf(other) == owner {
                beside = max(beside, scores[other] ?? 0)
            }
            total += neighbor * beside
            let share: Float = (collected[owner] ?? 0) / mostCollected
            total += self.article * share
            if let rank = scored.graphRank {
                let fall: Float = graphHalf / (graphHalf + Float(rank - 1))
                total += self.graph * fall
            }
            result[sentence]?.score = total
        }
        return result.values.sorted { left, right in
            if left.score != right.score { return left.score > right.score }
            return left.sentence < right.sentence
        }
    }
}
