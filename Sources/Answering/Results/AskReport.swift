/// Everything that is known about one answered question: what is printed, and what `--json` writes.
///
/// Keys are written in snake case. Offsets are UTF-8 bytes, half open.
public struct AskReport: Sendable, Codable {
    public var question: String
    /// Best first; empty when there is no answer.
    public var answers: [Answer]
    /// Why there is no answer; nil when there is one.
    public var noAnswer: NoAnswer?
    /// Concepts found in the question, in its order.
    public var concepts: [QuestionConcept]
    /// Content words of the question that belong to no concept.
    public var unmatchedWords: [String]
    /// The graph's edges that led to candidates, strongest first.
    public var edges: [EdgeSummary]
    /// Every passage that was read, best first.
    public var candidates: [Candidate]
    public var timings: [StageTiming]
    public var provenance: Provenance
    /// Things the user should know, such as ids that had to be made again; one line each.
    public var notes: [String]
}

/// One answer with all its evidence.
public struct Answer: Sendable, Codable {
    /// The words of the first piece of evidence, as they stand in the article.
    public var answer: String
    /// How far the span is above "no answer" in logits, and how its passage and its article stand among the others
    /// (`AnswerScoring`), all evidence together (`AnswerWeight`). Answers are in its order.
    public var score: Double
    /// Calibrated probability that the answer is right, 0...1.
    public var confidence: Double
    /// Best first.
    public var evidence: [Evidence]
}

/// A place where an answer stands.
public struct Evidence: Sendable, Codable {
    public var sentenceKey: String
    /// The passage, unaltered.
    public var sentence: String
    /// The answer's bytes in `sentence`.
    public var start: Int
    public var end: Int
    public var score: Double
    public var confidence: Double
    public var source: ArticleSummary
    public var section: String
    /// The edge whose sentence this is; nil when full-text search found it alone.
    public var edge: EdgeEnds?
    /// Whether the reading came from the answer cache.
    public var cached: Bool
}

/// What identifies an article to a reader.
public struct ArticleSummary: Sendable, Codable, Hashable {
    public var id: String
    public var title: String
    public var authors: [String]
    public var journal: String?
    public var year: Int?
    public var month: Int?
    public var day: Int?
    public var doi: String?
    public var pmcid: String?
    public var pubmedID: String?
    public var license: String?
    public var url: String?
}

/// The two concepts of an edge, as ids.
public struct EdgeEnds: Sendable, Codable, Hashable {
    public var source: String
    public var target: String
}

/// Why a question has no answer.
public struct NoAnswer: Sendable, Codable {
    /// One sentence for people.
    public var reason: String
    /// The best span that was not good enough.
    public var bestRejected: Answer?
}

/// A concept found in the question.
public struct QuestionConcept: Sendable, Codable {
    public var id: String
    public var name: String
    public var semanticTypes: [String]
    /// The words that matched, as the user wrote them.
    public var text: String
    public var start: Int
    public var end: Int
    /// Other concepts of the same name.
    public var alternatives: [ConceptName]
    /// Whether the user has put it aside; it is then not searched for.
    public var excluded: Bool
}

/// A concept by its id and preferred name.
public struct ConceptName: Sendable, Codable, Hashable {
    public var id: String
    public var name: String

    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}

/// An edge with its counts.
public struct EdgeSummary: Sendable, Codable {
    public var source: ConceptName
    public var target: ConceptName
    /// Distinct sentences that hold both.
    public var sentences: Int
    public var articles: Int
    public var firstYear: Int?
    public var lastYear: Int?
    /// Sentences of each year.
    public var years: [String: Int]
    /// Pointwise mutual information, in bits.
    public var pmi: Double
    /// Share of its sentences that negate one of the two, 0...1.
    public var negated: Double
}

/// A passage that was read, and how it came to be.
public struct Candidate: Sendable, Codable {
    public var sentenceKey: String
    public var sentence: String
    public var source: ArticleSummary
    public var section: String
    public var edge: EdgeEnds?
    /// Place in the graph's list and in full-text search, from 1; nil when it is not in that list.
    public var graphRank: Int?
    public var textRank: Int?
    /// The fused rank score.
    public var fused: Double
    /// Share of what the question names that the candidates of this article have, 0...1.
    public var coverage: Double
    /// The best span, below the threshold or not; nil when the passage was not read.
    public var span: String?
    public var score: Double?
    public var confidence: Double?
    /// The model's own confidence in the span, which knows the passage alone.
    public var passageConfidence: Double?
    /// How far the span is ahead of the other answers found: its share of all, 0...1; equal answers have the same.
    public var lead: Double?
    public var cached: Bool
}

/// Time spent in one stage.
public struct StageTiming: Sendable, Codable {
    public var stage: String
    public var milliseconds: Double
}

/// What an answer was made with, so that it can be made again.
public struct Provenance: Sendable, Codable {
    public var model: String
    public var modelDigest: String
    /// Digest of the store's articles.
    public var corpusDigest: String
    public var vocabularyDigest: String
    public var version: String
}
