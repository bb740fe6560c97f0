import Answering
import Logging
import Synchronization

/// What all connections share.
final class ServiceState: Sendable {
    let backend: any AnsweringBackend
    let configuration: ServiceConfiguration
    let executor = WorkExecutor()
    let metrics = ServiceMetrics()
    let departures = Departures()
    let cookie: UserCookie
    let key: SecretComparison?
    let started = ContinuousClock.now
    private let ready = Atomic(false)
    private let changes = Atomic(0)
    private let knownCounts = Mutex<(counts: StoreCounts, read: ContinuousClock.Instant)?>(nil)

    init(backend: any AnsweringBackend, configuration: ServiceConfiguration) throws(AnsweringError) {
        self.backend = backend
        self.configuration = configuration
        // A store that cannot be written keeps no secret: users are then known until the service ends.
        let secret: [UInt8]
        do {
            secret = try backend.settingSecret("cookie-secret") { randomBytes(32) }
        } catch .store {
            secret = randomBytes(32)
        }
        cookie = UserCookie(secret: secret)
        key = configuration.apiKey.map { SecretComparison($0) }
    }

    var logger: Logger { configuration.logger }

    /// Whether the model is loaded.
    var isReady: Bool { ready.load(ordering: .acquiring) }
    func becameReady() { ready.store(true, ordering: .releasing) }

    /// Counts what this process changed, so that replies made before are not sent again.
    var epoch: Int { changes.load(ordering: .acquiring) }
    func changed() { changes.wrappingAdd(1, ordering: .acquiringAndReleasing) }

    /// The store's counts, at most five seconds old. Blocks.
    func counts() throws(AnsweringError) -> StoreCounts {
        let known = knownCounts.withLock { $0 }
        if let known, known.read.duration(to: .now) < .seconds(5) { return known.counts }
        let counts = try backend.counts()
        knownCounts.withLock { $0 = (counts, .now) }
        return counts
    }
}
