/// Exact match and F1 of one predicted answer, as SQuAD's official scripts compute them.
public struct AnswerScore: Sendable, Equatable {
    /// 1 when the normal forms are equal, else 0.
    public var exactMatch: Double
    /// Harmonic mean of the precision and recall of the normal form's words, 0...1.
    public var f1: Double

    public init(exactMatch: Double, f1: Double) {
        self.exactMatch = exactMatch
        self.f1 = f1
    }

    /// The best score of `prediction` over `references`.
    ///
    /// No references means that the question has no answer (SQuAD v2.0): then only an empty prediction is right.
    public init(prediction: String, references: [String]) {
        let predicted = AnswerNormalization.tokens(prediction)
        // v2.0 drops references that normalize to nothing; with none left the empty answer is the right one.
        var wanted = references.map(AnswerNormalization.tokens).filter { !$0.isEmpty }
        if wanted.isEmpty { wanted = [[]] }
        self.init(exactMatch: 0, f1: 0)
        for reference in wanted {
            exactMatch = max(exactMatch, predicted == reference ? 1 : 0)
            f1 = max(f1, Self.f1(predicted, reference))
        }
    }

    private static func f1(_ predicted: [String], _ reference: [String]) -> Double {
        if predicted.isEmpty || reference.isEmpty { return predicted == reference ? 1 : 0 }
        var counts: [String: Int] = [:]
        for word in reference { counts[word, default: 0] += 1 }
        var common = 0
        for word in predicted {
            guard let count = counts[word], count > 0 else { continue }
            counts[word] = count - 1
            common += 1
        }
        guard common > 0 else { return 0 }
        let precision = Double(common) / Double(predicted.count)
        let recall = Double(common) / Double(reference.count)
        return 2 * precision * recall / (precision + recall)
    }
}
