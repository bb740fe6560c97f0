import Foundation

/// How sure an answer out of many articles is.
///
/// A model's own confidence is of a passage that somebody chose for the question. Of twenty-five passages that a search
/// found, the best one's is high whatever was asked. Two things tell more: whether its article speaks of what is asked
/// (`TermCoverage`), and whether other passages answer about as well (``AnswerWeight``). So
///
///     confidence = sigmoid(1.79 · logit(model's confidence) + 11.78 · coverage - 7.52) · sigmoid(0.541 · logit(lead) - 0.381)
///
/// The first factor is the chance that the article answers the question at all, the second that this answer is the one.
/// The lead is kept between 0.01 and 0.99. `Tools/train/corpus_confidence.py` fits the constants and shows what they are
/// worth.
public enum CorpusConfidence {
    static let modelWeight = 1.79
    static let coverageWeight = 11.78
    static let bias = -7.52
    static let leadWeight = 0.541
    static let leadBias = -0.381
    /// Below it there is no answer.
    public static let threshold = 0.15
    private static let leads = 0.01...0.99

    /// What a confidence depends on beside its arguments; part of the keys of kept answers.
    public static let fingerprint = "\(modelWeight) \(coverageWeight) \(bias) \(leadWeight) \(leadBias) \(threshold)"

    /// - Parameters:
    ///   - logit: of the model's own confidence.
    ///   - coverage: share of the question that the article has, 0...1.
    ///   - lead: the answer's share of all that were found, 0...1.
    public static func value(logit: Float, coverage: Float, lead: Double) -> Double {
        let lead = min(max(lead, leads.lowerBound), leads.upperBound)
        let related = sigmoid(modelWeight * Double(logit) + coverageWeight * Double(coverage) + bias)
        return related * sigmoid(leadWeight * log(lead / (1 - lead)) + leadBias)
    }

    private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}
