import Store

/// The graph of concepts that share sentences, as queries over a store.
///
/// "It's about things, not strings": nodes are concepts, an edge joins two that occur in one sentence, in either
/// order; an edge's and a node's rank is the number of distinct articles.
public struct KnowledgeGraph: Sendable {
    public let store: Store

    public init(store: Store) { self.store = store }

    /// The edges of a set of concepts: those between two of the set first, then the others, each part by rank.
    ///
    /// Cost: some 10 ns for each neighbour and year of each concept.
    public func edges(_ query: GraphQuery) throws(StoreError) -> Subgraph {
        try store.readGraph { graph in try GraphSearch(graph: graph, query: query).run() }
    }

    /// The edge of two concepts, whichever is named first; nil when they share no sentence in those years.
    public func edge(_ first: String, _ second: String, years: YearFilter? = nil) throws(StoreError) -> Edge? {
        try store.readGraph { graph in
            guard let first = try graph.concept(cui: first), let second = try graph.concept(cui: second) else {
                return nil
            }
            return try Self.edge(first, second, years: years, graph)
        }
    }

    static func edge(
        _ first: StoredConcept, _ second: StoredConcept, years: YearFilter?, _ graph: GraphReader
    ) throws -> Edge? {
        if first.number == second.number { return nil }
        // The rarer concept has the shorter list.
        let (rare, common) = first.sentences <= second.sentences ? (first, second) : (second, first)
        let counts = try graph.years(of: rare.number, to: [common.number])[common.number] ?? []
        return Edge(concept: rare, neighbor: common, allCounts: counts, years: years, total: graph.sentences)
    }

    /// The neighbourhood of a concept: its `limit` strongest edges, and for a depth of 2 the `limit` strongest of each
    /// neighbour found, every edge once.
    public func neighbors(
        of cui: String, depth: Int = 1, limit: Int = 30, years: YearFilter? = nil, excluded: Set<String> = []
    ) throws(StoreError) -> Subgraph {
        try store.readGraph { graph in
            var query = GraphQuery(concepts: [cui], years: years, excluded: excluded, limit: limit)
            var result = try GraphSearch(graph: graph, query: query).run()
            guard depth > 1, let center = result.nodes.first(where: { $0.cui == cui }) else { return result }
            var seen = Set(result.edges.map { [$0.first, $0.second] })
            var known = Set(result.nodes.map(\.number))
            for neighbor in result.nodes where neighbor.number != center.number {
                query.concepts = [neighbor.cui]
                let further = try GraphSearch(graph: graph, query: query).run()
                for edge in further.edges where seen.insert([edge.first, edge.second]).inserted {
                    result.edges.append(edge)
                }
                for node in further.nodes where known.insert(node.number).inserted { result.nodes.append(node) }
            }
            return result
        }
    }
}
