import Foundation
import Metathesaurus
import Testing

@testable import Answering

/// Words that the corpus itself brings to the spelling dictionary.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: Demo.model + "/vocab.txt")))
struct LearnedWordsTests {
    private func article(_ id: String, _ text: String, in folder: TemporaryFolder) throws -> String {
        let path = folder.path + "/\(id).txt"
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    /// A frequent word of the corpus is known from then on, so that it is no longer taken for another, and what was
    /// found before is found anew; doing it again changes nothing.
    @Test func frequentWordsAreKept() throws {
        let folder = try TemporaryFolder()
        let workspace = Workspace(dataFolder: folder.path + "/data", environment: ["ANSWER_HOME": ""], executable: nil)
        try workspace.createStoreFolder()
        let vocabulary = folder.path + "/terms.tsv"
        try Data("X1\tbradykinin\t\tT047\n".utf8).write(to: URL(fileURLWithPath: vocabulary))
        _ = try VocabularyBuilder.build(sources: [.tsv(path: vocabulary)], to: workspace.vocabularyPath)
        // One letter off: corrected while nothing else is known of it. The rare slip stays one.
        let often = (0..<8).map { "The patients of ward \($0) had bradykinnin and went home the next day." }
        let paths = [
            try article("often", often.joined(separator: " "), in: folder),
            try article("once", "Only this one mentions bradykkinin, seen by one doctor of the ward.", in: folder),
        ]
        func ingestion() throws -> Ingestion {
            try Ingestion(workspace: workspace, model: Demo.model, options: IngestOptions(paths: paths))
        }
        var current = try ingestion()
        #expect(try current.run().added == 2)
        let before = try current.store.status().mentions
        #expect(before == 9)
        let known = try #require(try current.learnWords(for: workspace))
        #expect(known > 3)
        let words = try String(contentsOfFile: workspace.learnedWordsPath, encoding: .utf8)
        #expect(words.contains("bradykinnin 8\n") && !words.contains("bradykkinin") && !words.contains("doctor"))
        current = try ingestion()
        #expect(try current.staleArticles().mentions == 2)
        #expect(try current.reprocess(tokens: false, mentions: true) == 2)
        #expect(try current.store.status().mentions == 1)
        #expect(try current.staleArticles().mentions == 0)
        #expect(try current.learnWords(for: workspace) == known)
        #expect(try ingestion().staleArticles().mentions == 0)
        #expect(try current.learnWords(for: workspace, isCancelled: { true }) == nil)
        #expect(try current.store.check() == [])
    }
}
