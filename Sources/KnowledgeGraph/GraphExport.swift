import Foundation
import Store

/// File formats a graph can be written in.
public enum GraphFormat: String, Sendable, CaseIterable {
    /// GraphML, for Gephi, Cytoscape, yEd and NetworkX.
    case graphml
    /// One line an edge with the columns Gephi and Cytoscape read: Source, Target, Type, Weight and more.
    case csv
    /// The nodes that belong to `csv`: Id, Label and more.
    case csvNodes = "csv-nodes"
    /// Cytoscape's JSON: `elements` with `nodes` and `edges`.
    case json
}

extension KnowledgeGraph {
    /// Writes the graph in pieces to `output`, all of it or the edges in at least some articles; concepts without such
    /// an edge are left out of a part but not of the whole. Memory does not grow with the graph's edges.
    public func export(
        _ format: GraphFormat, minimumArticles: Int = 1, years: YearFilter? = nil,
        to output: @escaping (String) throws -> Void
    ) throws {
        let outcome: Result<Void, any Error> = try store.readGraph { graph in
            // The writer's own errors pass through as they are.
            Result {
                var exporter = GraphExporter(
                    graph: graph, format: format, minimumArticles: minimumArticles,
                    years: years, output: output)
                try exporter.run()
            }
        }
        do { try outcome.get() } catch { throw error }
    }

    /// A part of the graph in the same formats.
    public static func export(_ part: Subgraph, _ format: GraphFormat) -> String {
        var text = ""
        var writer = GraphWriter(format: format) { text += $0 }
        var names: [UInt32: String] = [:]
        try? writer.begin()
        for node in part.nodes {
            names[node.number] = node.cui
            try? writer.node(node)
        }
        try? writer.beginEdges()
        for edge in part.edges {
            if let first = names[edge.first], let second = names[edge.second] { try? writer.edge(edge, first, second) }
        }
        try? writer.end()
        return text
    }
}

private struct GraphExporter {
    let graph: GraphReader
    let format: GraphFormat
    let minimumArticles: Int
    let years: YearFilter?
    let output: (String) throws -> Void

    mutating func run() throws {
        var concepts: [StoredConcept] = []
        try graph.forEachConcept { concepts.append($0) }
        let places = Dictionary(uniqueKeysWithValues: concepts.enumerated().map { ($1.number, $0) })
        var writer = GraphWriter(format: format, output: output)
        try writer.begin()
        for concept in concepts { try writer.node(concept) }
        try writer.beginEdges()
        if format != .csvNodes {
            try graph.forEachEdgeList { number, counts in
                guard let concept = places[number].map({ concepts[$0] }) else { return }
                var index = 0
                while index < counts.count {
                    let neighbor = counts[index].neighbor
                    let start = index
                    while index < counts.count, counts[index].neighbor == neighbor { index += 1 }
                    guard neighbor > number, let place = places[neighbor],
                        let edge = Edge(
                            concept: concept, neighbor: concepts[place], allCounts: Array(counts[start..<index]),
                            years: years, total: graph.sentences),
                        edge.articles >= minimumArticles
                    else { continue }
                    try writer.edge(edge, concept.cui, concepts[place].cui)
                }
            }
        }
        try writer.end()
    }
}

/// Writes nodes, then edges, in one of the formats.
private struct GraphWriter {
    let format: GraphFormat
    let output: (String) throws -> Void
    private var isFirst = true

    init(format: GraphFormat, output: @escaping (String) throws -> Void) {
        self.format = format
        self.output = output
    }

    func begin() throws {
        switch format {
        case .graphml:
            try output(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <graphml xmlns="http://graphml.graphdrawing.org/xmlns">
                <key id="label" for="node" attr.name="label" attr.type="string"/>
                <key id="types" for="node" attr.name="types" attr.type="string"/>
                <key id="rank" for="node" attr.name="rank" attr.type="int"/>
                <key id="mentions" for="node" attr.name="sentences" attr.type="int"/>
                <key id="weight" for="edge" attr.name="weight" attr.type="int"/>
                <key id="sentences" for="edge" attr.name="sentences" attr.type="int"/>
                <key id="pmi" for="edge" attr.name="pmi" attr.type="double"/>
                <key id="negated" for="edge" attr.name="negated" attr.type="double"/>
                <key id="first" for="edge" attr.name="first_year" attr.type="int"/>
                <key id="last" for="edge" attr.name="last_year" attr.type="int"/>
                <graph edgedefault="undirected">

                """)
        case .csv: try output("Source,Target,Type,Weight,Sentences,PMI,Negated,FirstYear,LastYear\n")
        case .csvNodes: try output("Id,Label,Types,Rank,Sentences\n")
        case .json: try output("{\"format_version\":\"1.0\",\"data\":{\"name\":\"answer\"},\"elements\":{\"nodes\":[\n")
        }
    }

    mutating func node(_ node: StoredConcept) throws {
        let types = node.semanticTypes.map(\.name).joined(separator: "|")
        switch format {
        case .graphml:
            try output(
                "<node id=\"\(xml(node.cui))\"><data key=\"label\">\(xml(node.name))</data>"
                    + "<data key=\"types\">\(xml(types))</data><data key=\"rank\">\(node.articles)</data>"
                    + "<data key=\"mentions\">\(node.sentences)</data></node>\n")
        case .csv: break
        case .csvNodes:
            try output("\(csv(node.cui)),\(csv(node.name)),\(csv(types)),\(node.articles),\(node.sentences)\n")
        case .json:
            try output(
                separator()
                    + "{\"data\":{\"id\":\(json(node.cui)),\"name\":\(json(node.name)),\"types\":\(json(types)),"
                    + "\"rank\":\(node.articles),\"sentences\":\(node.sentences)}}")
        }
    }

    mutating func beginEdges() throws {
        if format == .json { try output("\n],\"edges\":[\n") }
        isFirst = true
    }

    mutating func edge(_ edge: Edge, _ first: String, _ second: String) throws {
        let (from, to) = (edge.firstYear.map(String.init) ?? "", edge.lastYear.map(String.init) ?? "")
        switch format {
        case .graphml:
            try output(
                "<edge source=\"\(xml(first))\" target=\"\(xml(second))\"><data key=\"weight\">\(edge.articles)</data>"
                    + "<data key=\"sentences\">\(edge.sentences)</data><data key=\"pmi\">\(edge.mutualInformation)</data>"
                    + "<data key=\"negated\">\(edge.negatedShare)</data>"
                    + (from.isEmpty ? "" : "<data key=\"first\">\(from)</data><data key=\"last\">\(to)</data>")
                    + "</edge>\n")
        case .csv:
            try output(
                "\(csv(first)),\(csv(second)),Undirected,\(edge.articles),\(edge.sentences),\(edge.mutualInformation),"
                    + "\(edge.negatedShare),\(from),\(to)\n")
        case .csvNodes: break
        case .json:
            try output(
                separator() + "{\"data\":{\"source\":\(json(first)),\"target\":\(json(second)),"
                    + "\"weight\":\(edge.articles),\"sentences\":\(edge.sentences),\"pmi\":\(edge.mutualInformation),"
                    + "\"negated\":\(edge.negatedShare),\"first_year\":\(from.isEmpty ? "null" : from),"
                    + "\"last_year\":\(to.isEmpty ? "null" : to)}}")
        }
    }

    func end() throws {
        switch format {
        case .graphml: try output("</graph>\n</graphml>\n")
        case .json: try output("\n]}}\n")
        case .csv, .csvNodes: break
        }
    }

    private mutating func separator() -> String {
        defer { isFirst = false }
        return isFirst ? "" : ",\n"
    }

    private func xml(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\t", "\n", "\r": result += " "
            // Other control characters have no place in XML 1.0, not even escaped.
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private func csv(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    private func json(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
