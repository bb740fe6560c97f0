import Foundation

/// How far an answer is ahead of the other answers that were found for a question.
///
/// Where several passages answer about equally well, the first of them is right less often than where one stands out:
/// of the expert questions' first answers this tells the right from the wrong better than anything the reader says.
public enum AnswerLead {
    /// Logits that make an answer e times as likely as another.
    static let temperature = 2.0

    /// Each answer's share of all, 0...1: of exp(score / 2), equal answers from several passages counting once, by their
    /// best score.
    ///
    /// - Parameter spans: what makes two answers equal, and the score (``AnswerScoring``).
    /// - Returns: a share a span; equal answers have the same.
    public static func shares(_ spans: [(key: String, score: Double)]) -> [Double] {
        var best: [String: Double] = [:]
        for span in spans { best[span.key] = max(best[span.key] ?? -.infinity, span.score) }
        let highest = best.values.max() ?? 0
        let weights = best.mapValues { exp(($0 - highest) / temperature) }
        let total = weights.values.sorted().reduce(0, +)
        return spans.map { (weights[$0.key] ?? 0) / total }
    }
}
