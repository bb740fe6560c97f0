import BERT
import Foundation

/// How sure an answer out of many articles is.
///
/// A model's own confidence is of a passage that somebody chose for the question. Of twenty-five passages that a search
/// found, the best one's is high whatever was asked; see `QuestionCoverage` for what tells the difference. So
///
///     confidence = sigmoid(0.865 · logit(model's confidence) + 5.183 · coverage - 4.157)
enum CorpusConfidence {
    static let modelWeight = 0.865
    static let coverageWeight = 5.183
    static let bias = -4.157
    /// Below it there is no answer.
    static let threshold = 0.2

    /// - Parameters:
    ///   - margin: start plus end logit, less the null score's.
    ///   - coverage: share of the question that the article has, 0...1.
    static func value(margin: Float, coverage: Float, _ calibration: Calibration) -> Double {
        let own = Double(calibration.scale * margin + calibration.bias)
        return 1 / (1 + exp(-(modelWeight * own + coverageWeight * Double(coverage) + bias)))
    }
}
