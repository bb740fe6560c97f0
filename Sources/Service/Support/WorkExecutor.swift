import Dispatch

/// Runs what may block (the store, the matcher) on threads of its own.
///
/// Swift's own threads are as few as the cores; a read that waits for the disk on each of them would keep even
/// `/health` from being answered.
final class WorkExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "answer.work", attributes: .concurrent)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// The result of work that blocks.
    func run<Value: Sendable>(_ work: @Sendable @escaping () throws -> Value) async throws -> Value {
        try await withTaskExecutorPreference(self) { try await Self.perform(work) }
    }

    private static func perform<Value: Sendable>(_ work: @Sendable () throws -> Value) async throws -> Value {
        try work()
    }
}
