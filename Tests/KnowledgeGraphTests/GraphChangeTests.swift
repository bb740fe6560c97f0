import Foundation
import Store
import Testing

@testable import KnowledgeGraph

@Suite struct GraphChangeTests {
    /// Any order of adds, replacements and removals leaves the graph of a fresh build.
    @Test(arguments: 0..<6) func anyOrderEqualsAFreshBuild(round: Int) throws {
        let seed = UInt64.random(in: 0..<1 << 32)
        var generator = SplitMix(seed: seed)
        let corpus = smallCorpus(seed: seed)
        let folder = try Folder()
        let store = try folder.store()
        var present: [String: ArticleRecord] = [:]
        for _ in 0..<25 {
            switch generator.below(4) {
            case 0 where !present.isEmpty:
                let keys = present.keys.sorted().filter { _ in generator.below(3) == 0 }
                try store.remove(articles: keys)
                for key in keys { present[key] = nil }
            case 1 where generator.below(3) == 0: try store.compact()
            default:
                let batch = (0..<1 + generator.below(5)).map { _ -> ArticleRecord in
                    // The text of another article under the same id is a replacement.
                    var article = corpus.article(generator.below(200))
                    article.id = "A\(generator.below(15))"
                    if generator.below(5) == 0 { article.year = nil }
                    return article
                }
                try store.ingest(batch, tags: corpus.tags)
                for article in batch { present[article.id] = article }
            }
        }
        let reference = ReferenceGraph(Array(present.values))
        try reference.expectEqual(store, "seed \(seed)")
        #expect(try store.check() == [], "seed \(seed)")
        #expect(try store.status().edges == reference.edges.count)
        let early = YearFilter([1990...2005])
        try ReferenceGraph(Array(present.values), keeps: { early.contains($0) })
            .expectEqual(store, years: early, "seed \(seed)")
        try store.compact()
        try reference.expectEqual(store, "after compaction, seed \(seed)")
        #expect(try store.check() == [], "seed \(seed)")
        try store.remove(articles: Array(present.keys))
        #expect(try store.status().edges == 0)
        #expect(try store.check() == [], "seed \(seed)")
    }

    @Test func mutualInformationAndShares() throws {
        let folder = try Folder()
        let store = try folder.store()
        func sentence(_ concepts: [UInt32], negated: Set<UInt32> = []) -> ParagraphRecord {
            ParagraphRecord(
                section: "Results", text: "0123456789",
                sentences: [
                    SentenceRecord(
                        range: 0..<10,
                        mentions: concepts.enumerated().map {
                            MentionRecord(
                                concept: $1, start: Int32($0), end: Int32($0) + 1, isNegated: negated.contains($1))
                        })
                ])
        }
        let tags = IngestTags(tokenizer: "t", vocabulary: "v") { ConceptRecord(cui: "L\($0)", name: "n\($0)") }
        try store.ingest(
            [
                ArticleRecord(
                    id: "a", year: 2001,
                    paragraphs: [
                        sentence([1, 2, 1]), sentence([1, 2], negated: [2]), sentence([3]), sentence([1]),
                        sentence([]), sentence([]), sentence([]), sentence([]),
                    ])
            ], tags: tags)
        let graph = KnowledgeGraph(store: store)
        let edge = try #require(try graph.edge("L2", "L1"))
        #expect(edge.sentences == 2 && edge.articles == 1 && edge.negatedShare == 0.5)
        #expect(edge.firstYear == 2001 && edge.lastYear == 2001)
        // log2(2 · 8 / (3 · 2))
        #expect(abs(edge.mutualInformation - 1.415) < 0.001)
        #expect(try graph.edge("L1", "L1") == nil && graph.edge("L1", "L3") == nil && graph.edge("L1", "L9") == nil)
        #expect(try graph.edge("L1", "L2", years: YearFilter([1990...2000])) == nil)
    }
}
