import Answering
import Synchronization

/// What one connection has said of itself.
struct RedisClient {
    var isAuthenticated: Bool
    let id: Int
    /// 2 or 3.
    var version = 2
    var label = ""

    init(isAuthenticated: Bool, id: Int) {
        self.isAuthenticated = isAuthenticated
        self.id = id
    }

    /// For fairness among connections.
    var name: String { "redis:\(id)" }
}

/// How a command is answered.
enum Execution {
    case now(Reply)
    /// The connection ends after the reply.
    case close(Reply?)
    /// An answer key that is not in memory.
    case answer([AnswerKey])
    /// Work that may block.
    case later(@Sendable () async -> Reply)
}

/// What all connections of the Redis protocol share: the commands and what they work on.
final class RedisShared: Sendable {
    let state: ServiceState
    private let flights = AnswerFlights()
    private let clients = Atomic(0)
    let listing = AnswerListing()
    /// What `AI.INFO … RESETSTAT` was told to count from.
    let baseline = Mutex<InferenceStatistics?>(nil)

    init(state: ServiceState) { self.state = state }

    var backend: any AnsweringBackend { state.backend }

    func nextClient() -> Int { clients.wrappingAdd(1, ordering: .relaxed).newValue }

    func noteHits(_ count: Int) {
        state.metrics.redisHits.wrappingAdd(count, ordering: .relaxed)
        state.metrics.noteCommand("GET", count)
    }

    // MARK: Answers

    /// Works out an answer; `done` may be called from any thread.
    ///
    /// - Returns: how to stop waiting for it.
    func answer(
        _ readings: [AnswerKey], client: String, done: @Sendable @escaping (Reply) -> Void
    ) -> @Sendable () -> Void {
        guard let first = readings.first else {
            done(.null)
            return {}
        }
        let key = first.sentence + "\n" + first.question
        let flights = flights
        let id = flights.join(key, on: state.executor) { [self] in
            await outcome(readings, client: client)
        } done: { outcome in
            switch outcome {
            case .success(let answer): done(.bulk(answer))
            case .failure(let error): done(Self.reply(to: error))
            }
        }
        return { flights.leave(key, id) }
    }

    func outcome(_ readings: [AnswerKey], client: String) async -> AnswerFlights.Outcome {
        var failure = AnsweringError.unknownSentence("")
        for reading in readings {
            do throws(AnsweringError) {
                return .success(
                    try await backend.cachedAnswer(
                        sentenceKey: reading.sentence, question: reading.question, client: client))
            } catch {
                failure = error
                guard case .unknownSentence = error else { return .failure(error) }
            }
        }
        return .failure(failure)
    }

    static func reply(to error: any Error) -> Reply {
        guard let error = error as? AnsweringError else { return .error("ERR", "cancelled") }
        switch error {
        case .unknownSentence, .unknownArticle, .unknownConcept: return .null
        case .busy(let seconds): return .error("BUSY", "too many questions are waiting, try again in \(seconds) s")
        case .timedOut: return .error("TIMEOUT", "no answer in time")
        default: return .error("ERR", HTTPFailure(error).message)
        }
    }
}
