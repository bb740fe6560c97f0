/// One question's outcome: what was predicted, how sure the model was, and what would have been right.
public struct Prediction: Sendable {
    public var id: String
    /// The best span, never empty, whether or not it is above the threshold.
    public var answer: String
    /// How likely the question has no answer; any scale, larger means less answerable.
    public var noAnswerScore: Double
    public var references: [String]

    public init(id: String, answer: String, noAnswerScore: Double, references: [String]) {
        self.id = id
        self.answer = answer
        self.noAnswerScore = noAnswerScore
        self.references = references
    }
}

/// The official SQuAD figures over a set of predictions, in percent.
public struct SQuADMetric: Sendable, Equatable, Codable {
    public var exactMatch: Double
    public var f1: Double
    public var total: Int

    /// v1.1: every question has an answer and the best span is the prediction.
    public init(v1 predictions: [Prediction]) {
        let scores = predictions.map { AnswerScore(prediction: $0.answer, references: $0.references) }
        self.init(scores)
    }

    init(_ scores: [AnswerScore]) {
        total = scores.count
        let count = Double(max(total, 1))
        exactMatch = 100 * scores.reduce(0) { $0 + $1.exactMatch } / count
        f1 = 100 * scores.reduce(0) { $0 + $1.f1 } / count
    }
}

/// The v2.0 figures: with a given threshold, split by kind of question, and at the best thresholds.
public struct SQuADMetricV2: Sendable, Equatable, Codable {
    public var overall: SQuADMetric
    public var hasAnswer: SQuADMetric
    public var noAnswer: SQuADMetric
    public var bestExactMatch: Double
    public var bestExactMatchThreshold: Double
    public var bestF1: Double
    public var bestF1Threshold: Double

    /// - Parameter threshold: a prediction whose `noAnswerScore` is above it counts as "no answer".
    public init(_ predictions: [Prediction], threshold: Double) {
        // Raw scores give the answer; above the threshold a question scores what "no answer" scores.
        let raw = predictions.map { AnswerScore(prediction: $0.answer, references: $0.references) }
        let answerable = predictions.map { !$0.references.isEmpty }
        let final = predictions.indices.map { index in
            guard predictions[index].noAnswerScore > threshold else { return raw[index] }
            return answerable[index] ? AnswerScore(exactMatch: 0, f1: 0) : AnswerScore(exactMatch: 1, f1: 1)
        }
        overall = SQuADMetric(final)
        hasAnswer = SQuADMetric(final.indices.filter { answerable[$0] }.map { final[$0] })
        noAnswer = SQuADMetric(final.indices.filter { !answerable[$0] }.map { final[$0] })
        (bestExactMatch, bestExactMatchThreshold) = Self.best(predictions, raw.map(\.exactMatch), answerable)
        (bestF1, bestF1Threshold) = Self.best(predictions, raw.map(\.f1), answerable)
    }

    /// The official script's search: start from "no answer" everywhere and admit answers in order of confidence.
    private static func best(
        _ predictions: [Prediction], _ scores: [Double], _ answerable: [Bool]
    ) -> (score: Double, threshold: Double) {
        var current = Double(answerable.count { !$0 })
        var best = current
        var threshold = 0.0
        let order = predictions.indices.sorted {
            // Ties keep file order, as Python's stable sort does.
            (predictions[$0].noAnswerScore, $0) < (predictions[$1].noAnswerScore, $1)
        }
        for index in order {
            if answerable[index] {
                current += scores[index]
            } else {
                // A non-empty answer to an unanswerable question costs the point that silence had earned.
                current += predictions[index].answer.isEmpty ? 0 : -1
            }
            if current > best {
                best = current
                threshold = predictions[index].noAnswerScore
            }
        }
        return (100 * best / Double(max(predictions.count, 1)), threshold)
    }
}
