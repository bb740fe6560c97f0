import BERT
import Dispatch
import Foundation
import Synchronization

/// One question with the passages to read for it.
struct ReadingWork: Sendable {
    /// Token ids without special tokens.
    var question: [Int32]
    var passages: [Passage]
    var options: ReadingOptions
}

/// The one way to the engine: takes work from any number of tasks and runs it in batches on a thread of its own.
///
/// Work of different callers shares a batch, up to `batchTokens` tokens. Clients take turns, so one that asks much
/// cannot keep another waiting for more than its own share. Work whose task is cancelled or whose deadline has passed
/// is dropped before it costs anything. The queue is bounded: over `limit` waiting requests it refuses at once.
final class InferenceQueue: Sendable {
    private struct Job: Sendable {
        var id: UInt64
        var client: String
        var work: ReadingWork
        var deadline: ContinuousClock.Instant?
        var timeout: Duration?
        var continuation: CheckedContinuation<[PassageReading], any Error>
    }

    private struct State {
        /// Waiting jobs, first come first; the turns among clients are taken when a batch is made.
        var waiting: [Job] = []
        /// Jobs that are about to be queued; true once their task was cancelled meanwhile.
        var arriving: [UInt64: Bool] = [:]
        var nextID: UInt64 = 0
        /// The batch in which a waiting client was last served, and the number of batches made.
        var lastServed: [String: UInt64] = [:]
        var batches: UInt64 = 0
        /// Jobs of the batch in hand.
        var running = 0
        var isClosed = false
        var statistics = InferenceStatistics()
    }

    private let state = Mutex(State())
    private let wakeUp = DispatchSemaphore(value: 0)
    private let model: BERTModel
    private let limit: Int
    /// A batch is closed once it holds this many tokens: enough to keep every core busy, few enough to stay prompt.
    private let batchTokens = 2048

    /// - Parameters:
    ///   - threads: of the engine; nil for one a core.
    ///   - limit: most requests that may wait.
    /// - Throws: what the engine throws on a processor it cannot run on.
    init(model: BERTModel, threads: Int?, limit: Int) throws(AnsweringError) {
        self.model = model
        self.limit = limit
        // Made here, so that a processor it cannot run on is known at once; used by the queue's own thread alone.
        let engine: InferenceEngine
        do { engine = try InferenceEngine(model: model, threads: threads) } catch { throw .model(error) }
        let owned = Owned(engine)
        let thread = Thread { [weak self] in
            while self?.runNextBatch(on: owned.engine) ?? false {}
        }
        thread.name = "inference"
        thread.stackSize = 4 << 20
        thread.start()
    }

    deinit { wakeUp.signal() }

    /// Hands the engine to the one thread that uses it from then on.
    private struct Owned: @unchecked Sendable {
        let engine: InferenceEngine
        init(_ engine: InferenceEngine) { self.engine = engine }
    }

    var statistics: InferenceStatistics {
        state.withLock {
            var statistics = $0.statistics
            statistics.queueLength = $0.waiting.count
            return statistics
        }
    }

    /// Requests that have come but are not in the queue yet.
    var arrivingCount: Int { state.withLock { $0.arriving.count } }

    /// Requests in the batch that is being read.
    var runningCount: Int { state.withLock { $0.running } }

    /// Reads the passages, in a batch with whatever else is waiting.
    ///
    /// - Returns: a reading a passage, in order.
    /// - Throws: ``AnsweringError/busy(retryAfterSeconds:)`` when the queue is full, `timedOut`, `cancelled`, or the
    ///   engine's error.
    func read(
        _ work: ReadingWork, client: String, timeout: Duration? = nil
    ) async throws(AnsweringError) -> [PassageReading] {
        guard !work.passages.isEmpty else { return [] }
        let id = state.withLock { state in
            state.nextID += 1
            state.arriving[state.nextID] = false
            return state.nextID
        }
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { continuation in
                    let job = Job(
                        id: id, client: client, work: work, deadline: timeout.map { .now + $0 }, timeout: timeout,
                        continuation: continuation
                    )
                    enqueue(job)
                }
            } onCancel: {
                cancel(id)
            }
        } catch let error as AnsweringError {
            throw error
        } catch {
            throw .cancelled
        }
    }

    private func enqueue(_ job: Job) {
        let refusal: AnsweringError? = state.withLock { state in
            if state.arriving.removeValue(forKey: job.id) == true || state.isClosed { return .cancelled }
            if state.waiting.count >= limit { return .busy(retryAfterSeconds: 1) }
            state.waiting.append(job)
            return nil
        }
        if let refusal { job.continuation.resume(throwing: refusal) } else { wakeUp.signal() }
    }

    private func cancel(_ id: UInt64) {
        let job: Job? = state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.id == id }) else {
                // Running already, then its result comes soon and nobody else waits for it; or not queued yet.
                if state.arriving[id] != nil { state.arriving[id] = true }
                return nil
            }
            return state.waiting.remove(at: index)
        }
        job?.continuation.resume(throwing: AnsweringError.cancelled)
    }

    /// Ends the thread; what still waits is cancelled.
    func close() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for job in left { job.continuation.resume(throwing: AnsweringError.cancelled) }
        wakeUp.signal()
    }

    // MARK: The queue's thread

    /// Waits for work and runs one batch. False when the queue is closed.
    private func runNextBatch(on engine: InferenceEngine) -> Bool {
        // A bounded wait, so that the thread notices when nobody holds the queue any more.
        _ = wakeUp.wait(timeout: .now() + .seconds(5))
        let (jobs, expired, isClosed) = state.withLock { state in
            let (jobs, expired) = Self.takeBatch(&state, batchTokens: batchTokens)
            state.running = jobs.count
            return (jobs, expired, state.isClosed)
        }
        for job in expired {
            let seconds = Double(job.timeout?.microseconds ?? 0) / 1e6
            job.continuation.resume(throwing: AnsweringError.timedOut(seconds: seconds))
        }
        if !jobs.isEmpty {
            run(jobs, on: engine)
            state.withLock { $0.running = 0 }
        }
        return !isClosed
    }

    private static func takeBatch(_ state: inout State, batchTokens: Int) -> (jobs: [Job], expired: [Job]) {
        let now = ContinuousClock.now
        let expired = state.waiting.filter { $0.deadline.map { $0 < now } ?? false }
        if !expired.isEmpty { state.waiting.removeAll { $0.deadline.map { $0 < now } ?? false } }
        // One job of each client, then the second of each, and so on; who was served longest ago comes first, or a
        // client whose every job fills a batch would always be before the others.
        var turn: [String: Int] = [:]
        let ordered = state.waiting.enumerated().map { index, job in
            defer { turn[job.client, default: 0] += 1 }
            return (turn: turn[job.client, default: 0], served: state.lastServed[job.client] ?? 0, index: index)
        }.sorted { ($0.turn, $0.served, $0.index) < ($1.turn, $1.served, $1.index) }
        var tokens = 0
        var taken: [Int] = []
        for (_, _, index) in ordered {
            let work = state.waiting[index].work
            let size = work.passages.reduce(0) { $0 + $1.ids.count + work.question.count + 3 }
            if !taken.isEmpty, tokens + size > batchTokens { break }
            taken.append(index)
            tokens += size
        }
        let jobs = taken.map { state.waiting[$0] }
        for index in taken.sorted(by: >) { state.waiting.remove(at: index) }
        state.batches += 1
        for job in jobs { state.lastServed[job.client] = state.batches }
        let waiting = Set(state.waiting.map(\.client))
        state.lastServed = state.lastServed.filter { waiting.contains($0.key) }
        return (jobs, expired)
    }

    private func run(_ jobs: [Job], on engine: InferenceEngine) {
        let start = ContinuousClock.now
        let requests = jobs.map {
            ReadingRequest(question: $0.work.question, passages: $0.work.passages, options: $0.work.options)
        }
        let result: Result<[[PassageReading]], BERTError>
        do { result = .success(try engine.read(requests)) } catch { result = .failure(error) }
        let elapsed = start.duration(to: .now).microseconds
        let passages = jobs.reduce(0) { $0 + $1.work.passages.count }
        let tokens = jobs.reduce(0) { total, job in
            job.work.passages.reduce(total) { $0 + $1.ids.count + job.work.question.count + 3 }
        }
        state.withLock {
            $0.statistics.record(passages: passages, tokens: tokens, microseconds: elapsed)
            if case .failure = result { $0.statistics.errors += 1 }
        }
        switch result {
        case .success(let readings):
            for (job, reading) in zip(jobs, readings) { job.continuation.resume(returning: reading) }
        case .failure(let error) where jobs.count == 1:
            jobs[0].continuation.resume(throwing: AnsweringError.model(error))
        case .failure:
            // One caller's bad ids must not fail the others: each alone shows whose fault it is.
            for job in jobs { run([job], on: engine) }
        }
        // Jobs that came meanwhile have signalled already; those left over from this batch's bound have not.
        if state.withLock({ !$0.waiting.isEmpty }) { wakeUp.signal() }
    }
}

extension Duration {
    /// Whole microseconds.
    var microseconds: Int {
        Int(components.seconds) * 1_000_000 + Int(components.attoseconds / 1_000_000_000_000)
    }

    var milliseconds: Double { Double(microseconds) / 1000 }
}
