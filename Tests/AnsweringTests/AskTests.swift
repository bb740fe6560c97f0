import Foundation
import Store
import Testing

@testable import Answering

/// The whole flow on the demo corpus with the shipped model.
@Suite(.serialized, .enabled(if: FileManager.default.fileExists(atPath: Demo.model + "/model.safetensors")))
struct AskTests {
    private let question = "Which receptor does SARS-CoV-2 use to enter cells?"

    @Test func equalQuestionsAreReadOnce() async throws {
        let demo = try Demo()
        defer { demo.answerer.close() }
        let request = AskRequest(question: question)
        let reports = try await withThrowingTaskGroup(of: AskReport.self) { group in
            for _ in 0..<16 { group.addTask { try await demo.answerer.ask(request) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(reports.map { $0.answers.first?.answer }).count == 1)
        #expect(demo.answerer.statistics.inference.calls == 1)
    }

    @Test func aKeptAnswerNeedsNeitherModelNorVocabulary() async throws {
        let demo = try Demo()
        let first = try await demo.answerer.ask(AskRequest(question: question))
        demo.answerer.close()
        let later = try Answerer(demo.answerer.configuration)
        let second = try await later.ask(AskRequest(question: "  " + question))
        #expect(second.answers.map(\.answer) == first.answers.map(\.answer))
        #expect(second.answers.first?.evidence.first?.cached == true)
        #expect(!later.modelSummary.loaded)
        #expect(later.opened.withLock { $0 == nil })
    }

    @Test func aChangedStoreForgetsKeptAnswers() async throws {
        let demo = try Demo()
        defer { demo.answerer.close() }
        let first = try await demo.answerer.ask(AskRequest(question: question))
        let article = try #require(first.answers.first?.evidence.first?.source.id)
        _ = try demo.answerer.store.remove(articles: [article])
        let second = try await demo.answerer.ask(AskRequest(question: question))
        #expect(!second.candidates.contains { $0.source.id == article })
        #expect(!second.answers.contains { $0.evidence.contains { $0.source.id == article } })
    }

    @Test func theThresholdDecides() async throws {
        let demo = try Demo()
        defer { demo.answerer.close() }
        var request = AskRequest(question: question)
        request.minimumConfidence = 0
        let all = try await demo.answerer.ask(request)
        let best = try #require(all.answers.first)
        #expect(all.noAnswer == nil)
        request.minimumConfidence = all.candidates.compactMap(\.confidence).max().map { $0 + 1e-6 }
        let none = try await demo.answerer.ask(request)
        #expect(none.answers.isEmpty)
        #expect(none.noAnswer?.bestRejected?.confidence ?? 0 > 0)
        #expect(none.noAnswer?.reason.contains("well enough") == true)
        #expect(best.evidence.count >= 1)
    }

    /// The first answer says it, and not only a word beside it that the reader may be surer of ("median").
    @Test(arguments: [
        ("What is the incubation period of COVID-19?", "five days"),
        ("What is the receptor of SARS-CoV-2?", "ngiotensin-converting enzyme 2"),
        ("How does temperature and humidity affect the transmission of 2019-nCoV?", "low humidity"),
    ])
    func theFirstAnswerIsTheOne(question: String, expected: String) async throws {
        let demo = try Demo()
        defer { demo.answerer.close() }
        let first = try await demo.answerer.ask(AskRequest(question: question)).answers.first
        #expect(first?.answer.contains(expected) == true, "\(first?.answer ?? "none")")
    }

    /// What the articles never speak of has no answer, however sure the model is of some span.
    @Test(arguments: [
        "Who won the world cup in 1998?", "When did Beyoncé release her first album?",
        "How many yards did the quarterback throw?", "What is the capital of Australia?",
        "Which king built the palace of Versailles?", "Who composed the opera Aida?",
    ])
    func questionsAboutSomethingElseHaveNoAnswer(question: String) async throws {
        let demo = try Demo()
        defer { demo.answerer.close() }
        let report = try await demo.answerer.ask(AskRequest(question: question))
        #expect(report.answers.isEmpty, "\(report.answers.first?.answer ?? "")")
        #expect(report.noAnswer != nil)
    }

    /// A concept counts for the question's words under whatever name the article has it.
    @Test func otherNamesOfAConceptCover() async throws {
        let demo = try Demo()
        defer { demo.answerer.close() }
        let candidates = try demo.answerer.retrieve(AskRequest(question: "Which receptor does 2019-nCoV use?"))
            .candidates
        let byName = Dictionary(grouping: candidates) { candidate in
            candidates.contains { $0.source.id == candidate.source.id && $0.sentence.contains("2019-nCoV") }
        }
        let covered = try #require(byName[false]?.filter { $0.sentence.contains("SARS-CoV-2") })
        #expect(covered.contains { $0.coverage > 0.5 })
        #expect(candidates.allSatisfy { (0...1).contains($0.coverage) })
        for article in Dictionary(grouping: candidates, by: \.source.id).values {
            #expect(Set(article.map(\.coverage)).count == 1)
        }
    }

    @Test func filtersAndExclusionsHold() async throws {
        let demo = try Demo()
        defer { demo.answerer.close() }
        var request = AskRequest(question: question)
        let all = try demo.answerer.retrieve(request)
        let articles = Set(all.candidates.map(\.source.id))
        #expect(articles.count > 1)
        let one = try #require(all.candidates.last?.source.id)
        request.filter.articles = [one]
        #expect(Set(try demo.answerer.retrieve(request).candidates.map(\.source.id)) == [one])
        request.filter = AskFilter()
        request.filter.years = try YearFilter(["1900"])
        #expect(try demo.answerer.retrieve(request).candidates.isEmpty)
        request.filter = AskFilter()
        request.perArticle = 2
        let few = try demo.answerer.retrieve(request).candidates
        #expect(Dictionary(grouping: few, by: \.source.id).values.allSatisfy { $0.count <= 2 })
        request.perArticle = 15
        let concept = try #require(all.concepts.first)
        try demo.answerer.exclude(concept.id, user: "local")
        let without = try demo.answerer.retrieve(request)
        #expect(without.concepts.first { $0.id == concept.id }?.excluded == true)
        #expect(!without.edges.contains { $0.source.id == concept.id || $0.target.id == concept.id })
        request.user = "other"
        #expect(try demo.answerer.retrieve(request).concepts.first { $0.id == concept.id }?.excluded == false)
    }

    @Test func aWindowAddsNeighbours() async throws {
        let demo = try Demo()
        defer { demo.answerer.close() }
        var request = AskRequest(question: question)
        let plain = try demo.answerer.retrieve(request)
        request.window = 1
        let wide = try demo.answerer.retrieve(request)
        let longer = Dictionary(wide.candidates.map { ($0.sentenceKey, $0.sentence) }, uniquingKeysWith: { $1 })
        var grown = 0
        for candidate in plain.candidates {
            guard let passage = longer[candidate.sentenceKey] else { continue }
            #expect(passage.contains(candidate.sentence))
            if passage.count > candidate.sentence.count { grown += 1 }
        }
        #expect(grown > 0)
    }

    @Test(arguments: ["", " \n\t", "\u{0}", "\u{FEFF}\u{200B}"]) func emptyQuestionsAreRefused(_ text: String)
        async throws
    {
        let demo = try Demo()
        defer { demo.answerer.close() }
        await #expect(throws: AnsweringError.self) { try await demo.answerer.ask(AskRequest(question: text)) }
    }

    /// How fast that is, `answer bench --path cache` tells.
    @Test func whatIsInMemoryIsFoundThere() async throws {
        let demo = try Demo()
        defer { demo.answerer.close() }
        let request = AskRequest(question: question)
        #expect(demo.answerer.memoryCachedReport(request) == nil)
        _ = try await demo.answerer.ask(request)
        #expect(demo.answerer.memoryCachedReport(AskRequest(question: "Another?")) == nil)
        // The store's state is trusted for half a second after it was read: on a busy machine, ask again.
        var found: AskReport?
        for _ in 0..<50 where found == nil {
            let report = try await demo.answerer.ask(request)
            found = demo.answerer.memoryCachedReport(request)
            if let found { #expect(found.answers.map(\.answer) == report.answers.map(\.answer)) }
        }
        #expect(found != nil)
    }
}
