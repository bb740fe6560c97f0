import Answering
import ArgumentParser

struct CiteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cite",
        abstract: "Answer a question and print its evidence for a reference manager.",
        discussion:
            "Takes the options of `answer ask`. Example: answer cite --format ris \"What is the R0 of measles?\""
    )

    @Option(help: "bibtex, ris or csl-json.")
    var format = CitationFormat.bibtex

    @OptionGroup var ask: AskCommand

    func run() async throws {
        let report = try await ask.openAnswerer().ask(ask.request(ask.question.joined(separator: " ")))
        guard !report.answers.isEmpty else {
            if let none = report.noAnswer { Terminal.writeError("No answer. \(none.reason)\n") }
            throw ExitCode.noAnswer
        }
        print(try CitationExport(report).text(format), terminator: "")
    }
}

extension CitationFormat: ExpressibleByArgument {}
