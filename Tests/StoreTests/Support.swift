import Foundation
import Testing

@testable import Store

/// A folder that is gone when the test is over.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "store-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    var file: String { path + "/store.sqlite" }
}

/// A small corpus: few concepts and words, so that pairs and terms repeat.
func smallCorpus(seed: UInt64) -> SyntheticCorpus {
    SyntheticCorpus(seed: seed, words: 300, concepts: 30, sentencesPerArticle: 12, mentionsPerSentence: 3)
}

func article(_ id: String, _ sentences: [String], section: String = "Results", year: Int? = 2020) -> ArticleRecord {
    var text = ""
    var records: [SentenceRecord] = []
    for sentence in sentences {
        if !text.isEmpty { text += " " }
        let start = text.utf8.count
        text += sentence
        records.append(SentenceRecord(range: start..<text.utf8.count))
    }
    return ArticleRecord(
        id: id, title: "Title of \(id)", year: year,
        paragraphs: [ParagraphRecord(section: section, text: text, sentences: records)])
}

let plainTags = IngestTags(tokenizer: "t", vocabulary: "v")
