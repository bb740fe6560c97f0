import Store

/// What part of the graph to show.
public struct GraphQuery: Sendable, Hashable {
    /// CUIs; those the store does not know are reported back.
    public var concepts: [String]
    public var years: YearFilter?
    /// CUIs that are left out, with all their edges.
    public var excluded: Set<String>
    /// Semantic types (`T047` or their names) of the neighbours to keep; empty keeps all. The concepts asked for are
    /// always kept.
    public var semanticTypes: Set<String>
    /// How many edges at most.
    public var limit: Int
    /// Edges in fewer articles are left out.
    public var minimumArticles: Int

    public init(
        concepts: [String], years: YearFilter? = nil, excluded: Set<String> = [], semanticTypes: Set<String> = [],
        limit: Int = 300, minimumArticles: Int = 1
    ) {
        self.concepts = concepts
        self.years = years
        self.excluded = excluded
        self.semanticTypes = semanticTypes
        self.limit = limit
        self.minimumArticles = minimumArticles
    }
}

/// A part of the graph: edges in order, and the concepts at their ends.
public struct Subgraph: Sendable, Equatable {
    /// The concepts asked for that are known, then the others in the order of the edges.
    public var nodes: [StoredConcept]
    public var edges: [Edge]
    /// CUIs asked for that no stored sentence mentions, and those that were excluded.
    public var unknown: [String]
    public var excluded: [String]

    /// All years in which one of the edges has a sentence, ascending.
    public var years: [Int] {
        Set(edges.flatMap { $0.years.map(\.year) }).subtracting([0]).sorted()
    }
}
