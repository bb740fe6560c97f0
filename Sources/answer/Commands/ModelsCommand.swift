import ArgumentParser
import ModelTools

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "List the installed models.",
        discussion: "Fetch one with Tools/fetch-weights; choose one with --model NAME.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var data: DataOptions

    func run() throws {
        let models = ModelRegistry(data.workspace()).models()
        if output.json { return try JSONOutput.print(models) }
        if models.isEmpty { return print("No model is installed. Fetch one with Tools/fetch-weights.") }
        for model in models {
            var parts = [model.isDefault ? "* \(model.name)" : "  \(model.name)", Format.bytes(model.size)]
            if let count = model.parameters { parts.append("\(Format.fixed(Double(count) / 1e6, 1)) M weights") }
            if let type = model.type { parts.append(type) }
            parts.append(model.path)
            if let problem = model.problem { parts.append("(\(problem))") }
            print(parts.joined(separator: "  "))
        }
    }
}
