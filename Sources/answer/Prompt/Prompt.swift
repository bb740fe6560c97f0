import Answering
import Foundation

/// Questions one after the other on a terminal.
struct Prompt {
    let command: AskCommand

    func run() async throws {
        let answerer = try command.openAnswerer(writes: true)
        let workspace = command.data.workspace()
        var editor = LineEditor(prompt: "? ", history: loadHistory(workspace)) { answerer.conceptNames(withPrefix: $0) }
        print("Ask a question; Tab completes names of concepts, Ctrl-D ends.")
        while let line = editor.readLine() {
            switch line {
            case .endOfInput: return
            case .cancelled: continue
            case .text(let text):
                let question = text.trimmingCharacters(in: .whitespaces)
                if question.isEmpty { continue }
                if ["exit", "quit"].contains(question.lowercased()) { return }
                editor.remember(question)
                saveHistory(editor.history, workspace)
                do {
                    try command.print(await answerer.ask(command.request(question)))
                } catch let error as AnsweringError {
                    print("\(error)")
                }
                print("")
            }
        }
    }

    private func loadHistory(_ workspace: Workspace) -> [String] {
        guard let data = FileManager.default.contents(atPath: workspace.historyPath) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Losing the history must not end the session: a failure to write is passed over.
    private func saveHistory(_ lines: [String], _ workspace: Workspace) {
        try? workspace.createStoreFolder()
        let data = Data((lines.joined(separator: "\n") + "\n").utf8)
        // Nobody else may read it, not even while it is being written.
        let new = workspace.historyPath + ".new"
        guard
            FileManager.default.createFile(atPath: new, contents: data, attributes: [.posixPermissions: 0o600])
        else { return }
        rename(new, workspace.historyPath)
    }
}
