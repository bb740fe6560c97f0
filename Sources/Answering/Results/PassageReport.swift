/// Answers to a question from one given passage.
public struct PassageReport: Sendable, Codable {
    public var question: String
    public var passage: String
    /// Best first, all of them; see `noAnswer`.
    public var answers: [PassageAnswer]
    /// Whether the best span is below the model's threshold.
    public var noAnswer: Bool
    /// Logit sum of "no answer".
    public var nullScore: Double
    public var model: String
    public var milliseconds: Double
}

/// A span of a passage.
public struct PassageAnswer: Sendable, Codable {
    public var answer: String
    /// UTF-8 bytes of the passage.
    public var start: Int
    public var end: Int
    /// Start logit plus end logit.
    public var score: Double
    /// The score less that of "no answer".
    public var margin: Double
    public var confidence: Double
}
