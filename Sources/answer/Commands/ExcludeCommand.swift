import Answering
import ArgumentParser

struct ExcludeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exclude",
        abstract: "Put concepts aside that are not important to you; searching and answering leave them out.",
        subcommands: [Add.self, List.self, Remove.self],
        defaultSubcommand: List.self
    )

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put a concept aside.")
        @Argument(help: "Concept id (C0000000) or name.") var concept: String
        @OptionGroup var shared: Shared

        func run() throws { try shared.show(shared.open().exclude(concept, user: shared.userOptions.user)) }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Take a concept back.")
        @Argument(help: "Concept id (C0000000) or name.") var concept: String
        @OptionGroup var shared: Shared

        func run() throws { try shared.show(shared.open().include(concept, user: shared.userOptions.user)) }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the concepts put aside.")
        @OptionGroup var shared: Shared

        func run() throws { try shared.show(shared.open(writes: false).exclusions(user: shared.userOptions.user)) }
    }

    struct Shared: ParsableArguments {
        @OptionGroup var userOptions: UserOptions
        @OptionGroup var output: OutputOptions
        @OptionGroup var data: DataOptions

        func open(writes: Bool = true) throws -> Answerer {
            var configuration = AnswererConfiguration(workspace: data.workspace(), model: nil)
            configuration.writes = writes
            return try Answerer(configuration)
        }

        func show(_ concepts: [ConceptName]) throws {
            if output.json { return try JSONOutput.print(concepts) }
            if concepts.isEmpty { return print("No concept is excluded.") }
            for concept in concepts { print("\(concept.id)\t\(concept.name)") }
        }
    }
}
