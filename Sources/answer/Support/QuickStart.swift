import ArgumentParser

/// Parses a command line without describing every other command first.
///
/// The parser describes all commands and their options before it reads a word, which looks up protocols for some
/// hundred types and takes ten milliseconds of a process that may only have a kept answer to print. Here the one
/// command is found by its name and described alone.
enum QuickStart {
    /// The command that `arguments` ask for; nil where the whole tree of commands has to say something: help,
    /// completion scripts, and everything that is wrong.
    static func parse(_ arguments: [String], _ root: any ParsableCommand.Type) -> sending (any ParsableCommand)? {
        // All else that concerns the whole is thrown, as mistakes are; this word is a command below every other.
        guard let first = arguments.first, !arguments.contains("help") else { return nil }
        if arguments == ["--version"] { return ShowVersion() }
        if let named = root.configuration.subcommands.first(where: { $0.configuration.commandName == first }) {
            return try? named.parseAsRoot(Array(arguments.dropFirst()))
        }
        return try? root.configuration.defaultSubcommand?.parseAsRoot(arguments)
    }

    /// Prints the version, which the parser does for `--version` beside other arguments.
    private struct ShowVersion: ParsableCommand {
        func run() { print(AnswerCommand.configuration.version) }
    }
}
