import Foundation
import Synchronization
import Testing

@testable import Answering

/// The bounds of the answer cache, seen from outside: a kept answer is one for which nothing is read again.
@Suite(.serialized, .enabled(if: FileManager.default.fileExists(atPath: Demo.model + "/model.safetensors")))
struct CacheLimitTests {
    private let questions = [
        "Which receptor does SARS-CoV-2 use to enter cells?", "How long is the incubation period of COVID-19?",
        "How does humidity affect transmission?", "What do masks prevent?", "Which drug lowers mortality?",
    ]

    private func ask(_ question: String, _ answerer: Answerer) async throws {
        var request = AskRequest(question: question)
        request.candidates = 5
        _ = try await answerer.ask(request)
    }

    /// Whether asking reads nothing.
    private func isKept(_ question: String, _ answerer: Answerer) async throws -> Bool {
        let before = answerer.statistics.inference.passages
        try await ask(question, answerer)
        return answerer.statistics.inference.passages == before
    }

    private final class Clock: Sendable {
        let now = Mutex<Int64>(1_000_000_000)
    }

    /// Makes the file of the cache unusable, so that memory alone is seen.
    private func withoutFile(_ demo: Demo) throws {
        let path = demo.answerer.configuration.workspace.cachePath
        try? FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    @Test func theLeastRecentlyUsedLeavesMemoryFirst() async throws {
        let demo = try Demo { $0.memoryReports = 2 }
        try withoutFile(demo)
        defer { demo.answerer.close() }
        try await ask(questions[0], demo.answerer)
        try await ask(questions[1], demo.answerer)
        #expect(try await isKept(questions[0], demo.answerer))
        try await ask(questions[2], demo.answerer)
        #expect(try await isKept(questions[0], demo.answerer))
        #expect(try await isKept(questions[2], demo.answerer))
        #expect(try await !isKept(questions[1], demo.answerer))
    }

    @Test func theOldestLeaveTheFileFirst() async throws {
        let size = 120_000
        let demo = try Demo { $0.cacheLimits.fileBytes = size }
        let workspace = demo.answerer.configuration.workspace
        var first: [String] = []
        for number in 0..<40 {
            // Each with its own number, so that no reading is shared.
            first.append("\(questions[number % questions.count]) \(number)")
            try await ask(first[number], demo.answerer)
        }
        let statistics = try #require(try demo.answerer.answerCache()?.statistics())
        // Pages of the log and of the file's free list come on top of what is in use.
        #expect(statistics.fileBytes <= 2 * size)
        #expect(statistics.answers > 0)
        demo.answerer.close()
        #expect(FileManager.default.fileExists(atPath: workspace.cachePath))
        let later = try Answerer(demo.answerer.configuration)
        defer { later.close() }
        #expect(try await isKept(first[39], later))
        #expect(try await !isKept(first[0], later))
    }

    @Test func anAnswerGrowsOld() async throws {
        let clock = Clock()
        let demo = try Demo {
            $0.cacheLimits.age = 2
            $0.clock = { clock.now.withLock { $0 } }
        }
        defer { demo.answerer.close() }
        try await ask(questions[0], demo.answerer)
        #expect(try await isKept(questions[0], demo.answerer))
        let later = try Answerer(demo.answerer.configuration)
        defer { later.close() }
        #expect(try await isKept(questions[0], later))
        clock.now.withLock { $0 += 3 }
        #expect(try await !isKept(questions[0], later))
        clock.now.withLock { $0 += 3 }
        #expect(try await !isKept(questions[0], demo.answerer))
    }
}
