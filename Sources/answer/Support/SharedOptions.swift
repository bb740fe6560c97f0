import Answering
import ArgumentParser
import Foundation
import ModelTools
import Store

/// Where the data lives; on every command that touches the store.
struct DataOptions: ParsableArguments {
    @Option(
        name: .customLong("data-dir"), help: "Folder of the store, the vocabulary and the models.",
        completion: .directory)
    var dataFolder: String?

    mutating func validate() {
        dataFolder = dataFolder ?? EnvironmentDefaults.value("data-dir")
    }

    /// The user's workspace, or the demo's while there is no store of their own.
    func workspace(allowingDemo: Bool = true) -> Workspace {
        var workspace = Workspace(
            dataFolder: dataFolder, environment: ProcessInfo.processInfo.environment,
            executable: Bundle.main.executablePath)
        workspace.isDemo = allowingDemo && !workspace.hasStore && workspace.demoSource != nil
        return workspace
    }
}

/// Which model reads.
struct ModelOptions: ParsableArguments {
    @Option(help: "Model: a name that `answer models` lists, or a folder.")
    var model: String?

    @Option(help: "Threads of the engine (default: one a core).")
    var threads: Int?

    mutating func validate() throws {
        model = model ?? EnvironmentDefaults.value("model")
        threads = threads ?? EnvironmentDefaults.value("threads")
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must be between 1 and 1024")
        }
    }

    /// The folder of the model that was asked for, or of the default one.
    func folder(in workspace: Workspace) throws -> String {
        try ModelRegistry(workspace).resolve(model)
    }
}

struct OutputOptions: ParsableArguments {
    @Flag(help: "Print JSON.")
    var json = EnvironmentDefaults.flag("json")
}

/// Which sentences may answer, or which edges count.
struct FilterOptions: ParsableArguments {
    @Option(help: "Only these years: 2003, 2019:2021, 2019: or several, separated by commas.")
    var years: [String] = EnvironmentDefaults.list("years")

    @Option(name: .customLong("semantic-type"), help: "Follow only concepts of this type (TUI or name; repeatable).")
    var semanticTypes: [String] = EnvironmentDefaults.list("semantic-type")

    func filter() throws -> AskFilter {
        var filter = AskFilter()
        if !years.isEmpty { filter.years = try YearFilter(years) }
        filter.semanticTypes = semanticTypes
        return filter
    }
}

/// Whose exclusions and preferences count.
struct UserOptions: ParsableArguments {
    @Option(help: "Whose exclusions to honour.")
    var user: String = EnvironmentDefaults.value("user", "local")
}
