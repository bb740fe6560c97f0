import COpenBLAS
import Dispatch
import Foundation
import Synchronization

/// What a team carries out: every worker runs the same program and takes its share of each phase.
public protocol TeamProgram: AnyObject {
    /// One worker's part, from 0 for the calling thread to `workers - 1`.
    func run(worker: Int)
}

/// A few threads that run one program together, phase by phase.
///
/// A BERT pass is some two hundred short phases. Handing each to Dispatch costs a wake-up per phase; here the threads
/// stay inside the program and meet at a barrier, which costs well under a microsecond while all of them have a core.
/// A thread that waits for long gives its core away, and between programs the threads sleep.
///
/// Within a phase the workers call `take()` until the items run out, so a worker that the system has slowed down takes
/// fewer. Not for concurrent use: one program at a time.
public final class WorkTeam: @unchecked Sendable {
    // `@unchecked Sendable`: `program` is written before the helpers are woken and read after, ordered by `epoch`.

    /// Number of workers, the calling thread included.
    public let workers: Int

    private let state: TeamState

    /// Starts `workers - 1` helper threads; they end when the team goes away.
    public init(workers: Int) {
        self.workers = max(1, workers)
        state = TeamState(workers: self.workers)
        for index in 1..<max(self.workers, 1) {
            let state = state
            let thread = Thread { state.help(worker: index) }
            thread.name = "worker \(index)"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    deinit { state.stop() }

    /// Runs `program` on all workers and returns when every one has finished.
    public func run(_ program: some TeamProgram) {
        if workers == 1 {
            state.resetItems()
            program.run(worker: 0)
            return
        }
        state.begin(program)
        program.run(worker: 0)
        state.barrier()
        state.end()
    }

    /// The next item of this phase; items are numbered from 0 and the caller stops at its own count.
    @inline(__always)
    public func take() -> Int { state.take() }

    /// Waits until every worker is here, and starts the next phase's items at 0.
    public func barrier() { state.barrier() }
}

/// The part the helper threads hold on to, so that the team itself can be released by its owner.
private final class TeamState: @unchecked Sendable {
    let workers: Int
    private let items = Atomic<Int>(0)
    private let arrived = Atomic<Int>(0)
    private let generation = Atomic<Int>(0)
    private let epoch = Atomic<Int>(0)
    private let sleepers = Atomic<Int>(0)
    private let stopping = Atomic<Bool>(false)
    private let wake = DispatchSemaphore(value: 0)
    private var program: (any TeamProgram)?

    /// How often to look before giving the core away: some 50 µs.
    private static let patience = 1500

    init(workers: Int) { self.workers = workers }

    @inline(__always)
    func take() -> Int { items.wrappingAdd(1, ordering: .relaxed).oldValue }

    func resetItems() { items.store(0, ordering: .relaxed) }

    func begin(_ next: any TeamProgram) {
        program = next
        items.store(0, ordering: .relaxed)
        epoch.wrappingAdd(1, ordering: .sequentiallyConsistent)
        wakeSleepers()
    }

    func end() { program = nil }

    func stop() {
        stopping.store(true, ordering: .relaxed)
        epoch.wrappingAdd(1, ordering: .sequentiallyConsistent)
        wakeSleepers()
    }

    private func wakeSleepers() {
        for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { wake.signal() }
    }

    func barrier() {
        if workers == 1 {
            items.store(0, ordering: .relaxed)
            return
        }
        let current = generation.load(ordering: .relaxed)
        if arrived.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue == workers {
            arrived.store(0, ordering: .relaxed)
            items.store(0, ordering: .relaxed)
            generation.store(current &+ 1, ordering: .releasing)
            return
        }
        var looks = 0
        while generation.load(ordering: .acquiring) == current {
            looks += 1
            if looks < Self.patience { processor_relax() } else { sched_yield() }
        }
    }

    func help(worker: Int) {
        var seen = 0
        while true {
            var looks = 0
            while epoch.load(ordering: .acquiring) == seen {
                looks += 1
                if looks < Self.patience {
                    processor_relax()
                    continue
                }
                sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
                // The epoch may have moved between the last look and the registration; then a signal may or may not
                // be on its way. Taking the registration back tells which.
                if epoch.load(ordering: .sequentiallyConsistent) != seen, withdraw() { break }
                wake.wait()
            }
            seen = epoch.load(ordering: .acquiring)
            if stopping.load(ordering: .relaxed) { return }
            program?.run(worker: worker)
            barrier()
        }
    }

    /// Takes back one registered sleeper; false when a signal has already been promised to it.
    private func withdraw() -> Bool {
        var count = sleepers.load(ordering: .sequentiallyConsistent)
        while count > 0 {
            let result = sleepers.compareExchange(
                expected: count, desired: count - 1, ordering: .sequentiallyConsistent)
            if result.exchanged { return true }
            count = result.original
        }
        return false
    }
}
