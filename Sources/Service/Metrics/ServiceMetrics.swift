import Answering
import Synchronization

/// Counts of a duration by upper bounds, as Prometheus keeps them.
struct Histogram: Sendable {
    /// Seconds.
    static let bounds = [
        0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]
    private(set) var counts = [Int](repeating: 0, count: bounds.count + 1)
    private(set) var sum = 0.0
    private(set) var count = 0

    mutating func add(_ seconds: Double) {
        counts[Self.bounds.firstIndex { seconds <= $0 } ?? Self.bounds.count] += 1
        sum += seconds
        count += 1
    }
}

/// What the service counts of itself. Labels are routes, methods, statuses, stages and command names, never text that
/// a client sent.
final class ServiceMetrics: Sendable {
    struct RequestKind: Hashable {
        var route: Route
        var method: String
        var status: Int
    }

    struct Requests {
        var counts: [RequestKind: Int] = [:]
        var durations: [Route: Histogram] = [:]
        var stages: [String: Histogram] = [:]
    }

    let requests = Mutex(Requests())
    let commands = Mutex<[String: Int]>([:])
    let cacheHits = Atomic(0)
    let cacheMisses = Atomic(0)
    let redisHits = Atomic(0)
    let redisConnections = Atomic(0)

    private static let methods: Set<String> = ["GET", "POST", "DELETE", "HEAD", "OPTIONS"]

    func noteRequest(_ route: Route, method: String, status: Int, _ elapsed: Duration) {
        // Clients make up methods; each would be a series of its own.
        let kind = RequestKind(route: route, method: Self.methods.contains(method) ? method : "other", status: status)
        requests.withLock {
            $0.counts[kind, default: 0] += 1
            $0.durations[route, default: Histogram()].add(elapsed.seconds)
        }
    }

    func noteStages(_ timings: [StageTiming]) {
        requests.withLock { requests in
            for timing in timings where timing.stage != "total" {
                requests.stages[timing.stage, default: Histogram()].add(timing.milliseconds / 1000)
            }
        }
    }

    func noteCache(hit: Bool) {
        if hit { cacheHits.wrappingAdd(1, ordering: .relaxed) } else { cacheMisses.wrappingAdd(1, ordering: .relaxed) }
    }

    /// - Parameter name: of a command that exists, in upper case.
    func noteCommand(_ name: String, _ count: Int = 1) { commands.withLock { $0[name, default: 0] += count } }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
