import Foundation
import Store
import Testing

@testable import KnowledgeGraph

/// A folder that is gone when the test is over.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "graph-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func store() throws -> Store { try Store(path: path + "/store.sqlite", mode: .readWrite) }
}

func smallCorpus(seed: UInt64, concepts: Int = 25) -> SyntheticCorpus {
    SyntheticCorpus(seed: seed, words: 200, concepts: concepts, sentencesPerArticle: 10, mentionsPerSentence: 3)
}

/// The graph counted the plain way, sentence by sentence.
struct ReferenceGraph {
    struct Pair: Hashable {
        var first: String
        var second: String

        init(_ one: String, _ other: String) { (first, second) = one < other ? (one, other) : (other, one) }
    }
    struct Counts: Equatable {
        var sentences = 0
        var articles: Set<String> = []
        var negated = 0
        var years: [Int: Int] = [:]
    }
    var edges: [Pair: Counts] = [:]
    var articlesOfConcept: [String: Set<String>] = [:]
    var sentencesOfConcept: [String: Int] = [:]
    var sentences = 0

    init(_ articles: [ArticleRecord], keeps: (Int) -> Bool = { _ in true }) {
        for article in articles {
            for sentence in article.paragraphs.flatMap(\.sentences) {
                sentences += 1
                var negated: [String: Bool] = [:]
                for mention in sentence.mentions {
                    negated["L\(mention.concept)"] = (negated["L\(mention.concept)"] ?? true) && mention.isNegated
                }
                for (concept, _) in negated {
                    articlesOfConcept[concept, default: []].insert(article.id)
                    sentencesOfConcept[concept, default: 0] += 1
                }
                guard keeps(article.year ?? 0) else { continue }
                let concepts = negated.keys.sorted()
                for (index, one) in concepts.enumerated() {
                    for other in concepts[(index + 1)...] {
                        var counts = edges[Pair(one, other)] ?? Counts()
                        counts.sentences += 1
                        counts.articles.insert(article.id)
                        if negated[one] == true || negated[other] == true { counts.negated += 1 }
                        counts.years[article.year ?? 0, default: 0] += 1
                        edges[Pair(one, other)] = counts
                    }
                }
            }
        }
    }

    /// Every count of the store's graph is the reference's, and there is nothing more.
    func expectEqual(_ store: Store, years: YearFilter? = nil, _ comment: Comment) throws {
        let graph = KnowledgeGraph(store: store)
        let found = try graph.edges(
            GraphQuery(concepts: (0..<100).map { "L\($0)" }, years: years, limit: 100_000))
        let names = Dictionary(uniqueKeysWithValues: found.nodes.map { ($0.number, $0.cui) })
        #expect(found.edges.count == edges.count, comment)
        for edge in found.edges {
            let first = try #require(names[edge.first])
            let second = try #require(names[edge.second])
            let expected = try #require(edges[Pair(first, second)], comment)
            #expect(edge.sentences == expected.sentences && edge.articles == expected.articles.count, comment)
            #expect(edge.negated == expected.negated, comment)
            let counts = Dictionary(uniqueKeysWithValues: edge.years.map { ($0.year, $0.sentences) })
            #expect(counts == expected.years, comment)
        }
        for node in found.nodes {
            #expect(node.articles == articlesOfConcept[node.cui]?.count, comment)
            #expect(node.sentences == sentencesOfConcept[node.cui], comment)
        }
    }
}
