import Answering
import ArgumentParser
import Foundation

/// The `answer` command.
@main
struct AnswerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answer",
        abstract: "Answers questions from a folder of medical articles, offline.",
        discussion: """
            A question is answered from the articles taken in with `answer ingest`, or, before that, from a small \
            demo corpus. Exit status: 0 answered, 1 no answer found, 2 an error.

            Examples:
              answer "How does humidity affect the transmission of SARS-CoV-2?"
              answer --passage article.txt "What was the sample size?"
              answer ingest document_parses/ --metadata metadata.csv
              answer terms build --rrf META/
              answer serve

            Every option can also be set by a variable: --data-dir by ANSWER_DATA_DIR.
            Answers are quotations from articles, not medical advice.
            """,
        version: "answer \(answerVersion)",
        groupedSubcommands: [
            CommandGroup(
                name: "Answering",
                subcommands: [AskCommand.self, BatchCommand.self, CiteCommand.self, SchemaCommand.self]),
            CommandGroup(
                name: "Corpus", subcommands: [IngestCommand.self, StatusCommand.self, CheckCommand.self]),
            CommandGroup(name: "Concepts", subcommands: [TermsCommand.self, GraphCommand.self, ExcludeCommand.self]),
            CommandGroup(
                name: "Models",
                subcommands: [
                    ModelsCommand.self, ConvertCommand.self, EvalCommand.self, TokenizeCommand.self, BenchCommand.self,
                ]),
            CommandGroup(
                name: "Running", subcommands: [ServeCommand.self, CacheCommand.self, DoctorCommand.self]),
        ],
        defaultSubcommand: AskCommand.self
    )

    /// Runs a command and turns whatever it throws into one line and an exit status.
    static func main() async {
        do {
            let arguments = Array(CommandLine.arguments.dropFirst())
            var command = try described(arguments)
            try EnvironmentDefaults.check()
            // Here and not in a function of its own: a command that awaits nothing then stays on the first thread, which
            // profilers follow from start to end.
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            leave(error)
        }
    }

    private static func described(_ arguments: [String]) throws -> sending any ParsableCommand {
        if let command = QuickStart.parse(arguments, Self.self) { return command }
        return try parseAsRoot(arguments)
    }

    private static func leave(_ error: any Error) -> Never {
        if let code = error as? ExitCode { Foundation.exit(code.rawValue) }
        // Help and version come as errors too, and are successes.
        if exitCode(for: error) == .success { exit(withError: error) }
        let isUsage = error is ValidationError || exitCode(for: error) == .validationFailure
        let message = isUsage ? message(for: error) : "\(error)"
        let line = message.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .joined(separator: " ")
        Terminal.writeError("answer: \(line)\(isUsage ? "; see answer --help" : "")\n")
        Foundation.exit(2)
    }
}

extension ExitCode {
    /// Nothing answers the question.
    static let noAnswer = ExitCode(1)
}
