import KnowledgeGraph
import Store

/// What the graph contributes to a question.
struct GraphSentences: Sendable {
    struct Sentence: Sendable {
        var id: Int64
        var edge: EdgeEnds
    }

    /// Best first, each sentence once.
    var sentences: [Sentence] = []
    var edges: [EdgeSummary] = []

    var edgeOf: [Int64: EdgeEnds] {
        Dictionary(sentences.map { ($0.id, $0.edge) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Answerer {
    /// Edges followed for one question, and sentences taken of each.
    private static let followedEdges = 24
    private static let sentencesPerEdge = 8

    /// The best sentences of the edges between the question's concepts, then of their strongest edges to others.
    func graphSentences(
        _ analysis: QuestionAnalysis, _ request: AskRequest, _ filter: SentenceFilter
    ) throws(AnsweringError) -> GraphSentences {
        let concepts = analysis.concepts.filter { !$0.excluded }.map(\.id)
        guard !concepts.isEmpty else { return GraphSentences() }
        do {
            let query = GraphQuery(
                concepts: concepts, years: request.filter.years,
                excluded: Set(try store.exclusions(user: request.user)),
                semanticTypes: Set(request.filter.semanticTypes), limit: Self.followedEdges)
            let found = try graph.edges(query)
            let names = ConceptNames(found.nodes)
            let evidence = try graph.evidence(for: found.edges, limit: Self.sentencesPerEdge, filter: filter)
            var result = GraphSentences(edges: found.edges.map { names.summary($0) })
            // A sentence on several of the edges says more about the question: its scores add up. Edges between two of
            // the question's own concepts count in full, others by half.
            let own = Set(concepts)
            var scores: [Int64: (score: Float, edge: EdgeEnds)] = [:]
            for (edge, sentences) in zip(found.edges, evidence) {
                let ends = names.ends(edge)
                let weight: Float = own.contains(ends.source) && own.contains(ends.target) ? 1 : 0.5
                for sentence in sentences {
                    scores[sentence.sentence, default: (0, ends)].score += weight * sentence.score
                }
            }
            let ordered = scores.sorted { left, right in
                left.value.score != right.value.score ? left.value.score > right.value.score : left.key < right.key
            }
            result.sentences = ordered.map { GraphSentences.Sentence(id: $0.key, edge: $0.value.edge) }
            return result
        } catch {
            throw .store(error)
        }
    }
}

/// The concepts of a part of the graph by their number in the store.
struct ConceptNames {
    private let concepts: [UInt32: StoredConcept]

    init(_ concepts: [StoredConcept]) {
        self.concepts = Dictionary(concepts.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func name(_ number: UInt32) -> ConceptName {
        ConceptName(id: concepts[number]?.cui ?? "", name: concepts[number]?.name ?? "")
    }

    func ends(_ edge: Edge) -> EdgeEnds {
        EdgeEnds(source: name(edge.first).id, target: name(edge.second).id)
    }

    func summary(_ edge: Edge) -> EdgeSummary {
        EdgeSummary(
            source: name(edge.first), target: name(edge.second), sentences: edge.sentences, articles: edge.articles,
            firstYear: edge.firstYear, lastYear: edge.lastYear,
            years: Dictionary(
                edge.years.filter { $0.year > 0 }.map { (String($0.year), $0.sentences) }, uniquingKeysWith: +),
            pmi: Double(edge.mutualInformation), negated: Double(edge.negatedShare))
    }
}
