import Foundation
import Metathesaurus

/// The demo: a small corpus and vocabulary that come with the program, taken in on first use.
public enum DemoStore {
    /// Makes the demo's store unless it is there already or the workspace is not the demo's.
    ///
    /// - Parameter progress: told what is being done, one line each.
    public static func prepare(
        _ workspace: Workspace, model: String, progress: (String) -> Void = { _ in }
    ) throws(AnsweringError) {
        guard workspace.isDemo, let source = workspace.demoSource else { return }
        let marker = workspace.storeFolder + "/complete"
        if FileManager.default.fileExists(atPath: marker) {
            // An older version of the program may have made it, in a format that is no longer read.
            if (try? ConceptVocabulary(path: workspace.vocabularyPath)) != nil { return }
            try? FileManager.default.removeItem(atPath: workspace.storeFolder)
        }
        progress("Preparing the demo corpus (once) …")
        try workspace.createStoreFolder()
        do {
            _ = try VocabularyBuilder.build(
                sources: [.rrf(folder: source + "/vocabulary")], to: workspace.vocabularyPath)
        } catch {
            throw .terms(error)
        }
        let ingestion = try Ingestion(
            workspace: workspace, model: model, options: IngestOptions(paths: [source + "/articles"]))
        let summary = try ingestion.run()
        guard FileManager.default.createFile(atPath: marker, contents: nil) else {
            throw .file(path: marker, reason: "cannot be written")
        }
        progress("Demo corpus ready: \(summary.added) articles, \(summary.sentences) sentences.")
    }
}
