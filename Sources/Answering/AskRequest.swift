import Store

/// A question to the corpus, with how to look for its answer.
public struct AskRequest: Sendable, Hashable {
    public var question: String
    /// Answers wanted.
    public var limit = 5
    /// Passages to read.
    public var candidates = 25
    /// Passages of one article among them, at most. The article that is about the question's subject holds its answer
    /// far more often than the next one: with 8 instead of 15 the answer is read in 4 of 100 questions fewer.
    public var perArticle = 15
    /// Sentences before and after each candidate to read with it.
    public var window = 0
    public var filter = AskFilter()
    /// Whose exclusions to honour.
    public var user = "local"
    public var usesCache = true
    /// Tokens an answer may have.
    public var maximumAnswerTokens = 30
    /// Confidence under which a span is no answer; nil for the model's own threshold.
    public var minimumConfidence: Double?
    /// What the passages are chosen by; other than `fused` only to measure what each part is worth.
    public var ranking = PassageRanking.fused
    /// Whether the screen, where there is one, reads first.
    public var usesScreen = true
    /// Who asks, for fairness among clients of a server.
    public var client = ""

    public init(question: String) {
        self.question = question
    }
}

/// What passages are chosen by.
public enum PassageRanking: String, Sendable, Hashable, CaseIterable {
    /// Full text and graph together.
    case fused
    /// BM25 of the sentences alone.
    case text
    /// The sentences of the graph's edges alone.
    case graph
}

/// Which sentences may answer.
public struct AskFilter: Sendable, Hashable {
    /// Publication years; nil for all.
    public var years: YearFilter?
    /// Article ids; empty for all.
    public var articles: [String] = []
    /// Section names, matched without case as a prefix ("results" takes "Results and discussion"); empty for all.
    public var sections: [String] = []
    /// Semantic types, TUI or name; empty for all. Concepts of other types are not followed in the graph.
    public var semanticTypes: [String] = []

    public init() {}
}

extension YearFilter {
    /// Years as the user wrote them: `2003`, `2019:2021`, `2019:`, or several of these.
    /// - Throws: ``AnsweringError/badYears(_:)`` for anything else.
    public init(_ parts: [String]) throws(AnsweringError) {
        guard let filter = YearFilter(parsing: parts.joined(separator: ",")) else {
            throw .badYears(parts.joined(separator: ","))
        }
        self = filter
    }
}
