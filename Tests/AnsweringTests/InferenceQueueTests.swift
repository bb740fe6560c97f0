import BERT
import Foundation
import Synchronization
import Testing

@testable import Answering

final class Counter: Sendable {
    private let value = Mutex(0)
    var count: Int { value.withLock { $0 } }
    func add() { value.withLock { $0 += 1 } }
}

@Suite(.serialized) struct InferenceQueueTests {
    private static let shape = BERTConfiguration(
        hiddenSize: 64, layers: 2, attentionHeads: 4, intermediateSize: 128, vocabularySize: 64)

    private func queue(limit: Int = 100) throws -> InferenceQueue {
        try InferenceQueue(model: try BERTModel(random: Self.shape), threads: 1, limit: limit)
    }

    private func work(passages: Int = 1, tokens: Int = 8, first: Int32 = 5) -> ReadingWork {
        ReadingWork(
            question: [6, 7],
            passages: (0..<passages).map { number in
                Passage(ids: (0..<tokens).map { 5 + (first + Int32(number + $0)) % 50 })
            }, options: ReadingOptions())
    }

    /// Work that keeps the engine busy for a good while.
    private var long: ReadingWork { work(passages: 240, tokens: 300) }

    /// Waits for a state that passes again; false where it does not come, or was missed.
    private func reached(_ condition: () -> Bool) async -> Bool {
        let start = ContinuousClock.now
        while !condition() {
            guard start.duration(to: .now) < .seconds(60) else { return false }
            await Task.yield()
        }
        return true
    }

    @Test func readsAsTheEngineAlone() async throws {
        let model = try BERTModel(random: Self.shape)
        let queue = try InferenceQueue(model: model, threads: 1, limit: 100)
        defer { queue.close() }
        let engine = try InferenceEngine(model: model, threads: 1)
        let works = (0..<12).map { work(passages: $0 % 3 + 1, tokens: 5 + $0, first: Int32($0)) }
        let readings = try await withThrowingTaskGroup(of: (Int, [PassageReading]).self) { group in
            for (index, work) in works.enumerated() {
                group.addTask { (index, try await queue.read(work, client: "\(index % 4)")) }
            }
            return try await group.reduce(into: [Int: [PassageReading]]()) { $0[$1.0] = $1.1 }
        }
        for (index, work) in works.enumerated() {
            let alone = try engine.read(question: work.question, passages: work.passages, options: work.options)
            let together = try #require(readings[index])
            #expect(together.map { $0.spans.map(\.tokenStart) } == alone.map { $0.spans.map(\.tokenStart) })
            #expect(zip(together, alone).allSatisfy { abs($0.nullScore - $1.nullScore) < 1e-4 })
        }
        #expect(queue.statistics.passages == works.reduce(0) { $0 + $1.passages.count })
    }

    @Test func nothingToReadCostsNothing() async throws {
        let queue = try queue()
        defer { queue.close() }
        let readings = try await queue.read(
            ReadingWork(question: [6], passages: [], options: ReadingOptions()), client: "")
        #expect(readings.isEmpty)
        #expect(queue.statistics.calls == 0)
    }

    @Test func aDeadlineThatHasPassedIsReportedWithItsLength() async throws {
        let queue = try queue()
        defer { queue.close() }
        let busy = Task { try await queue.read(long, client: "a") }
        try #require(await reached({ queue.runningCount > 0 }))
        do {
            _ = try await queue.read(work(), client: "b", timeout: .milliseconds(1))
            Issue.record("the deadline had passed")
        } catch {
            guard case .timedOut(let seconds) = error else { throw error }
            #expect(seconds == 0.001)
            #expect(!error.description.contains("within 0.0 s"))
        }
        _ = try await busy.value
    }

    @Test func cancelledWorkIsNotRun() async throws {
        let queue = try queue()
        defer { queue.close() }
        let busy = Task { try await queue.read(long, client: "a") }
        try #require(await reached({ queue.runningCount > 0 }))
        let waiting = Task { try await queue.read(work(passages: 3), client: "b") }
        try #require(await reached({ queue.statistics.queueLength > 0 }))
        waiting.cancel()
        await #expect(throws: AnsweringError.self) { try await waiting.value }
        _ = try await busy.value
        #expect(queue.statistics.passages == long.passages.count)
    }

    /// A queue that remembered each task that was cancelled while running would grow for ever.
    @Test func cancellingRunningWorkLeavesNothingBehind() async throws {
        let queue = try queue()
        defer { queue.close() }
        for _ in 0..<5 {
            let running = Task { try await queue.read(work(passages: 30, tokens: 200), client: "a") }
            await Task.yield()
            try await Task.sleep(for: .milliseconds(2))
            running.cancel()
            _ = try? await running.value
        }
        #expect(queue.arrivingCount == 0)
    }

    @Test func aFullQueueRefusesAtOnce() async throws {
        let queue = try queue(limit: 1)
        defer { queue.close() }
        let busy = Task { try await queue.read(long, client: "a") }
        try #require(await reached({ queue.runningCount > 0 }))
        let waiting = Task { try await queue.read(work(), client: "b") }
        try #require(await reached({ queue.statistics.queueLength > 0 }))
        do {
            _ = try await queue.read(work(), client: "c")
            Issue.record("the queue was full")
        } catch {
            guard case .busy = error else { throw error }
        }
        _ = try await (busy.value, waiting.value)
    }

    /// Ten large questions of one client and one small one of another that comes last: it is not the last to end.
    @Test func oneClientCannotKeepAnotherWaiting() async throws {
        let queue = try queue()
        defer { queue.close() }
        let busy = Task { try await queue.read(long, client: "greedy") }
        try #require(await reached({ queue.runningCount > 0 }))
        let done = Counter()
        let greedy = (0..<10).map { number in
            Task {
                let readings = try await queue.read(work(passages: 20, tokens: 100), client: "greedy")
                done.add()
                return readings
            }
        }
        try #require(await reached({ queue.statistics.queueLength >= 10 }))
        _ = try await queue.read(work(), client: "modest")
        #expect(done.count <= 2)
        for task in greedy { _ = try await task.value }
        _ = try await busy.value
    }

    @Test func closingCancelsWhatWaits() async throws {
        let queue = try queue()
        let busy = Task { try await queue.read(long, client: "a") }
        try #require(await reached({ queue.runningCount > 0 }))
        let waiting = Task { try await queue.read(work(), client: "b") }
        try #require(await reached({ queue.statistics.queueLength > 0 }))
        queue.close()
        await #expect(throws: AnsweringError.self) { try await waiting.value }
        _ = try await busy.value
        await #expect(throws: AnsweringError.self) { try await queue.read(work(), client: "c") }
    }
}
