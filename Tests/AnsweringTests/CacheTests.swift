import BERT
import Foundation
import Store
import Testing

@testable import Answering

@Suite struct KeyTests {
    private func key(
        _ request: AskRequest = AskRequest(question: "Who?"), generation: Int64 = 1, digest: String = "corpus",
        exclusions: [String] = [], inputs: String = "model"
    ) -> CacheKey? {
        ReportCache.key(
            request, state: Sample.state(generation: generation, digest: digest), exclusions: exclusions,
            inputs: inputs)
    }

    @Test func everyIngredientChangesTheKey() throws {
        let changes: [(inout AskRequest) throws -> Void] = [
            { $0.question = "Whom?" }, { $0.limit = 6 }, { $0.candidates = 24 }, { $0.perArticle = 3 },
            { $0.window = 1 }, { $0.filter.years = try YearFilter(["2019"]) }, { $0.filter.articles = ["A"] },
            { $0.filter.sections = ["A"] }, { $0.filter.semanticTypes = ["A"] }, { $0.usesCache = false },
            { $0.maximumAnswerTokens = 29 }, { $0.minimumConfidence = 0.5 }, { $0.ranking = .text },
            { $0.usesScreen = false },
        ]
        var keys = [
            key(), key(generation: 2), key(digest: "other"), key(exclusions: ["C1"]), key(exclusions: ["C1", "C2"]),
            key(inputs: "other"),
        ]
        for change in changes {
            var request = AskRequest(question: "Who?")
            try change(&request)
            keys.append(key(request))
        }
        #expect(!keys.contains(nil))
        #expect(Set(keys).count == keys.count)
    }

    @Test func whoAsksDoesNot() {
        var request = AskRequest(question: "Who?")
        request.client = "another"
        request.user = "another"
        #expect(key(request) == key())
    }

    @Test func readingsDependOnModelQuestionOptionsAndPassage() throws {
        let shape = BERTConfiguration(
            hiddenSize: 16, layers: 1, attentionHeads: 2, intermediateSize: 32, vocabularySize: 32)
        let first = try BERTModel(random: shape, seed: 1)
        let second = try BERTModel(random: shape, seed: 2)
        func digest(
            _ model: BERTModel, _ question: [Int32], _ options: ReadingOptions = ReadingOptions(),
            _ passage: String = "text"
        ) -> String { ReadingKey(model: model, question: question, options: options).digest(passage: passage).hex }
        let digests = [
            digest(first, [1, 2]), digest(second, [1, 2]), digest(first, [1, 3]), digest(first, [1]),
            digest(first, [1, 2], ReadingOptions(maxAnswerTokens: 29)),
            digest(first, [1, 2], ReadingOptions(windowTokens: 300)),
            digest(first, [1, 2], ReadingOptions(stride: 64)),
            digest(first, [1, 2], ReadingOptions(maxQuestionTokens: 32)),
            digest(first, [1, 2], ReadingOptions(), "text "),
        ]
        #expect(Set(digests).count == digests.count)
        #expect(digest(first, [1, 2]) == digests[0])
    }

    /// The fingerprint of a model changes when a file does, though its size stays.
    @Test func fingerprintSeesAChangedFile() throws {
        let folder = try TemporaryFolder()
        let workspace = Workspace(dataFolder: folder.path, environment: [:], executable: nil)
        let configuration = AnswererConfiguration(workspace: workspace, model: folder.path)
        let path = folder.path + "/config.json"
        let without = configuration.inputFingerprint
        try Data("1".utf8).write(to: URL(fileURLWithPath: path))
        let with = configuration.inputFingerprint
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
        #expect(Set([without, with, configuration.inputFingerprint]).count == 3)
    }
}

@Suite struct CachedReadingTests {
    @Test func survivesItsBytes() {
        let reading = CachedReading(start: 3, end: 19, score: -2.5, margin: 1.25)
        #expect(CachedReading(reading.bytes, passageBytes: 19) == reading)
    }

    @Test func refusesWhatCannotBeAReading() {
        let reading = CachedReading(start: 3, end: 19, score: -2.5, margin: 1.25)
        #expect(CachedReading(reading.bytes, passageBytes: 18) == nil)
        #expect(CachedReading(reading.bytes.dropLast(), passageBytes: 19) == nil)
        #expect(CachedReading(CachedReading(start: 5, end: 4, score: 0, margin: 0).bytes, passageBytes: 9) == nil)
        #expect(CachedReading(CachedReading(start: -1, end: 4, score: 0, margin: 0).bytes, passageBytes: 9) == nil)
        #expect(CachedReading(CachedReading(start: 0, end: 4, score: .nan, margin: 0).bytes, passageBytes: 9) == nil)
    }
}

@Suite struct FlightTests {
    private func key(_ text: String) throws -> CacheKey { try #require(CacheKey(hashing: text)) }

    /// Counts how often work runs, and holds it until it is let go.
    private actor Gate {
        var runs = 0
        private var isOpen = false
        private var waiting: [CheckedContinuation<Void, Never>] = []

        func pass() async {
            runs += 1
            if !isOpen { await withCheckedContinuation { waiting.append($0) } }
        }

        func open() {
            isOpen = true
            for continuation in waiting { continuation.resume() }
            waiting = []
        }
    }

    @Test func equalQuestionsRunOnce() async throws {
        let flights = AskFlights()
        let gate = Gate()
        let key = try key("a")
        let tasks = (0..<20).map { _ in
            Task {
                try await flights.run(key, events: nil) { _ throws(AnsweringError) in
                    await gate.pass()
                    return Sample.report("a")
                }
            }
        }
        while await gate.runs == 0 { await Task.yield() }
        try await Task.sleep(for: .milliseconds(50))
        await gate.open()
        for task in tasks { #expect(try await task.value.question == "a") }
        #expect(await gate.runs == 1)
        #expect(flights.count == 0)
    }

    @Test func othersGoOnWhenOneIsCancelled() async throws {
        let flights = AskFlights()
        let gate = Gate()
        let key = try key("b")
        let tasks = (0..<2).map { _ in
            Task {
                try await flights.run(key, events: nil) { _ throws(AnsweringError) in
                    await gate.pass()
                    if Task.isCancelled { throw .cancelled }
                    return Sample.report("b")
                }
            }
        }
        while await gate.runs == 0 { await Task.yield() }
        try await Task.sleep(for: .milliseconds(50))
        tasks[0].cancel()
        await gate.open()
        await #expect(throws: AnsweringError.self) { try await tasks[0].value }
        #expect(try await tasks[1].value.question == "b")
    }

    @Test func workEndsWhenNobodyWaits() async throws {
        let flights = AskFlights()
        let key = try key("c")
        let task = Task {
            try await flights.run(key, events: nil) { _ throws(AnsweringError) in
                do { try await Task.sleep(for: .seconds(30)) } catch { throw .cancelled }
                return Sample.report("c")
            }
        }
        while flights.count == 0 { await Task.yield() }
        let start = ContinuousClock.now
        task.cancel()
        await #expect(throws: AnsweringError.self) { try await task.value }
        #expect(start.duration(to: .now) < .seconds(10))
        #expect(flights.count == 0)
    }

    @Test func lateComersHearWhatWasAnnounced() async throws {
        let flights = AskFlights()
        let gate = Gate()
        let key = try key("d")
        let heard = Counter()
        func ask() -> Task<AskReport, any Error> {
            Task {
                try await flights.run(key, events: { _ in heard.add() }) { events throws(AnsweringError) in
                    events(.candidates([]))
                    await gate.pass()
                    return Sample.report("d")
                }
            }
        }
        let first = ask()
        while await gate.runs == 0 { await Task.yield() }
        let second = ask()
        while heard.count < 2 { await Task.yield() }
        await gate.open()
        _ = try await (first.value, second.value)
        #expect(heard.count == 2)
    }
}
