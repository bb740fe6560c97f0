import Foundation
import Store
import Testing

@testable import KnowledgeGraph

@Suite struct GraphQueryTests {
    let folder: Folder
    let store: Store
    let graph: KnowledgeGraph
    let articles: [ArticleRecord]
    let seed: UInt64

    init() throws {
        seed = UInt64.random(in: 0..<1 << 32)
        folder = try Folder()
        store = try folder.store()
        let corpus = smallCorpus(seed: seed, concepts: 60)
        articles = (0..<30).map(corpus.article)
        for start in [0, 10, 20] { try store.ingest(Array(articles[start..<start + 10]), tags: corpus.tags) }
        graph = KnowledgeGraph(store: store)
    }

    func name(_ number: UInt32) throws -> String { try store.concepts([number])[number]?.cui ?? "" }

    @Test func innerEdgesFirstThenByRank() throws {
        let asked = ["L1", "L4", "L7", "L999", "L1"]
        let found = try graph.edges(GraphQuery(concepts: asked, limit: 10_000))
        #expect(found.unknown == ["L999"])
        let numbers = Set(found.nodes.filter { asked.contains($0.cui) }.map(\.number))
        let inner = found.edges.prefix { numbers.contains($0.first) && numbers.contains($0.second) }
        let outer = found.edges.dropFirst(inner.count)
        #expect(outer.allSatisfy { numbers.contains($0.first) != numbers.contains($0.second) })
        for part in [Array(inner), Array(outer)] {
            #expect(zip(part, part.dropFirst()).allSatisfy { $0.articles >= $1.articles })
        }
        let reference = ReferenceGraph(articles).edges.filter {
            asked.contains($0.key.first) || asked.contains($0.key.second)
        }
        #expect(found.edges.count == reference.count, "seed \(seed)")
        let few = try graph.edges(GraphQuery(concepts: asked, limit: 9))
        #expect(few.edges == Array(found.edges.prefix(9)), "seed \(seed)")
        #expect(Set(few.nodes.map(\.number)).isSuperset(of: few.edges.flatMap { [$0.first, $0.second] }))
        #expect(try graph.edges(GraphQuery(concepts: asked, limit: 0)).edges.isEmpty)
    }

    @Test func exclusionsAndTypes() throws {
        let all = try graph.edges(GraphQuery(concepts: ["L2"], limit: 1_000))
        let other = try name(all.edges[0].neighbor(of: all.nodes[0].number))
        let without = try graph.edges(GraphQuery(concepts: ["L2"], excluded: [other], limit: 1_000))
        #expect(without.edges == Array(all.edges.dropFirst()))
        let nothing = try graph.edges(GraphQuery(concepts: ["L2"], excluded: ["L2"]))
        #expect(nothing.edges.isEmpty && nothing.excluded == ["L2"])
        let type = try #require(try store.concepts(cuis: [other])[other]?.semanticTypes.first)
        for wanted in [type.tui, type.name] {
            let typed = try graph.edges(GraphQuery(concepts: ["L2"], semanticTypes: [wanted], limit: 1_000))
            #expect(typed.edges.count == 1 && typed.edges[0] == all.edges[0])
        }
        let strong = try graph.edges(GraphQuery(concepts: ["L2"], limit: 1_000, minimumArticles: 3))
        #expect(strong.edges == all.edges.filter { $0.articles >= 3 })
    }

    @Test func evidenceIsCompleteAndOrdered() throws {
        let reference = ReferenceGraph(articles)
        for (pair, counts) in reference.edges.sorted(by: { $0.key.first < $1.key.first }).prefix(60) {
            let found = try graph.evidence(pair.second, pair.first, limit: 1_000)
            #expect(found.count == counts.sentences, "seed \(seed)")
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.score >= $1.score })
            #expect(found.filter(\.isNegated).count == counts.negated)
            let sentences = try store.sentences(found.map(\.sentence))
            let ends = try store.concepts(cuis: [pair.first, pair.second])
            for (sentence, evidence) in zip(sentences, found) {
                let starts = try [pair.first, pair.second].map { cui in
                    try #require(sentence.mentions.first { $0.concept == ends[cui]?.number }).start
                }
                #expect(Int(abs(starts[0] - starts[1])) == evidence.distance)
            }
            #expect(
                try graph.evidence(pair.first, pair.second, limit: 2, offset: 1) == Array(found.dropFirst().prefix(2)))
            let recent = SentenceFilter(years: YearFilter([2005...2030]))
            let kept = try store.sentences(
                try graph.evidence(pair.first, pair.second, limit: 1_000, filter: recent).map(\.sentence))
            #expect(kept == sentences.filter { ($0.year ?? 0) >= 2005 })
        }
        #expect(try graph.evidence("L1", "L1", limit: 5).isEmpty && graph.evidence("L1", "L999", limit: 5).isEmpty)
    }

    @Test func pathsAreShortest() throws {
        let reference = ReferenceGraph(articles, keeps: { $0 < 1996 })
        var neighbors: [String: Set<String>] = [:]
        for pair in reference.edges.keys {
            neighbors[pair.first, default: []].insert(pair.second)
            neighbors[pair.second, default: []].insert(pair.first)
        }
        var generator = SplitMix(seed: seed)
        let years = YearFilter([1...1995])
        for _ in 0..<60 {
            let (start, end) = ("L\(generator.below(60))", "L\(generator.below(60))")
            var distance: [String: Int] = [start: 0]
            var queue = [start]
            while !queue.isEmpty {
                let node = queue.removeFirst()
                for next in neighbors[node] ?? [] where distance[next] == nil {
                    distance[next] = (distance[node] ?? 0) + 1
                    queue.append(next)
                }
            }
            let known = reference.sentencesOfConcept
            let expected = known[start] != nil && known[end] != nil ? distance[end] : nil
            let path = try graph.path(from: start, to: end, maximumLength: 100, years: years)
            #expect(path?.count == expected, "\(start) to \(end), seed \(seed)")
            if let path, !path.isEmpty {
                var node = try #require(try store.concepts(cuis: [start])[start]).number
                for edge in path {
                    #expect(edge.first == node || edge.second == node)
                    node = edge.neighbor(of: node)
                }
                #expect(try name(node) == end)
                #expect(try graph.path(from: start, to: end, maximumLength: path.count - 1, years: years) == nil)
            }
        }
        #expect(try graph.path(from: "L1", to: "L999") == nil)
        #expect(try graph.path(from: "L1", to: "L2", excluded: ["L2"]) == nil)
    }

    @Test func neighborsToDepthTwo() throws {
        let one = try graph.neighbors(of: "L3", limit: 4)
        #expect(one.edges.count == 4)
        let two = try graph.neighbors(of: "L3", depth: 2, limit: 4)
        #expect(two.edges.count > 4 && Array(two.edges.prefix(4)) == one.edges)
        #expect(Set(two.edges.map { [$0.first, $0.second] }).count == two.edges.count)
        #expect(try graph.neighbors(of: "L999").unknown == ["L999"])
    }

    /// The sentences of many edges that share concepts are those of each edge alone, the best ones and all of them.
    @Test func evidenceOfManyEdgesIsThatOfEach() throws {
        let part = try graph.edges(GraphQuery(concepts: ["L1", "L2"], limit: 60))
        let names = Dictionary(uniqueKeysWithValues: part.nodes.map { ($0.number, $0.cui) })
        #expect(part.edges.count > 10)
        for filter in [SentenceFilter(), SentenceFilter(years: YearFilter([1990...2005]))] {
            for limit in [0, 1, 3, 1_000] {
                let together = try graph.evidence(for: part.edges, limit: limit, filter: filter)
                #expect(together.count == part.edges.count)
                for (edge, found) in zip(part.edges, together) {
                    let (first, second) = try (#require(names[edge.first]), #require(names[edge.second]))
                    let all = try graph.evidence(first, second, limit: 10_000, filter: filter)
                    #expect(found == Array(all.prefix(limit)))
                }
            }
        }
    }

    @Test func exportsParse() throws {
        final class Text: @unchecked Sendable { var value = "" }
        func export(_ format: GraphFormat) throws -> String {
            let text = Text()
            try graph.export(format) { text.value += $0 }
            return text.value
        }
        let reference = ReferenceGraph(articles)
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(export(.json).utf8)) as? [String: Any])
        let elements = try #require(json["elements"] as? [String: [[String: [String: Any]]]])
        #expect(elements["edges"]?.count == reference.edges.count)
        #expect(elements["nodes"]?.count == reference.articlesOfConcept.count)
        let csv = try export(.csv).split(separator: "\n")
        #expect(csv.count == reference.edges.count + 1)
        for line in csv.dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            let counts = reference.edges[ReferenceGraph.Pair(String(fields[0]), String(fields[1]))]
            #expect(Int(fields[3]) == counts?.articles.count && Int(fields[4]) == counts?.sentences)
        }
        #expect(try export(.csvNodes).split(separator: "\n").count == reference.articlesOfConcept.count + 1)
        let xml = try export(.graphml)
        #expect(xml.components(separatedBy: "<edge ").count == reference.edges.count + 1)
        #expect(xml.hasSuffix("</graphml>\n"))
        let part = try graph.neighbors(of: "L3", limit: 4)
        #expect(KnowledgeGraph.export(part, .csv).split(separator: "\n").count == 5)
        struct Stop: Error {}
        #expect(throws: Stop.self) { try graph.export(.csv) { _ in throw Stop() } }
    }
}
