import Store

/// One run of `KnowledgeGraph.edges`.
struct GraphSearch {
    let graph: GraphReader
    let query: GraphQuery

    func run() throws -> Subgraph {
        var result = Subgraph(nodes: [], edges: [], unknown: [], excluded: [])
        var concepts: [StoredConcept] = []
        var members: Set<UInt32> = []
        for cui in query.concepts {
            if query.excluded.contains(cui) {
                if !result.excluded.contains(cui) { result.excluded.append(cui) }
                continue
            }
            guard let concept = try graph.concept(cui: cui), concept.sentences > 0 else {
                if !result.unknown.contains(cui) { result.unknown.append(cui) }
                continue
            }
            if members.insert(concept.number).inserted { concepts.append(concept) }
        }
        var excluded: Set<UInt32> = []
        for cui in query.excluded { if let concept = try graph.concept(cui: cui) { excluded.insert(concept.number) } }

        let least = Int32(clamping: max(query.minimumArticles, 1))
        let (lowest, highest) = (members.min() ?? 0, members.max() ?? 0)
        var inner: [Edge] = []
        var others: [Edge] = []
        for concept in concepts {
            var best = BestEdges(limit: query.limit)
            var between: [EdgeTotals] = []
            // Most neighbours are in too few articles to be among the best, and not asked for: two comparisons each.
            try graph.forEachNeighbor(of: concept.number, years: query.years) { totals in
                if totals.articles < least { return }
                if totals.neighbor >= lowest, totals.neighbor <= highest, members.contains(totals.neighbor) {
                    // Both ends see it; the first in number tells.
                    if concept.number < totals.neighbor { between.append(totals) }
                    return
                }
                if !best.wants(totals) || (!excluded.isEmpty && excluded.contains(totals.neighbor)) { return }
                if !query.semanticTypes.isEmpty, try !hasWantedType(totals.neighbor) { return }
                best.insert(totals)
            }
            inner += try edges(of: concept, between)
            others += try edges(of: concept, best.sorted())
        }
        inner.sort(by: Self.isBetter)
        others.sort(by: Self.isBetter)
        result.edges = Array((inner + others).prefix(max(query.limit, 0)))
        result.nodes = concepts
        var listed = members
        for edge in result.edges {
            for number in [edge.first, edge.second] where listed.insert(number).inserted {
                if let concept = try graph.concept(number) { result.nodes.append(concept) }
            }
        }
        return result
    }

    /// The edges with these totals, their years read in a second pass over the concept's list.
    private func edges(of concept: StoredConcept, _ totals: [EdgeTotals]) throws -> [Edge] {
        let years = try graph.years(of: concept.number, to: totals.map(\.neighbor), years: query.years)
        return try totals.compactMap { totals in
            guard let neighbor = try graph.concept(totals.neighbor) else { return nil }
            return Edge(
                concept: concept, neighbor: neighbor, totals: totals, counts: years[totals.neighbor] ?? [],
                total: graph.sentences)
        }
    }

    private func hasWantedType(_ number: UInt32) throws -> Bool {
        guard let concept = try graph.concept(number) else { return false }
        return concept.semanticTypes.contains {
            query.semanticTypes.contains($0.tui) || query.semanticTypes.contains($0.name)
        }
    }

    /// By articles, sentences, then numbers: a total order, and for one concept's edges that of `EdgeTotals`.
    static func isBetter(_ left: Edge, _ right: Edge) -> Bool {
        if left.articles != right.articles { return left.articles > right.articles }
        if left.sentences != right.sentences { return left.sentences > right.sentences }
        return (left.first, left.second) < (right.first, right.second)
    }
}

/// The best of many edges: a heap with the worst of them on top.
struct BestEdges {
    private let limit: Int
    private var heap: [EdgeTotals] = []

    init(limit: Int) { self.limit = max(limit, 0) }

    @inline(__always)
    func wants(_ sum: EdgeTotals) -> Bool {
        heap.count < limit || (limit > 0 && sum.isBetter(than: heap[0]))
    }

    mutating func insert(_ sum: EdgeTotals) {
        if heap.count < limit {
            heap.append(sum)
            var child = heap.count - 1
            while child > 0, heap[(child - 1) / 2].isBetter(than: heap[child]) {
                heap.swapAt(child, (child - 1) / 2)
                child = (child - 1) / 2
            }
            return
        }
        heap[0] = sum
        var parent = 0
        while true {
            var worst = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
                if heap[worst].isBetter(than: heap[child]) { worst = child }
            }
            if worst == parent { return }
            heap.swapAt(parent, worst)
            parent = worst
        }
    }

    func sorted() -> [EdgeTotals] { heap.sorted { $0.isBetter(than: $1) } }
}
