import Corpus
import Foundation

extension Answerer {
    /// Takes in one document that arrived, in any of the formats that files may have.
    ///
    /// - Parameter name: a file name; its ending says the format, its stem becomes the article's id.
    public func addArticles(_ bytes: [UInt8], name: String) async throws(AnsweringError) -> IngestSummary {
        guard let model = configuration.model else { throw .unknownModel("", installed: []) }
        // The readers work on files: the document passes through a folder of its own, under its own name.
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("answer-\(UUID().uuidString)")
        let file = folder.appendingPathComponent(URL(fileURLWithPath: "/" + name).lastPathComponent)
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(bytes).write(to: file)
        } catch {
            throw .file(path: file.path, reason: (error as NSError).localizedDescription)
        }
        defer { try? FileManager.default.removeItem(at: folder) }
        let tools = try preparationTools(model: model)
        return try Ingestion(store: store, tools: tools, options: IngestOptions(paths: [file.path])).run()
    }

    private func preparationTools(model: String) throws(AnsweringError) -> PreparationTools {
        let workspace = configuration.workspace
        let result: Result<PreparationTools, AnsweringError> = tools.withLock { known in
            if let known { return .success(known) }
            do throws(AnsweringError) {
                let made = try PreparationTools(workspace: workspace, model: model)
                known = made
                return .success(made)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
