import KnowledgeGraph
import Store

extension Answerer {
    /// The edges of the concepts in a text: those between them first, then by rank.
    public func searchGraph(
        _ text: String, filter: AskFilter = AskFilter(), limit: Int = 300, user: String = "local"
    ) throws(AnsweringError) -> GraphReport {
        let terms = try terms(in: text, user: user)
        let ids = terms.concepts.filter { !$0.excluded }.map(\.id)
        var report = try subgraph(user: user) { excluded in
            GraphQuery(
                concepts: ids, years: filter.years, excluded: excluded, semanticTypes: Set(filter.semanticTypes),
                limit: limit)
        }
        report.concepts = terms.concepts
        report.unmatchedWords = terms.unmatchedWords
        return report
    }

    /// The strongest edges of one concept.
    public func neighbors(
        of id: String, filter: AskFilter = AskFilter(), limit: Int = 30, user: String = "local"
    ) throws(AnsweringError) -> GraphReport {
        let concept = try self.concept(named: id)
        return try subgraph(user: user) { excluded in
            GraphQuery(
                concepts: [concept.id], years: filter.years, excluded: excluded,
                semanticTypes: Set(filter.semanticTypes), limit: limit)
        }
    }

    private func subgraph(
        user: String, _ query: (Set<String>) -> GraphQuery
    ) throws(AnsweringError) -> GraphReport {
        do {
            let found = try graph.edges(query(Set(try store.exclusions(user: user))))
            let names = ConceptNames(found.nodes)
            return GraphReport(
                nodes: found.nodes.map { NodeSummary($0) }, edges: found.edges.map { names.summary($0) },
                years: found.years, concepts: [], unmatchedWords: [])
        } catch {
            throw .store(error)
        }
    }

    /// The edge of two concepts, whichever is named first, with a page of its sentences, best first.
    /// - Throws: ``AnsweringError/unknownConcept(_:)`` for a concept that no sentence mentions.
    public func edge(
        _ a: String, _ b: String, years: YearFilter? = nil, offset: Int = 0, limit: Int = 20
    ) throws(AnsweringError) -> EdgeReport {
        let first = try self.concept(named: a)
        let second = try self.concept(named: b)
        do {
            let known = try store.concepts(cuis: [first.id, second.id])
            let names = ConceptNames(Array(known.values))
            guard let edge = try graph.edge(first.id, second.id, years: years) else {
                let none = EdgeSummary(
                    source: first, target: second, sentences: 0, articles: 0, firstYear: nil, lastYear: nil, years: [:],
                    pmi: 0, negated: 0)
                return EdgeReport(edge: none, sentences: [], total: 0)
            }
            let evidence = try graph.evidence(
                first.id, second.id, limit: limit, offset: offset, filter: SentenceFilter(years: years))
            let sentences = try store.sentences(evidence.map(\.sentence))
            return EdgeReport(edge: names.summary(edge), sentences: try summaries(sentences), total: edge.sentences)
        } catch {
            throw .store(error)
        }
    }

    /// A shortest path between two concepts as its edges in order; nil when there is none.
    public func path(
        from a: String, to b: String, years: YearFilter? = nil, user: String = "local"
    ) throws(AnsweringError) -> [EdgeSummary]? {
        let first = try self.concept(named: a)
        let second = try self.concept(named: b)
        do {
            let excluded = Set(try store.exclusions(user: user))
            guard let edges = try graph.path(from: first.id, to: second.id, years: years, excluded: excluded) else {
                return nil
            }
            let numbers = Set(edges.flatMap { [$0.first, $0.second] })
            let names = ConceptNames(Array(try store.concepts(numbers).values))
            return edges.map { names.summary($0) }
        } catch {
            throw .store(error)
        }
    }

    /// Writes the whole graph in one of the formats.
    public func exportGraph(
        _ format: GraphFormat, minimumArticles: Int, years: YearFilter?, to output: (String) throws -> Void
    ) throws {
        // The graph's writer keeps the closure in a struct, but not beyond this call.
        try withoutActuallyEscaping(output) { output in
            try graph.export(format, minimumArticles: minimumArticles, years: years, to: output)
        }
    }
}

extension NodeSummary {
    init(_ concept: StoredConcept) {
        self.init(
            id: concept.cui, name: concept.name, rank: concept.articles,
            semanticTypes: concept.semanticTypes.map(\.name))
    }
}
