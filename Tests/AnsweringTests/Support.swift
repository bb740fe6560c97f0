import BERT
import Foundation
import Store

@testable import Answering

enum Sample {
    static func article(_ id: String = "A") -> ArticleSummary {
        ArticleSummary(id: id, title: "Title of \(id)", authors: ["A. Author"])
    }

    static func evidence(_ score: Double, sentence: String = "The cat sat.", article: String = "A") -> Evidence {
        Evidence(
            sentenceKey: "sentence:\(article):{06S}:0", sentence: sentence, start: 0, end: 3, score: score,
            confidence: 0.5, source: Self.article(article), section: "Abstract", edge: nil, cached: false)
    }

    static func state(generation: Int64 = 1, digest: String = "corpus") -> StoreState {
        StoreState(
            generation: generation, articles: 1, sentences: 1, corpusDigest: digest, tokenizers: [],
            checked: .now)
    }

    static func report(_ question: String = "Who?") -> AskReport {
        AskReport(
            question: question, answers: [], noAnswer: NoAnswer(reason: "None."), concepts: [], unmatchedWords: [],
            edges: [], candidates: [], timings: [],
            provenance: Provenance(
                model: "m", modelDigest: "d", corpusDigest: "c", vocabularyDigest: "v", version: answerVersion),
            notes: [])
    }
}

/// A folder that goes away with the value that holds it.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("answering-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// The demo corpus and the shipped model, as the repository has them.
struct Demo {
    let folder: TemporaryFolder
    let answerer: Answerer

    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path
    static let model = repository + "/Weights/minilm-qa"

    init(_ change: (inout AnswererConfiguration) -> Void = { _ in }) throws {
        folder = try TemporaryFolder()
        var workspace = Workspace(
            dataFolder: folder.path, environment: ["ANSWER_HOME": Self.repository], executable: nil)
        workspace.isDemo = true
        try DemoStore.prepare(workspace, model: Self.model)
        var configuration = AnswererConfiguration(workspace: workspace, model: Self.model)
        change(&configuration)
        answerer = try Answerer(configuration)
    }
}
