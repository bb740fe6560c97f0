/// Orders the spans of several passages.
///
/// A reader sees one passage at a time and is as sure of a span that answers another question as of the right one. How
/// well the passage fits the question among the others tells them apart: a span's score is its margin over "no answer",
/// less a share of what its passage's ranking lacks to the best passage's. On the expert questions of `answer eval
/// --corpus` this raises the F1 of the first answer from 29.3 to 32.4; the weight was chosen on half of their articles
/// and gains as much on the others. Whether there is an answer at all is decided by the margin alone.
enum AnswerScoring {
    /// Logits that a passage of no rank at all would lose.
    static let rankWeight = 12.0

    /// - Parameters:
    ///   - margin: start plus end logit, less the null score's.
    ///   - ranked: the passage's score in the ranking.
    ///   - best: that of the best passage.
    static func score(margin: Float, ranked: Float, best: Float) -> Double {
        guard best > 0 else { return Double(margin) }
        return Double(margin) - rankWeight * (1 - Double(min(max(ranked / best, 0), 1)))
    }
}
