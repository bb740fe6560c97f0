import Foundation
import GRDB
import Testing

@testable import Store

/// Searches are compared with SQLite's FTS5 over the same sentences.
@Suite struct SearchTests {
    @Test func scoresAreThoseOfFTS5() throws {
        let folder = try Folder()
        let seed = UInt64.random(in: 0..<1 << 32)
        var generator = SplitMix(seed: seed)
        let corpus = smallCorpus(seed: seed)
        let store = try Store(path: folder.file, mode: .readWrite)
        for start in stride(from: 0, to: 60, by: 3) {
            try store.ingest((start..<start + 3).map(corpus.article), tags: corpus.tags)
        }
        // Removed and replaced articles must leave no trace in the scores.
        try store.remove(articles: (0..<20).map { corpus.article($0 * 3).id })
        try store.ingest((0..<10).map { corpus.article($0 * 2) }, tags: corpus.tags)
        #expect(try store.check() == [], "seed \(seed)")

        let queue = try DatabaseQueue()
        var sentences: [StoredSentence] = []
        for key in try store.articleKeys() { sentences += try store.sentences(ofArticle: key) }
        try queue.write { db in
            try db.execute(sql: "CREATE VIRTUAL TABLE f USING fts5(t, tokenize='porter unicode61')")
            for sentence in sentences {
                try db.execute(sql: "INSERT INTO f (rowid, t) VALUES (?, ?)", arguments: [sentence.id, sentence.text])
            }
        }
        for _ in 0..<30 {
            let words = (0..<1 + generator.below(5)).map { _ in corpus.word(rank: generator.below(300)) }
            let match = Set(words).map { "\"\($0)\"" }.joined(separator: " OR ")
            let expected = try queue.read { db in
                try Row.fetchAll(db, sql: "SELECT rowid, -rank FROM f WHERE f MATCH ?", arguments: [match])
            }
            let scores = Dictionary(uniqueKeysWithValues: expected.map { ($0[0] as Int64, $0[1] as Double) })
            let hits = try store.search(terms: Set(words).sorted().map { SearchTerm($0) }, limit: 10_000)
            #expect(Set(hits.map(\.sentence)) == Set(scores.keys), "seed \(seed)")
            for hit in hits {
                #expect(abs(Double(hit.score) - (scores[hit.sentence] ?? 0)) < 1e-3, "seed \(seed), \(words)")
            }
            let few = try store.search(terms: Set(words).sorted().map { SearchTerm($0) }, limit: 7)
            #expect(few.map(\.score) == hits.prefix(7).map(\.score))
        }
    }

    @Test func filters() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file, mode: .readWrite)
        try store.ingest(
            [
                article("a", ["Fever in mice.", "Cough."], section: "Abstract", year: 2003),
                article("b", ["Fever in men."], section: "Results", year: 2020),
                article("c", ["Fever."], section: "results", year: nil),
            ], tags: plainTags)
        func keys(_ filter: SentenceFilter) throws -> [String] {
            let hits = try store.search(text: "fevers!", limit: 10, filter: filter)
            return try store.sentences(hits.map(\.sentence)).map(\.articleKey).sorted()
        }
        #expect(try keys(SentenceFilter()) == ["a", "b", "c"])
        #expect(try keys(SentenceFilter(years: YearFilter([2019...2021]))) == ["b"])
        #expect(try keys(SentenceFilter(years: YearFilter(parsing: "2003,2020"))) == ["a", "b"])
        #expect(try keys(SentenceFilter(articles: ["c", "x"])) == ["c"])
        #expect(try keys(SentenceFilter(sections: ["RESULTS"])) == ["b", "c"])
        #expect(try keys(SentenceFilter(years: YearFilter([2020...2020]), sections: ["abstract"])) == [])
    }

    @Test func anythingIsASafeQuery() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file, mode: .readWrite)
        try store.ingest([article("a", ["AND OR NOT near fever*."])], tags: plainTags)
        for text in ["", "\"", "a AND (", "NEAR(x, 1)", "fever*", "-", "'; DROP TABLE articles; --", "\0\0", "*^:{}"] {
            _ = try store.search(text: text, limit: 5)
        }
        let long = String(repeating: "é", count: 100_000)
        #expect(try store.search(text: long, limit: 5).isEmpty)
        #expect(try store.search(text: "AND", limit: 5).count == 1)
        #expect(
            try store.sentenceFrequencies(of: ["fever", "FEVERS", "nothing", "", "near fever"]) == [1, 1, 0, 0, 1])
    }

    @Test func yearFilters() {
        #expect(YearFilter(parsing: "2019:2021")?.ranges == [2019...2021])
        #expect(YearFilter(parsing: "2003, 2005")?.ranges == [2003...2003, 2005...2005])
        #expect(YearFilter(parsing: ":2003")?.contains(1990) == true)
        #expect(YearFilter(parsing: "2019:")?.contains(2018) == false)
        for bad in ["", "x", "2021:2019", ":", "1:2:3", ","] { #expect(YearFilter(parsing: bad) == nil) }
    }
}
