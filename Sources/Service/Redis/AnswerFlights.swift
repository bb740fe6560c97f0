import Answering
import Synchronization

/// Works out each answer once, however many connections ask for it at the same time.
final class AnswerFlights: Sendable {
    typealias Outcome = Result<String, AnsweringError>

    private struct Flight {
        var task: Task<Void, Never>?
        var waiting: [UInt64: @Sendable (Outcome) -> Void] = [:]
    }

    private struct State {
        var flights: [String: Flight] = [:]
        var next: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Has `done` called with the answer of a key; the first to ask has it worked out.
    ///
    /// - Returns: a number with which to stop waiting.
    func join(
        _ key: String, on executor: WorkExecutor, work: @Sendable @escaping () async -> Outcome,
        done: @Sendable @escaping (Outcome) -> Void
    ) -> UInt64 {
        let (id, isFirst) = state.withLock { state in
            state.next += 1
            let isFirst = state.flights[key] == nil
            state.flights[key, default: Flight()].waiting[state.next] = done
            return (state.next, isFirst)
        }
        if isFirst {
            let task = Task(executorPreference: executor) { [self] in
                let outcome = await work()
                let flight = state.withLock { $0.flights.removeValue(forKey: key) }
                for done in flight.map({ Array($0.waiting.values) }) ?? [] { done(outcome) }
            }
            state.withLock { $0.flights[key]?.task = task }
        }
        return id
    }

    /// Stops waiting; what nobody waits for any more is cancelled.
    func leave(_ key: String, _ id: UInt64) {
        let task = state.withLock { state -> Task<Void, Never>? in
            guard state.flights[key]?.waiting.removeValue(forKey: id) != nil else { return nil }
            return state.flights[key]?.waiting.isEmpty ?? false ? state.flights[key]?.task : nil
        }
        task?.cancel()
    }
}
