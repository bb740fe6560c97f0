import Foundation
import Testing

@testable import Store

@Suite struct IngestTests {
    @Test func everythingComesBack() throws {
        let folder = try Folder()
        let corpus = smallCorpus(seed: 7)
        let store = try Store(path: folder.file, mode: .readWrite)
        var record = corpus.article(3)
        record.journal = "Journal of \"Quotes\""
        record.doi = "10.1/x"
        record.month = 4
        record.license = nil
        record.paragraphs[0].language = "de"
        record.paragraphs[0].sentences[0].tokens = [1, 70_000, 5]
        try store.ingest([record], tags: corpus.tags)
        let article = try #require(try store.article(record.id))
        #expect(article.title == record.title && article.authors == record.authors && article.year == record.year)
        #expect(article.journal == record.journal && article.doi == "10.1/x" && article.license == nil)
        #expect(article.contentHash == record.contentHash && article.tokenizer == corpus.tags.tokenizer)

        let expected = record.paragraphs.enumerated().flatMap { ordinal, paragraph in
            paragraph.sentences.map { (ordinal, paragraph, $0) }
        }
        let sentences = try store.sentences(ofArticle: record.id)
        #expect(sentences.count == expected.count)
        for (index, sentence) in sentences.enumerated() {
            let (ordinal, paragraph, wanted) = expected[index]
            #expect(sentence.index == index && sentence.paragraph == ordinal && sentence.section == paragraph.section)
            #expect(sentence.range == wanted.range && sentence.tokens == wanted.tokens)
            #expect(Array(sentence.text.utf8) == Array(Array(paragraph.text.utf8)[wanted.range]))
            #expect(sentence.mentions.count == wanted.mentions.count)
            #expect(sentence.mentions.map(\.start) == wanted.mentions.map(\.start))
            #expect(sentence.mentions.map(\.isNegated) == wanted.mentions.map(\.isNegated))
            #expect(try store.sentenceIDs([sentence.key]) == [sentence.key: sentence.id])
        }
        let text = record.paragraphs.map(\.text).joined(separator: "\n")
        #expect(sentences.allSatisfy { Array(text.utf8)[$0.offset...].starts(with: Array($0.text.utf8)) })
        var back = try #require(try store.record(of: record.id))
        for paragraph in back.paragraphs.indices {
            for sentence in back.paragraphs[paragraph].sentences.indices {
                back.paragraphs[paragraph].sentences[sentence].mentions = []
                record.paragraphs[paragraph].sentences[sentence].mentions = []
            }
        }
        #expect(back == record)
        #expect(try store.check() == [])
    }

    @Test func replacesAndRemoves() throws {
        let folder = try Folder()
        let corpus = smallCorpus(seed: 1)
        let store = try Store(path: folder.file, mode: .readWrite)
        let report = try store.ingest((0..<5).map(corpus.article), tags: corpus.tags)
        #expect(report.added == 5 && report.replaced == 0)
        var changed = corpus.article(2)
        changed.paragraphs.removeLast()
        #expect(try store.ingest([changed], tags: corpus.tags).replaced == 1)
        #expect(try store.check() == [])
        #expect(try store.remove(articles: [changed.id, "nothing"]) == 1)
        #expect(try store.remove(articles: [changed.id]) == 0)
        #expect(try store.status().articles == 4)
        #expect(try store.article(changed.id) == nil)
        #expect(try store.check() == [])
        #expect(try store.contentHashes(of: [corpus.article(1).id, changed.id]).count == 1)
    }

    @Test func refusesWhatDoesNotFit() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file, mode: .readWrite)
        var broken = article("a", ["One.", "Two."])
        broken.paragraphs[0].sentences[1].range = 3..<99
        var mention = article("b", ["One."])
        mention.paragraphs[0].sentences[0].mentions = [MentionRecord(concept: 0, start: 2, end: 9)]
        for record in [broken, mention, article("", ["x"]), article("c", ["x"], year: -4)] {
            #expect(throws: StoreError.self) {
                try store.ingest([article("good", ["Fine."]), record], tags: plainTags)
            }
        }
        #expect(try store.status().articles == 0)
    }

    @Test func emptyAndLongParagraphs() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file, mode: .readWrite)
        let sentences = (0..<3_000).map { "Sentence number \($0) speaks of fever and cough." }
        var long = article("long", sentences)
        long.paragraphs.append(ParagraphRecord(section: "End", text: "", sentences: []))
        long.paragraphs.append(ParagraphRecord(section: "End", text: "No sentences here"))
        try store.ingest([long, ArticleRecord(id: "empty")], tags: plainTags)
        let stored = try store.sentences(ofArticle: "long")
        #expect(stored.prefix(3_000).map(\.text) == sentences)
        #expect(stored.map(\.index) == Array(0..<3_002))
        #expect(stored[3_001].text == "No sentences here" && stored[3_001].paragraph == 2)
        #expect(stored[2_999].range == long.paragraphs[0].sentences[2_999].range)
        #expect(try store.record(of: "long")?.paragraphs[0] == long.paragraphs[0])
        #expect(try store.sentences(ofArticle: "empty").isEmpty)
        #expect(try store.check() == [])
    }

    @Test func windowStaysInTheArticle() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file, mode: .readWrite)
        try store.ingest([article("a", ["A1.", "A2."]), article("b", ["B1.", "B2.", "B3."])], tags: plainTags)
        let ids = try store.sentences(ofArticle: "b").map(\.id)
        let contexts = try store.sentences([ids[0], ids[2], 99_999], window: 2)
        #expect(contexts.map { $0.before.map(\.text) } == [[], ["B1.", "B2."]])
        #expect(contexts.map { $0.after.map(\.text) } == [["B2.", "B3."], []])
    }

    @Test func reprocessing() throws {
        let folder = try Folder()
        let corpus = smallCorpus(seed: 4)
        let store = try Store(path: folder.file, mode: .readWrite)
        try store.ingest((0..<4).map(corpus.article), tags: corpus.tags)
        let before = try store.sentences(ofArticle: corpus.article(1).id)
        let keys = try store.articleKeys(notTokenizedBy: "new")
        #expect(keys.count == 4)
        try store.reprocess(articles: keys, tokenizer: "new") { article in
            for paragraph in article.paragraphs.indices {
                for sentence in article.paragraphs[paragraph].sentences.indices {
                    article.paragraphs[paragraph].sentences[sentence].tokens = [42]
                }
            }
        }
        let after = try store.sentences(ofArticle: corpus.article(1).id)
        #expect(after.map(\.key) == before.map(\.key) && after.map(\.mentions) == before.map(\.mentions))
        #expect(after.allSatisfy { $0.tokens == [42] })
        #expect(try store.articleKeys(notTokenizedBy: "new").isEmpty)
        #expect(try store.check() == [])

        let tags = IngestTags(tokenizer: "", vocabulary: "v2") { ConceptRecord(cui: "N\($0)", name: "n") }
        try store.reprocess(articles: keys, vocabulary: tags) { article in
            for paragraph in article.paragraphs.indices {
                for sentence in article.paragraphs[paragraph].sentences.indices {
                    article.paragraphs[paragraph].sentences[sentence].mentions = [
                        MentionRecord(concept: 1, start: 0, end: 1), MentionRecord(concept: 2, start: 1, end: 2),
                    ]
                }
            }
        }
        let status = try store.status()
        #expect(status.concepts == 2 && status.edges == 1 && status.vocabularies == ["v2": 4])
        #expect(try store.concepts(cuis: ["N1", "L0"])["N1"]?.articles == 4)
        #expect(try store.check() == [])
    }

    @Test func outcomesAndUsers() throws {
        let folder = try Folder()
        let store = try Store(path: folder.file, mode: .readWrite)
        try store.recordFailures([("a.json", "broken"), ("b.json", "empty")])
        try store.recordSkipped([SkippedSource(path: "c.json", language: "de", contentHash: [1])])
        var fixed = article("a", ["Fine."])
        fixed.sourcePath = "a.json"
        try store.ingest([fixed], tags: plainTags)
        #expect(try store.failures().map(\.path) == ["b.json"])
        #expect(try store.skipped(paths: ["c.json", "x"]).map(\.language) == ["de"])
        #expect(try store.status().skipped == ["de": 1])
        try store.exclude("C1", user: "u")
        try store.exclude("C1", user: "u")
        try store.exclude("C2", user: "u")
        #expect(try store.exclusions(user: "u") == ["C1", "C2"])
        #expect(try store.exclusions(user: "other") == [])
        #expect(try store.include("C1", user: "u") && !store.include("C1", user: "u"))
        #expect(try store.setting("secret", orElse: { [1, 2] }) == [1, 2])
        #expect(try store.setting("secret", orElse: { [3] }) == [1, 2])
        try store.setPreference("theme", "dark", user: "u")
        #expect(try store.preferences(user: "u") == ["theme": "dark"])
    }

    @Test func sentenceKeys() {
        let key = SentenceKey("sentence:PMC136939.xml:{0cY}:45")
        #expect(key == SentenceKey(article: "PMC136939.xml", tag: "{0cY}", index: 45))
        #expect(key?.text == "sentence:PMC136939.xml:{0cY}:45")
        #expect(SentenceKey("sentence:a:b:{x}:3")?.article == "a:b")
        for bad in [
            "", "sentence:", "sentence:a:3", "sentence:a:b:-1", "sentence:::1", "other:a:b:1", "sentence:a:b:x",
        ] {
            #expect(SentenceKey(bad) == nil)
        }
    }
}
