import Answering
import ArgumentParser
import Store

struct CacheCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cache", abstract: "Look at the answer cache, or empty it.",
        subcommands: [Stats.self, Clear.self], defaultSubcommand: Stats.self)

    struct Stats: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show how many answers are kept.")
        @OptionGroup var output: OutputOptions
        @OptionGroup var data: DataOptions

        private struct Report: Encodable {
            var answers: Int
            var bytes: Int
            var models: [String: Int]
        }

        func run() throws {
            let statistics = try AnswerCache(path: data.workspace().cachePath).statistics()
            if output.json {
                return try JSONOutput.print(
                    Report(answers: statistics.answers, bytes: statistics.fileBytes, models: statistics.models))
            }
            print("\(Format.count(statistics.answers)) readings, \(Format.bytes(statistics.fileBytes)) on disk")
            for (model, count) in statistics.models.sorted(by: { $0.key < $1.key }) {
                print("  \(model.prefix(12)): \(Format.count(count))")
            }
        }
    }

    struct Clear: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Forget all answers.")
        @OptionGroup var output: OutputOptions
        @OptionGroup var data: DataOptions

        func run() throws {
            let removed = try AnswerCache(path: data.workspace().cachePath).clear()
            if output.json {
                try JSONOutput.print(["removed": removed])
            } else {
                print("\(Format.count(removed)) readings removed")
            }
        }
    }
}
