/// Edges that a graph search found, with the nodes at their ends.
public struct GraphReport: Sendable, Codable {
    public var nodes: [NodeSummary]
    /// Edges between the search's own concepts first, then by rank.
    public var edges: [EdgeSummary]
    /// Years that have a sentence among the edges, ascending.
    public var years: [Int]
    public var concepts: [QuestionConcept]
    public var unmatchedWords: [String]
}

/// A concept as a node of the graph.
public struct NodeSummary: Sendable, Codable {
    public var id: String
    public var name: String
    /// Distinct articles that mention it.
    public var rank: Int
    public var semanticTypes: [String]
}

/// One edge with a page of its sentences.
public struct EdgeReport: Sendable, Codable {
    public var edge: EdgeSummary
    /// Best first.
    public var sentences: [SentenceSummary]
    /// Sentences in all, of which `sentences` is a page.
    public var total: Int
}

/// A sentence with where it stands.
public struct SentenceSummary: Sendable, Codable {
    public var sentenceKey: String
    public var sentence: String
    public var section: String
    public var source: ArticleSummary
    /// The article's opening words.
    public var summary: String
}
