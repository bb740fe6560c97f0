import Foundation

/// How sure an answer out of many articles is.
///
/// A model's own confidence is of a passage that somebody chose for the question. Of twenty-five passages that a search
/// found, the best one's is high whatever was asked; see `TermCoverage` for what tells the difference. So
///
///     confidence = sigmoid(0.865 · logit(model's confidence) + 5.183 · coverage - 4.157)
public enum CorpusConfidence {
    static let modelWeight = 0.865
    static let coverageWeight = 5.183
    static let bias = -4.157
    /// Below it there is no answer.
    public static let threshold = 0.2

    /// - Parameters:
    ///   - logit: of the model's own confidence.
    ///   - coverage: share of the question that the article has, 0...1.
    public static func value(logit: Float, coverage: Float) -> Double {
        1 / (1 + exp(-(modelWeight * Double(logit) + coverageWeight * Double(coverage) + bias)))
    }
}
