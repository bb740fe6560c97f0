import Foundation

/// What several passages with the same answer say together, and how far an answer is ahead of the others.
///
/// Each span weighs exp(score / 2). An answer that stands in several passages has the weight of all of them: it comes
/// before one that a single passage says a little better. Where several answers weigh about the same, the first of them is
/// right less often than where one stands out: of the expert questions' first answers this tells the right from the
/// wrong better than anything the reader says.
public enum AnswerWeight {
    /// Logits that make a span e times as heavy.
    static let temperature = 2.0

    /// The score of one passage that weighs as much as all of these.
    public static func together(_ scores: [Double]) -> Double {
        guard let highest = scores.max(), highest.isFinite else { return scores.max() ?? -.infinity }
        return highest + temperature * log(scores.reduce(0) { $0 + exp(($1 - highest) / temperature) })
    }

    /// Each answer's share of the weight of all, 0...1.
    ///
    /// - Parameter spans: what makes two answers equal, and the score (``AnswerScoring``).
    /// - Returns: a share a span; equal answers have the same.
    public static func shares(_ spans: [(key: String, score: Double)]) -> [Double] {
        let highest = spans.map(\.score).max() ?? 0
        let weights = spans.map { exp(($0.score - highest) / temperature) }
        let total = weights.reduce(0, +)
        var ofAnswer: [String: Double] = [:]
        for (span, weight) in zip(spans, weights) { ofAnswer[span.key, default: 0] += weight }
        return spans.map { min((ofAnswer[$0.key] ?? 0) / total, 1) }
    }
}
