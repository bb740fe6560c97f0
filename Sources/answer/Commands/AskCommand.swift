import Answering
import ArgumentParser
import Foundation

struct AskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ask",
        abstract: "Answer a question from the corpus, or from one passage (the default command).",
        discussion: """
            Without a question, on a terminal, it opens a prompt with history and completion of concept names.
            """
    )

    @Argument(help: "The question.")
    var question: [String] = []

    @Option(help: "Answer from this text file instead of the corpus; - reads standard input.", completion: .file())
    var passage: String?

    @Option(name: .customLong("top-k"), help: "Answers to show.")
    var topK = EnvironmentDefaults.value("top-k", 3)

    @Option(help: "Passages to read.")
    var candidates = EnvironmentDefaults.value("candidates", 25)

    @Option(name: .customLong("per-article"), help: "Passages to read of one article, at most.")
    var perArticle = EnvironmentDefaults.value("per-article", 15)

    @Option(help: "Sentences before and after each passage to read with it.")
    var window = EnvironmentDefaults.value("window", 0)

    @Option(name: .customLong("max-answer-length"), help: "Tokens an answer may have.")
    var maximumAnswerTokens = EnvironmentDefaults.value("max-answer-length", 30)

    @Option(name: .customLong("min-confidence"), help: "Confidence from 0 to 1 below which there is no answer.")
    var minimumConfidence: Double?

    @Option(help: "Model that reads all passages first; --model then reads only the best of them.")
    var screen: String?

    @Option(help: "Only this article (repeatable).")
    var article: [String] = EnvironmentDefaults.list("article")

    @Option(help: "Only sections whose name begins so (repeatable).")
    var section: [String] = EnvironmentDefaults.list("section")

    @Flag(name: .customLong("no-cache"), help: "Neither use nor fill the answer cache.")
    var noCache = EnvironmentDefaults.flag("no-cache")

    @Flag(help: "Show what matched, what was read and where the time went.")
    var explain = EnvironmentDefaults.flag("explain")

    @OptionGroup(title: "Filters") var filters: FilterOptions
    @OptionGroup(title: "Model") var modelOptions: ModelOptions
    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Data") var data: DataOptions
    @OptionGroup var userOptions: UserOptions

    mutating func validate() throws {
        minimumConfidence = minimumConfidence ?? EnvironmentDefaults.value("min-confidence")
        screen = screen ?? EnvironmentDefaults.value("screen")
        for (name, value, range) in [
            ("--top-k", topK, 1...100), ("--candidates", candidates, 1...1000), ("--per-article", perArticle, 1...1000),
            ("--window", window, 0...10), ("--max-answer-length", maximumAnswerTokens, 1...400),
        ] where !range.contains(value) {
            throw ValidationError("\(name) must be between \(range.lowerBound) and \(range.upperBound)")
        }
        if let minimumConfidence, !(0...1).contains(minimumConfidence) {
            throw ValidationError("--min-confidence must be between 0 and 1")
        }
    }

    func run() async throws {
        let text = question.joined(separator: " ")
        if let passage { return try await answerFromPassage(passage, question: text) }
        if text.isEmpty, question.isEmpty {
            guard Terminal.inputIsTerminal, Terminal.outputIsTerminal else {
                throw ValidationError("a question is missing")
            }
            return try await Prompt(command: self).run()
        }
        let answerer = try openAnswerer()
        let report = try await answerer.ask(try request(text))
        try print(report)
        if report.answers.isEmpty { throw ExitCode.noAnswer }
    }

    /// The store, the vocabulary and the model that the flags name.
    /// - Parameter writes: whether something is going to be written beside answers, which a locked store cannot take.
    func openAnswerer(writes: Bool = false) throws -> Answerer {
        let workspace = data.workspace()
        try DemoStore.prepare(workspace, model: try modelOptions.folder(in: workspace))
        var configuration = AnswererConfiguration(
            workspace: workspace, model: try modelOptions.folder(in: workspace))
        configuration.threads = modelOptions.threads
        configuration.readsWhileLocked = !writes
        if let screen {
            var options = modelOptions
            options.model = screen == "default" ? nil : screen
            configuration.screenModel = try options.folder(in: workspace)
        }
        return try Answerer(configuration)
    }

    func request(_ text: String) throws -> AskRequest {
        var request = AskRequest(question: text)
        request.limit = topK
        request.candidates = candidates
        request.perArticle = perArticle
        request.window = window
        request.filter = try filters.filter()
        request.filter.articles = article
        request.filter.sections = section
        request.user = userOptions.user
        request.usesCache = !noCache
        request.maximumAnswerTokens = maximumAnswerTokens
        request.minimumConfidence = minimumConfidence
        return request
    }

    func print(_ report: AskReport) throws {
        if output.json { return try JSONOutput.print(report) }
        Swift.print(AnswerText(report, explains: explain).text)
    }

    // MARK: One passage

    private func answerFromPassage(_ path: String, question: String) async throws {
        let passage = try TextInput.read(path)
        let workspace = data.workspace()
        let reader = try PassageReader(
            model: try modelOptions.folder(in: workspace), threads: modelOptions.threads)
        let report = try reader.read(
            question: question, passage: passage, limit: topK, maximumAnswerTokens: maximumAnswerTokens,
            minimumConfidence: minimumConfidence)
        if output.json { try JSONOutput.print(report) } else { Swift.print(PassageText(report).text) }
        if report.noAnswer { throw ExitCode.noAnswer }
    }
}
