import Foundation
import NIOPosix

/// Runs what may block (the store, the matcher) on threads of its own.
///
/// Swift's own threads are as few as the cores, and the system's shared ones run the inference; a read that waits for
/// the disk on each of them would keep even `/health` from being answered.
final class WorkExecutor: TaskExecutor {
    private let pool: NIOThreadPool

    init() {
        pool = NIOThreadPool(numberOfThreads: max(4, 2 * ProcessInfo.processInfo.activeProcessorCount))
        pool.start()
    }

    deinit { pool.shutdownGracefully { _ in } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        // A pool that is shutting down still calls, and a task that never ran would keep its caller waiting for ever.
        pool.submit { _ in job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// The result of work that blocks.
    func run<Value: Sendable>(_ work: @Sendable @escaping () throws -> Value) async throws -> Value {
        try await withTaskExecutorPreference(self) { try await Self.perform(work) }
    }

    private static func perform<Value: Sendable>(_ work: @Sendable () throws -> Value) async throws -> Value {
        try work()
    }
}
