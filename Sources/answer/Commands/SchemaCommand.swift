import Answering
import ArgumentParser

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Print the JSON Schema of what `answer ask --json` prints.")

    func run() {
        print(AskReport.jsonSchema)
    }
}
