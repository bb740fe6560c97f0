import Answering
import ArgumentParser
import Store

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show what the store holds, how large it is, and what failed.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var data: DataOptions

    private struct Report: Encodable {
        var store: String
        var demo: Bool
        var articles: Int
        var sentences: Int
        var tokens: Int
        var mentions: Int
        var concepts: Int
        var edges: Int
        var textBytes: Int
        var storeBytes: Int
        var firstYear: Int?
        var lastYear: Int?
        var languages: [String: Int]
        var leftOut: [String: Int]
        var tokenizers: [String: Int]
        var vocabularies: [String: Int]
        var failures: [String]
    }

    func run() throws {
        let workspace = data.workspace()
        let store = try Store.existing(workspace)
        let status = try store.status()
        let report = Report(
            store: workspace.storePath, demo: workspace.isDemo, articles: status.articles, sentences: status.sentences,
            tokens: status.tokens, mentions: status.mentions, concepts: status.concepts, edges: status.edges,
            textBytes: status.textBytes, storeBytes: status.fileBytes + status.logBytes,
            firstYear: status.years?.lowerBound, lastYear: status.years?.upperBound, languages: status.languages,
            leftOut: status.skipped, tokenizers: status.tokenizers, vocabularies: status.vocabularies,
            failures: try store.failures().map { "\($0.path): \($0.error)" })
        if output.json { return try JSONOutput.print(report) }
        var rows: [(String, String)] = [
            ("store", report.store + (report.demo ? " (the demo)" : "")),
            ("articles", Format.count(report.articles)), ("sentences", Format.count(report.sentences)),
            ("tokens", Format.count(report.tokens)), ("concept mentions", Format.count(report.mentions)),
            ("concepts", Format.count(report.concepts)), ("edges", Format.count(report.edges)),
            ("text", Format.bytes(report.textBytes)), ("on disk", Format.bytes(report.storeBytes)),
        ]
        if let first = report.firstYear, let last = report.lastYear { rows.append(("years", "\(first) to \(last)")) }
        if !report.leftOut.isEmpty {
            rows.append(
                (
                    "left out",
                    report.leftOut.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
                ))
        }
        rows.append(("tokenized by", "\(report.tokenizers.count) vocabulary"))
        rows.append(("failures", "\(report.failures.count)"))
        for (name, value) in rows { print(name.padding(toLength: 18, withPad: " ", startingAt: 0) + value) }
        for failure in report.failures.prefix(20) { print("  \(failure)") }
    }
}

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Verify the store: integrity, checksums, counts and the graph.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var data: DataOptions

    private struct Report: Encodable {
        var store: String
        var problems: [String]
    }

    func run() throws {
        let workspace = data.workspace()
        let store = try Store.existing(workspace)
        let progress = ProgressLine("Checking")
        let problems = try store.check { done, total in
            progress.update(fraction: Double(done) / Double(max(total, 1)), detail: "\(Format.count(done)) articles")
        }
        progress.finish()
        if output.json {
            try JSONOutput.print(Report(store: workspace.storePath, problems: problems))
        } else if problems.isEmpty {
            print("\(workspace.storePath) is whole.")
        } else {
            for problem in problems { print(problem) }
        }
        if !problems.isEmpty {
            throw CommandFailure("\(workspace.storePath) has \(problems.count) problems; remove it and ingest again")
        }
    }
}

extension Store {
    /// The workspace's store, opened for reading.
    static func existing(_ workspace: Workspace) throws -> Store {
        do { return try Store(path: workspace.storePath, mode: .readOnly) } catch StoreError.missing {
            throw AnsweringError.noStore(path: workspace.storePath)
        }
    }
}
