import Foundation
import KnowledgeGraph
import Ranking
import Store

/// Times a store of generated articles: filling it, the graph, and everything of a question but reading.
public struct StoreBenchmark {
    /// Milliseconds of one kind of query.
    public struct Times: Sendable, Codable {
        public var name: String
        public var median: Double
        public var ninetieth: Double
        public var worst: Double
    }

    public struct Report: Sendable, Codable {
        public var sentences = 0
        public var edges = 0
        public var concepts = 0
        public var storeBytes = 0
        /// Sentences with their index and graph that were stored in a second, generating them not counted.
        public var sentencesPerSecond = 0.0
        public var queries: [Times] = []
    }

    let sentences: Int
    let folder: String
    let repeats: Int

    /// - Parameters:
    ///   - folder: where the store is made, or where one of an earlier run lies.
    ///   - repeats: queries of each kind.
    public init(sentences: Int, folder: String, repeats: Int = 200) {
        self.sentences = sentences
        self.folder = folder
        self.repeats = repeats
    }

    /// - Parameter progress: called with the sentences stored and those wanted.
    public func run(progress: (Int, Int) -> Void) throws -> Report {
        let corpus = SyntheticCorpus()
        let store = try Store(path: folder + "/store.sqlite", mode: .readWrite)
        var report = Report()
        try fill(store, corpus, &report, progress)
        let status = try store.status()
        report.sentences = status.sentences
        report.edges = status.edges
        report.concepts = status.concepts
        report.storeBytes = status.fileBytes + status.logBytes
        let graph = KnowledgeGraph(store: store)
        var generator = SplitMix(seed: 7)
        // Questions name common things as well as rare ones: ranks spread evenly over the orders of magnitude.
        func rank(below limit: Int) -> Int { Int(pow(Double(limit), generator.unit())) - 1 }
        func concepts(_ count: Int) -> [String] {
            (0..<count).map { _ in "L\(rank(below: corpus.conceptCount / 10))" }
        }
        func words(_ count: Int) -> [String] {
            (0..<count).map { _ in corpus.word(rank: 20 + rank(below: 10_000)) }
        }
        report.queries.append(
            try times("edges of one concept") {
                let concepts = concepts(1)
                return { _ = try graph.edges(GraphQuery(concepts: concepts, limit: 300)) }
            })
        report.queries.append(
            try times("edges of three concepts") {
                let concepts = concepts(3)
                return { _ = try graph.edges(GraphQuery(concepts: concepts, limit: 24)) }
            })
        report.queries.append(
            try times("one edge") {
                let concepts = concepts(2)
                return { _ = try graph.edge(concepts[0], concepts[1]) }
            })
        report.queries.append(
            try times("evidence of six words") {
                let words = words(6)
                return { _ = try store.evidence(terms: words.map { SearchTerm($0) }, limit: 400) }
            })
        report.queries.append(
            try times("a question, all but reading") {
                let (concepts, words) = (concepts(2), words(6))
                return {
                    let found = try graph.edges(GraphQuery(concepts: concepts, limit: 24))
                    let edges = try graph.evidence(for: found.edges, limit: 8)
                    let own = Set(edges.joined().map(\.sentence)).sorted()
                    let evidence = try store.evidence(
                        terms: words.map { SearchTerm($0) }, concepts: concepts.map { SearchConcept($0, weight: 0.3) },
                        also: own, limit: 400)
                    let ranked = CandidateRanking().rank(evidence.sentences, graph: own).prefix(120)
                    let texts = try store.texts(ofSentences: ranked.map(\.sentence))
                    let proximity = TermProximity(words: words, rarity: evidence.rarity)
                    let refined = CandidateRanking().refine(ranked) { sentence in
                        texts[sentence].map { proximity.share(in: $0) } ?? 0
                    }
                    let chosen = refined.prefix(25).map(\.sentence)
                    _ = try (store.sentences(chosen, window: 0), store.articles(ofSentences: chosen))
                }
            })
        try store.close()
        return report
    }

    private func fill(
        _ store: Store, _ corpus: SyntheticCorpus, _ report: inout Report, _ progress: (Int, Int) -> Void
    ) throws {
        var stored = try store.totals().sentences
        var number = try store.totals().articles
        var spent = Duration.zero
        let before = stored
        while stored < sentences {
            var batch: [ArticleRecord] = []
            var size = 0
            while size < 8_000, stored + size < sentences {
                batch.append(corpus.article(number))
                number += 1
                size += corpus.sentencesPerArticle
            }
            let start = ContinuousClock.now
            stored += try store.ingest(batch, tags: corpus.tags).sentences
            spent += start.duration(to: .now)
            progress(stored, sentences)
        }
        if stored > before { report.sentencesPerSecond = Double(stored - before) / (spent / .seconds(1)) }
    }

    /// - Parameter prepare: makes a query of its own each time, which is run once to warm up and once for the clock.
    private func times(_ name: String, _ prepare: () -> () throws -> Void) throws -> Times {
        var all: [Double] = []
        for _ in 0..<repeats {
            let query = prepare()
            try query()
            let start = ContinuousClock.now
            try query()
            all.append(start.duration(to: .now) / .milliseconds(1))
        }
        all.sort()
        return Times(
            name: name, median: all[all.count / 2], ninetieth: all[all.count * 9 / 10], worst: all[all.count - 1])
    }
}
