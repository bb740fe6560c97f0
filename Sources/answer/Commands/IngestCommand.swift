import Answering
import ArgumentParser
import Foundation

struct IngestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Take articles into the store: files, folders and archives.",
        discussion: """
            Reads CORD-19 JSON with its metadata.csv, PubMed and JATS XML, JSON lines, text and Markdown, plain or in \
            .gz, .zip and .tar.gz. Unchanged articles are passed over, so the same folder can be given again. \
            Ctrl-C ends after the batch in hand; nothing that was reported is lost.

            Examples:
              answer ingest document_parses/ --metadata metadata.csv
              answer ingest incoming/ --watch
              answer ingest --remove PMC140314.xml
              answer ingest --learn-words
            """
    )

    @Argument(help: "Files, folders or archives.", completion: .file()) var paths: [String] = []
    @Option(help: "A metadata table beside those found in the folders (repeatable).", completion: .file())
    var metadata: [String] = []
    @Flag(name: .customLong("metadata-only"), help: "Also take rows of the table without full text, as their abstract.")
    var metadataOnly = false
    @Option(name: .customLong("keep-language"), help: "Languages to keep, or all.")
    var keepLanguage = EnvironmentDefaults.value("keep-language", "en")
    @Option(help: "A file of word counts for the spelling dictionary (repeatable).", completion: .file())
    var frequencies: [String] = []
    @Flag(help: "Keep running and take in what arrives.") var watch = false
    @Option(help: "Seconds between two looks with --watch.") var interval = 2.0
    @Option(help: "Remove this article (repeatable).") var remove: [String] = []
    @Flag(help: "Make stored token ids anew for the model in use.") var retokenize = false
    @Flag(help: "Find concepts anew with the vocabulary in use.") var rematch = false
    @Flag(
        name: .customLong("learn-words"),
        help: "Count the words of all articles for the spelling dictionary, then find concepts anew with it.")
    var learnWords = false
    @Flag(help: "Read unchanged files again too.") var force = false
    @OptionGroup var modelOptions: ModelOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var data: DataOptions

    private struct Result: Encodable {
        var summary: IngestSummary?
        var removed: Int?
        var reprocessed: Int?
        var learnedWords: Int?
    }

    mutating func validate() throws {
        guard !paths.isEmpty || !remove.isEmpty || retokenize || rematch || learnWords else {
            throw ValidationError("name files or folders to take in")
        }
        guard (0.1...3600).contains(interval) else { throw ValidationError("--interval must be between 0.1 and 3600") }
    }

    func run() throws {
        let workspace = data.workspace(allowingDemo: false)
        for path in paths + metadata where !FileManager.default.fileExists(atPath: path) {
            throw CommandFailure("\(path) does not exist")
        }
        var options = IngestOptions(paths: paths)
        options.metadataPaths = metadata
        options.includesMetadataOnly = metadataOnly
        options.languages = keepLanguage == "all" ? nil : Set(keepLanguage.split(separator: ",").map(String.init))
        options.rereadsUnchanged = force
        if let threads = modelOptions.threads { options.threads = threads }
        let model = try modelOptions.folder(in: workspace)
        var ingestion = try Ingestion(
            workspace: workspace, model: model, options: options, frequencyFiles: frequencies)
        let interruption = Interruption()
        var result = Result()
        if !remove.isEmpty { result.removed = try ingestion.remove(remove) }
        if retokenize || rematch {
            result.reprocessed = try reprocess(ingestion, tokens: retokenize, mentions: rematch, interruption)
        }
        if !paths.isEmpty { result.summary = try ingest(ingestion, interruption) }
        if learnWords, !interruption.isRequested {
            result.learnedWords = try withArticleProgress("Counting words") { progress in
                try ingestion.learnWords(
                    for: workspace, progress: progress, isCancelled: { interruption.isRequested })
            }
            ingestion = try Ingestion(
                workspace: workspace, model: model, options: options, frequencyFiles: frequencies)
            result.reprocessed = try reprocess(ingestion, tokens: false, mentions: true, interruption)
        }
        try show(result, workspace)
        // One bad file among others is reported and passed over; where there was nothing else, the command has failed.
        if let summary = result.summary, summary.problemCount > 0, !watch,
            summary.added + summary.replaced + summary.unchanged == 0, summary.otherLanguages.isEmpty
        {
            throw ExitCode(2)
        }
        while watch, !interruption.isRequested {
            // Polling works on every file system, network ones included; unchanged files cost a look each.
            Thread.sleep(forTimeInterval: interval)
            let summary = try ingestion.run(isCancelled: { interruption.isRequested })
            if summary.added + summary.replaced > 0 {
                try show(Result(summary: summary), workspace)
            }
        }
    }

    private func reprocess(
        _ ingestion: Ingestion, tokens: Bool, mentions: Bool, _ interruption: Interruption
    ) throws -> Int {
        try withArticleProgress("Working again") { progress in
            try ingestion.reprocess(
                tokens: tokens, mentions: mentions, progress: progress, isCancelled: { interruption.isRequested })
        }
    }

    /// Shows how many of all articles have been gone through.
    private func withArticleProgress<Value>(
        _ title: String, _ body: ((_ done: Int, _ of: Int) -> Void) throws -> Value
    ) rethrows -> Value {
        let progress = ProgressLine(title)
        defer { progress.finish() }
        return try body { done, total in
            progress.update(
                fraction: Double(done) / Double(max(total, 1)),
                detail: "\(Format.count(done)) of \(Format.count(total)) articles")
        }
    }

    private func ingest(_ ingestion: Ingestion, _ interruption: Interruption) throws -> IngestSummary {
        let progress = ProgressLine("Ingesting")
        let started = ContinuousClock.now
        let summary = try ingestion.run(
            progress: { state in
                let seconds = started.duration(to: .now) / .seconds(1)
                progress.update(
                    fraction: state.bytesTotal > 0 ? Double(state.bytesDone) / Double(state.bytesTotal) : nil,
                    detail: "\(Format.count(state.articles)) articles, \(Format.count(state.sentences)) sentences, "
                        + "\(Format.count(Int(Double(state.sentences) / max(seconds, 0.001)))) a second")
            }, isCancelled: { interruption.isRequested })
        progress.finish()
        return summary
    }

    private func show(_ result: Result, _ workspace: Workspace) throws {
        // With --watch, what is printed must not wait in a buffer for the end.
        defer { fflush(nil) }
        if output.json { return try JSONOutput.print(result) }
        if let removed = result.removed { print("Removed \(removed) of \(remove.count) articles.") }
        if let count = result.reprocessed { print("Worked through \(Format.count(count)) articles again.") }
        if let count = result.learnedWords { print("\(Format.count(count)) words of the corpus are known now.") }
        guard let summary = result.summary else { return }
        for warning in summary.warnings.prefix(10) { Terminal.writeError("warning: \(warning)\n") }
        for problem in summary.problems.prefix(20) { Terminal.writeError("error: \(problem)\n") }
        if summary.problemCount > 20 { Terminal.writeError("and \(summary.problemCount - 20) more errors\n") }
        print(
            "\(Format.count(summary.added)) articles added, \(Format.count(summary.replaced)) replaced, "
                + "\(Format.count(summary.unchanged)) unchanged; \(Format.count(summary.sentences)) sentences in "
                + "\(Format.fixed(summary.seconds, 2)) s.")
        if !summary.otherLanguages.isEmpty {
            let list = summary.otherLanguages.sorted { $0.key < $1.key }.map { "\($0.value) in \($0.key)" }
            print("Left out for their language: \(list.joined(separator: ", ")).")
        }
        if summary.problemCount > 0 {
            let files = summary.problemCount == 1 ? "1 file" : "\(Format.count(summary.problemCount)) files"
            print("\(files) could not be read; see `answer status`.")
        }
        if summary.interrupted { print("Stopped; run it again to go on.") }
        if !FileManager.default.fileExists(atPath: workspace.vocabularyPath) {
            print("There is no concept vocabulary yet, so no graph: `answer terms build` makes one.")
        }
    }
}
