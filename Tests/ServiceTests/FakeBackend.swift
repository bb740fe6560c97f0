import Foundation
import Store
import Synchronization

@testable import Answering
@testable import Service

/// An engine that knows one article and one edge, and counts what it is asked.
final class FakeBackend: AnsweringBackend {
    struct State {
        var exclusions: [String: [ConceptName]] = [:]
        var asked: [String] = []
        var answered: [String: String] = [:]
        var cancelled = 0
        var added: [String] = []
        var failure: AnsweringError?
        var prepareError: AnsweringError?
        var delay: Duration = .zero
        /// Whether what is being worked out, or the model's loading, waits until this is false again.
        var isHeld = false
        var isLoadingHeld = false
    }

    let state = Mutex(State())

    static let article = ArticleSummary(
        id: "PMC1_a.xml", title: "Humidity and “viruses”", authors: ["A. Author"], journal: "Journal", year: 2020,
        doi: "10.1/x")
    static let sentence = "Le virus survécut 72 hours on plastic."
    static let key = "sentence:PMC1_a.xml:{06S}:45"
    static let edge = EdgeSummary(
        source: ConceptName(id: "C1", name: "virus"), target: ConceptName(id: "MONDO:2", name: "plastic"), sentences: 3,
        articles: 1, firstYear: 2019, lastYear: 2020, years: ["2019": 1, "2020": 2], pmi: 1.5, negated: 0)

    func prepare() throws(AnsweringError) {
        while state.withLock({ $0.isLoadingHeld }) { Thread.sleep(forTimeInterval: 0.002) }
        let error = state.withLock { $0.prepareError }
        if let error { throw error }
    }

    private func wait() async throws(AnsweringError) {
        let (delay, failure) = state.withLock { ($0.delay, $0.failure) }
        if let failure { throw failure }
        guard delay > .zero else { return }
        do { try await Task.sleep(for: delay) } catch {
            state.withLock { $0.cancelled += 1 }
            throw .cancelled
        }
    }

    static func report(_ question: String) -> AskReport {
        let start = Array(sentence.utf8).count - " hours on plastic.".utf8.count - 2
        let evidence = Evidence(
            sentenceKey: key, sentence: sentence, start: start, end: start + 8, score: 4, confidence: 0.9,
            source: article, section: "Results", edge: EdgeEnds(source: "C1", target: "MONDO:2"), cached: false)
        let candidate = Candidate(
            sentenceKey: key, sentence: sentence, source: article, section: "Results", edge: nil, graphRank: 1,
            textRank: nil, fused: 1, coverage: 1, span: "72 hours", score: 4, confidence: 0.9, passageConfidence: 0.9,
            lead: 0.9,
            cached: false)
        let isNone = question.hasPrefix("Nothing")
        let answer = Answer(answer: "72 hours", score: 4, confidence: 0.9, evidence: [evidence])
        return AskReport(
            question: question, answers: isNone ? [] : [answer],
            noAnswer: isNone ? NoAnswer(reason: "no sentence answers", bestRejected: answer) : nil, concepts: [],
            unmatchedWords: ["word"], edges: [edge], candidates: [candidate],
            timings: [
                StageTiming(stage: "match", milliseconds: Double.random(in: 0...1)),
                StageTiming(stage: "total", milliseconds: 2),
            ],
            provenance: Provenance(model: "m", modelDigest: "", corpusDigest: "", vocabularyDigest: "", version: "1"),
            notes: [])
    }

    func ask(
        _ request: AskRequest, events: (@Sendable (AskEvent) -> Void)?
    ) async throws(AnsweringError) -> AskReport {
        state.withLock { $0.asked.append(request.question) }
        let report = Self.report(request.question)
        events?(.candidates(report.candidates))
        try await wait()
        return report
    }

    func read(
        question: String, passage: String, limit: Int, client: String
    ) async throws(AnsweringError) -> PassageReport {
        try await wait()
        return PassageReport(
            question: question, passage: passage,
            answers: [PassageAnswer(answer: "a", start: 0, end: 1, score: 1, margin: 2, confidence: 0.5)],
            noAnswer: false,
            nullScore: -1, model: "m", milliseconds: 1)
    }

    private func graph(_ limit: Int, user: String) -> GraphReport {
        let isOut = state.withLock { !($0.exclusions[user] ?? []).isEmpty }
        return GraphReport(
            nodes: [NodeSummary(id: "C1", name: "virus", rank: 7, semanticTypes: ["Virus"])],
            edges: isOut ? [] : [Self.edge], years: [2019, 2020], concepts: [], unmatchedWords: ["\(limit)"])
    }

    func searchGraph(
        _ text: String, filter: AskFilter, limit: Int, user: String
    ) throws(AnsweringError) -> GraphReport {
        if let failure = state.withLock({ $0.failure }) { throw failure }
        return graph(limit, user: user)
    }

    func neighbors(of id: String, filter: AskFilter, limit: Int, user: String) throws(AnsweringError) -> GraphReport {
        guard id == "C1" else { throw .unknownConcept(id) }
        return graph(limit, user: user)
    }

    func edge(
        _ a: String, _ b: String, years: YearFilter?, offset: Int, limit: Int
    ) throws(AnsweringError) -> EdgeReport {
        for id in [a, b] where !["C1", "MONDO:2"].contains(id) { throw .unknownConcept(id) }
        let all = (0..<3).map {
            SentenceSummary(
                sentenceKey: "sentence:PMC1_a.xml:{06S}:\($0)", sentence: "s\($0)", section: "", source: Self.article,
                summary: "")
        }
        return EdgeReport(edge: Self.edge, sentences: Array(all.dropFirst(offset).prefix(limit)), total: 3)
    }

    func articleIDs(from place: Int, limit: Int) throws(AnsweringError) -> NamePage {
        NamePage(names: place == 0 ? [Self.article.id] : [], next: nil)
    }

    func edgeNames(from place: Int, limit: Int) throws(AnsweringError) -> NamePage {
        NamePage(names: place == 0 ? ["C1:MONDO:2"] : [], next: nil)
    }

    func article(_ id: String) throws(AnsweringError) -> ArticleReport {
        guard id == Self.article.id else { throw .unknownArticle(id) }
        return ArticleReport(
            source: Self.article, language: "en",
            sentences: [
                ArticleSentence(sentenceKey: Self.key, section: "Results", paragraph: 0, sentence: Self.sentence)
            ])
    }

    func sentence(key: String) throws(AnsweringError) -> SentenceSummary {
        guard key.hasPrefix("sentence:PMC1_a.xml:"), key.hasSuffix(":45") else { throw .unknownSentence(key) }
        return SentenceSummary(
            sentenceKey: key, sentence: Self.sentence, section: "Results", source: Self.article, summary: "Opening.")
    }

    func terms(in text: String, user: String) throws(AnsweringError) -> TermsReport {
        TermsReport(text: text, concepts: [], unmatchedWords: [text])
    }

    func exclude(_ concept: String, user: String) throws(AnsweringError) -> [ConceptName] {
        guard concept == "C1" else { throw .unknownConcept(concept) }
        return state.withLock {
            $0.exclusions[user] = [ConceptName(id: "C1", name: "virus")]
            return $0.exclusions[user] ?? []
        }
    }

    func include(_ concept: String, user: String) throws(AnsweringError) -> [ConceptName] {
        state.withLock { $0.exclusions[user] = nil }
        return []
    }

    func exclusions(user: String) throws(AnsweringError) -> [ConceptName] {
        state.withLock { $0.exclusions[user] ?? [] }
    }

    func cachedAnswer(sentenceKey: String, question: String, client: String) async throws(AnsweringError) -> String {
        guard sentenceKey.hasPrefix("sentence:PMC1_a.xml:"), sentenceKey.hasSuffix(":45") else {
            throw .unknownSentence(sentenceKey)
        }
        state.withLock { $0.asked.append(question) }
        while question.hasPrefix("slow"), state.withLock({ $0.isHeld }), !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(2))
        }
        try await wait()
        state.withLock { $0.answered[question] = "72 hours" }
        return "72 hours: " + question
    }

    func memoryCachedAnswer(sentenceKey: String, question: String) -> String? { nil }
    func memoryCachedReport(_ request: AskRequest) -> AskReport? { nil }

    func addArticles(_ bytes: [UInt8], name: String) async throws(AnsweringError) -> IngestSummary {
        state.withLock { $0.added.append(name) }
        var summary = IngestSummary()
        summary.added = 1
        return summary
    }

    func counts() throws(AnsweringError) -> StoreCounts {
        StoreCounts(articles: 1, sentences: 1, concepts: 2, edges: 1, cachedAnswers: 0, firstYear: 2019, lastYear: 2020)
    }

    func settingSecret(_ name: String, create: () -> [UInt8]) throws(AnsweringError) -> [UInt8] { create() }

    var statistics: AnswererStatistics {
        var inference = InferenceStatistics()
        inference.record(passages: 3, tokens: 100, microseconds: 1000)
        return AnswererStatistics(inference: inference, cacheHits: 1, cacheMisses: 2)
    }

    var modelSummary: ModelSummary { ModelSummary(name: "fake", digest: "d", parameters: 1, loaded: true) }
}
