import Store
import Synchronization

/// Works out equal questions that come while one of them is being answered only once.
///
/// The work ends when nobody waits for it any more; one caller's cancellation does not take it from the others.
final class AskFlights: Sendable {
    typealias Events = @Sendable (AskEvent) -> Void
    private typealias Outcome = Result<AskReport, AnsweringError>

    private final class Flight: Sendable {
        struct State {
            var task: Task<Outcome, Never>?
            var waiting = 0
            var past: [AskEvent] = []
            var listeners: [Events] = []
        }
        let state = Mutex(State())

        /// Tells all listeners, and those still to come.
        func announce(_ event: AskEvent) {
            let listeners = state.withLock { state in
                state.past.append(event)
                return state.listeners
            }
            for listener in listeners { listener(event) }
        }
    }

    private let flights = Mutex<[CacheKey: Flight]>([:])

    /// Questions being worked out now.
    var count: Int { flights.withLock { $0.count } }

    /// The report of `work`, or of the equal work that is under way.
    func run(
        _ key: CacheKey, events: Events?,
        work: @Sendable @escaping (@escaping Events) async throws(AnsweringError) -> AskReport
    ) async throws(AnsweringError) -> AskReport {
        let (flight, task, past) = flights.withLock { flights in
            let flight = flights[key] ?? Flight()
            let isNew = flights.updateValue(flight, forKey: key) == nil
            return flight.state.withLock { state in
                if isNew {
                    state.task = Task { [weak self] in
                        let outcome: Outcome
                        do throws(AnsweringError) {
                            outcome = .success(try await work { flight.announce($0) })
                        } catch {
                            outcome = .failure(error)
                        }
                        self?.remove(flight, key)
                        return outcome
                    }
                }
                state.waiting += 1
                if let events { state.listeners.append(events) }
                return (flight, state.task, state.past)
            }
        }
        guard let task else { throw .cancelled }
        for event in past { events?(event) }
        let outcome = await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            leave(flight, key)
        }
        if Task.isCancelled, case .success = outcome { throw .cancelled }
        return try outcome.get()
    }

    private func leave(_ flight: Flight, _ key: CacheKey) {
        let isLast = flight.state.withLock { state in
            state.waiting -= 1
            return state.waiting == 0
        }
        guard isLast else { return }
        // Whoever asks from now on must not join what is being given up.
        remove(flight, key)
        flight.state.withLock { $0.task }?.cancel()
    }

    private func remove(_ flight: Flight, _ key: CacheKey) {
        flights.withLock { if $0[key] === flight { $0[key] = nil } }
    }
}
