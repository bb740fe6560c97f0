import Answering
import ArgumentParser
import Foundation
import KnowledgeGraph

struct GraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Search the graph of concepts that share sentences.",
        subcommands: [Search.self, EdgeDetail.self, Path.self, Export.self]
    )

    /// Opens the answerer without a model: the graph needs none.
    struct Shared: ParsableArguments {
        @OptionGroup var filters: FilterOptions
        @OptionGroup var userOptions: UserOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var data: DataOptions

        func open() throws -> Answerer {
            let workspace = data.workspace()
            try DemoStore.prepare(workspace, model: ModelOptions.parseOrExit([]).folder(in: workspace)) {
                Terminal.writeError($0 + "\n")
            }
            return try Answerer(AnswererConfiguration(workspace: workspace, model: nil))
        }
    }

    struct Search: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the edges of the concepts named in a text: those between them first, then the strongest.")
        @Argument(help: "Text that names concepts.") var text: [String]
        @Option(help: "Edges to show.") var limit = EnvironmentDefaults.value("limit", 20)
        @Option(help: "Sentences to show of each edge.") var sentences = 1
        @OptionGroup var shared: Shared

        func run() throws {
            let answerer = try shared.open()
            let filter = try shared.filters.filter()
            let report = try answerer.searchGraph(
                text.joined(separator: " "), filter: filter, limit: limit, user: shared.userOptions.user)
            if shared.output.json { return try JSONOutput.print(report) }
            guard !report.concepts.isEmpty else {
                print("No concept of the vocabulary is named in the text.")
                throw ExitCode.noAnswer
            }
            print("Concepts: " + report.concepts.map { "\($0.name) (\($0.id))" }.joined(separator: ", "))
            for edge in report.edges {
                print("\n" + GraphText.line(edge))
                guard sentences > 0 else { continue }
                let detail = try answerer.edge(edge.source.id, edge.target.id, years: filter.years, limit: sentences)
                for sentence in detail.sentences { print(GraphText.sentence(sentence)) }
            }
            if report.edges.isEmpty {
                print("None of them shares a sentence with another concept.")
                throw ExitCode.noAnswer
            }
        }
    }

    struct EdgeDetail: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "edge", abstract: "Show the sentences that two concepts share.")
        @Argument(help: "Concept id or name.") var first: String
        @Argument(help: "Concept id or name.") var second: String
        @Option(help: "Sentences to show.") var limit = EnvironmentDefaults.value("limit", 20)
        @Option(help: "Sentences to pass over.") var offset = 0
        @OptionGroup var shared: Shared

        mutating func validate() throws {
            if limit < 1 || offset < 0 { throw ValidationError("--limit must be at least 1 and --offset at least 0") }
        }

        func run() throws {
            let report = try shared.open().edge(
                first, second, years: shared.filters.filter().years, offset: offset, limit: limit)
            if shared.output.json { return try JSONOutput.print(report) }
            print(GraphText.line(report.edge))
            for (year, count) in report.edge.years.sorted(by: { $0.key < $1.key }) { print("  \(year): \(count)") }
            for sentence in report.sentences { print("\n" + GraphText.sentence(sentence)) }
            if report.total == 0 { throw ExitCode.noAnswer }
        }
    }

    struct Path: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Find a shortest path between two concepts.")
        @Argument(help: "Concept id or name.") var first: String
        @Argument(help: "Concept id or name.") var second: String
        @OptionGroup var shared: Shared

        func run() throws {
            let path = try shared.open().path(
                from: first, to: second, years: shared.filters.filter().years, user: shared.userOptions.user)
            if shared.output.json {
                try JSONOutput.print(path)
            } else if let path {
                for edge in path { print(GraphText.line(edge)) }
            } else {
                print("No path.")
            }
            if path == nil { throw ExitCode.noAnswer }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the graph for Gephi, Cytoscape and the like.")
        @Option(help: "graphml, csv, csv-nodes or json.") var format = GraphFormat.graphml
        @Option(name: .customLong("min-articles"), help: "Leave out edges in fewer articles.") var minimumArticles = 1
        @Option(name: [.short, .long], help: "File to write (default: standard output).", completion: .file())
        var out: String?
        @OptionGroup var shared: Shared

        func run() throws {
            let answerer = try shared.open()
            let years = try shared.filters.filter().years
            guard let out else {
                return try answerer.exportGraph(format, minimumArticles: minimumArticles, years: years) {
                    FileHandle.standardOutput.write(Data($0.utf8))
                }
            }
            // Written beside its place and moved there when it is whole.
            let part = out + ".part"
            guard FileManager.default.createFile(atPath: part, contents: nil),
                let handle = FileHandle(forWritingAtPath: part)
            else { throw CommandFailure("cannot write \(part)") }
            do {
                try answerer.exportGraph(format, minimumArticles: minimumArticles, years: years) {
                    try handle.write(contentsOf: Data($0.utf8))
                }
                try handle.close()
                guard rename(part, out) == 0 else { throw CommandFailure("cannot write \(out)") }
            } catch {
                try? FileManager.default.removeItem(atPath: part)
                throw error
            }
        }
    }
}

extension GraphFormat: ExpressibleByArgument {}

/// Edges and their sentences as people read them.
enum GraphText {
    static func line(_ edge: EdgeSummary) -> String {
        var line = Terminal.bold("\(edge.source.name) – \(edge.target.name)")
        line += "  \(edge.source.id) \(edge.target.id)  \(edge.sentences) sentences, \(edge.articles) articles"
        if let first = edge.firstYear, let last = edge.lastYear {
            line += first == last ? ", \(first)" : ", \(first)–\(last)"
        }
        line += ", PMI \(Format.fixed(edge.pmi, 1))"
        if edge.negated > 0 { line += ", \(Int((edge.negated * 100).rounded())) % negated" }
        return line
    }

    static func sentence(_ sentence: SentenceSummary) -> String {
        let source = [sentence.source.title, sentence.source.year.map(String.init) ?? "", sentence.sentenceKey]
            .filter { !$0.isEmpty }.joined(separator: " · ")
        return Terminal.wrap(Terminal.printable(sentence.sentence), indent: "   ") + "\n"
            + Terminal.dim(Terminal.wrap(Terminal.printable(source), indent: "   — "))
    }
}
