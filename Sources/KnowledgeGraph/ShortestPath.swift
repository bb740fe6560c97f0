import Store

extension KnowledgeGraph {
    /// How far a search for a path goes before it gives up: nodes met from both ends.
    static let maximumVisited = 500_000

    /// A shortest path between two concepts as its edges in order, empty when they are one concept; nil when there is
    /// none of at most `maximumLength` edges. Of several it follows the stronger edges.
    public func path(
        from start: String, to end: String, maximumLength: Int = 6, years: YearFilter? = nil,
        excluded: Set<String> = []
    ) throws(StoreError) -> [Edge]? {
        try store.readGraph { graph in
            guard let start = try graph.concept(cui: start), let end = try graph.concept(cui: end) else { return nil }
            if start.number == end.number { return [] }
            var closed: Set<UInt32> = []
            for cui in excluded { if let concept = try graph.concept(cui: cui) { closed.insert(concept.number) } }
            if closed.contains(start.number) || closed.contains(end.number) { return nil }
            var search = PathSearch(graph: graph, years: years, closed: closed)
            guard let nodes = try search.run(start.number, end.number, maximumLength: maximumLength) else { return nil }
            var edges: [Edge] = []
            for (first, second) in zip(nodes, nodes.dropFirst()) {
                guard let first = try graph.concept(first), let second = try graph.concept(second),
                    let edge = try Self.edge(first, second, years: years, graph)
                else { return nil }
                edges.append(edge)
            }
            return edges
        }
    }
}

/// Breadth-first search from both ends, the smaller frontier first.
private struct PathSearch {
    struct Step {
        var parent: UInt32
        var depth: Int
        /// Articles of the edge to the parent.
        var strength: Int32
    }

    let graph: GraphReader
    let years: YearFilter?
    let closed: Set<UInt32>
    private var sides: [[UInt32: Step]] = [[:], [:]]
    private var frontiers: [[UInt32]] = [[], []]

    init(graph: GraphReader, years: YearFilter?, closed: Set<UInt32>) {
        self.graph = graph
        self.years = years
        self.closed = closed
    }

    mutating func run(_ start: UInt32, _ end: UInt32, maximumLength: Int) throws -> [UInt32]? {
        for (side, node) in [start, end].enumerated() {
            sides[side][node] = Step(parent: node, depth: 0, strength: 0)
            frontiers[side] = [node]
        }
        var length = 0
        while length < maximumLength, !frontiers[0].isEmpty, !frontiers[1].isEmpty {
            length += 1
            let side = frontiers[0].count <= frontiers[1].count ? 0 : 1
            if let meeting = try expand(side) { return walk(from: meeting) }
            if sides[0].count + sides[1].count > KnowledgeGraph.maximumVisited { return nil }
        }
        return nil
    }

    /// Takes one side a step further; the meeting node with the strongest edges, if the sides meet.
    private mutating func expand(_ side: Int) throws -> UInt32? {
        var next: [UInt32] = []
        var meetings: [UInt32] = []
        let depth = (frontiers[side].first.flatMap { sides[side][$0]?.depth } ?? 0) + 1
        var steps = sides[side]
        sides[side] = [:]
        let other = sides[1 - side]
        for node in frontiers[side] {
            try graph.forEachNeighbor(of: node, years: years) { sum in
                if closed.contains(sum.neighbor) { return }
                if let known = steps[sum.neighbor] {
                    if known.depth == depth, known.strength < sum.articles {
                        steps[sum.neighbor] = Step(parent: node, depth: depth, strength: sum.articles)
                    }
                    return
                }
                steps[sum.neighbor] = Step(parent: node, depth: depth, strength: sum.articles)
                next.append(sum.neighbor)
                if other[sum.neighbor] != nil { meetings.append(sum.neighbor) }
            }
        }
        sides[side] = steps
        frontiers[side] = next
        return meetings.max { left, right in
            let (one, two) = (strength(of: left), strength(of: right))
            return one != two ? one < two : left > right
        }
    }

    private func strength(of meeting: UInt32) -> Int32 {
        // The end itself has no edge on its own side.
        let parts = sides.compactMap { $0[meeting] }.filter { $0.depth > 0 }.map(\.strength)
        return parts.min() ?? 0
    }

    private func walk(from meeting: UInt32) -> [UInt32] {
        func half(_ side: Int) -> [UInt32] {
            var nodes: [UInt32] = [meeting]
            while let last = nodes.last, let step = sides[side][last], step.depth > 0 { nodes.append(step.parent) }
            return nodes
        }
        return half(0).reversed() + half(1).dropFirst()
    }
}
