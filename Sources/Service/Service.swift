import Answering
import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Where the service listens.
public struct BoundPorts: Sendable, Equatable {
    public var http: Int
    public var redis: Int?
}

/// The service of `answer serve`: HTTP, and the Redis protocol beside it.
///
/// It answers from the moment `run` listens; questions wait for the model, and `/health` says 503 until it is loaded.
public final class AnswerService: Sendable {
    let state: ServiceState
    private let lifecycle = Mutex<(group: ServiceGroup?, isStopped: Bool)>((nil, false))

    /// - Throws: ``ServiceError`` for settings that do not go together, or the engine's error.
    public init(backend: any AnsweringBackend, configuration: ServiceConfiguration) throws {
        try Self.check(configuration)
        state = try ServiceState(backend: backend, configuration: configuration)
    }

    private static func check(_ configuration: ServiceConfiguration) throws(ServiceError) {
        if configuration.apiKey?.isEmpty ?? false { throw .emptyKey }
        if !configuration.isLoopback, configuration.apiKey == nil { throw .keyRequired(host: configuration.host) }
        for port in [configuration.port, configuration.redisPort ?? 0] where !(0...65535).contains(port) {
            throw .badPort(port)
        }
        if let origin = configuration.corsOrigin {
            guard let url = URL(string: origin), ["http", "https"].contains(url.scheme), url.host != nil,
                url.path.isEmpty, !origin.contains("*")
            else { throw .badOrigin(origin) }
        }
    }

    /// Listens until it is told to stop, by `shutDown`, SIGTERM or SIGINT, and then finishes what is in hand.
    ///
    /// - Parameter onListening: called once with the ports, before the first request is answered.
    /// - Throws: ``ServiceError/cannotListen(host:port:reason:)``, or what kept the model from loading.
    public func run(onListening: @escaping @Sendable (BoundPorts) -> Void = { _ in }) async throws {
        Self.raiseFileLimit()
        let configuration = state.configuration
        let redis = configuration.redisPort == nil ? nil : RedisServer(state: state)
        // Whatever ends the service, and however early, nobody is left with an open connection.
        defer { redis?.close() }
        let redisPort = try await redis?.listen()
        let failure = Mutex<(any Error)?>(nil)
        let app = application { channel in
            onListening(BoundPorts(http: channel.localAddress?.port ?? configuration.port, redis: redisPort))
            self.prepare { error in
                failure.withLock { $0 = error }
                self.stop()
            }
        }
        var services: [any Service] = [app]
        if let redis { services.append(redis) }
        var settings = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) },
            gracefulShutdownSignals: configuration.handlesSignals ? [.sigterm, .sigint] : [], logger: Self.quiet)
        settings.maximumGracefulShutdownDuration = .seconds(Int(configuration.limits.shutdownSeconds.rounded(.up)))
        let group = ServiceGroup(configuration: settings)
        let isStopped = lifecycle.withLock { lifecycle in
            lifecycle.group = group
            return lifecycle.isStopped
        }
        if isStopped { return }
        do {
            try await group.run()
        } catch {
            if let first = failure.withLock({ $0 }) { throw first }
            if let error = error as? IOError {
                throw ServiceError.cannotListen(
                    host: configuration.host, port: configuration.port,
                    reason: String(cString: strerror(error.errnoCode)))
            }
            throw error
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// Ends `run` as SIGTERM does.
    public func shutDown() async { stop() }

    private func stop() {
        let group = lifecycle.withLock { lifecycle in
            lifecycle.isStopped = true
            return lifecycle.group
        }
        Task { await group?.triggerGracefulShutdown() }
    }

    /// Loads the model beside the running service.
    private func prepare(_ failed: @escaping @Sendable (any Error) -> Void) {
        Task {
            do {
                try await state.executor.run { [backend = state.backend] in try backend.prepare() }
                state.becameReady()
            } catch {
                failed(error)
            }
        }
    }

    private func application(
        _ listening: @escaping @Sendable (any Channel) async -> Void
    ) -> some ApplicationProtocol & Service {
        let limits = state.configuration.limits
        let state = state
        let channel = HTTP1Channel.Configuration(
            additionalChannelHandlers: [ConnectionGuard(limits: limits, departures: state.departures)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: limits.headerFieldBytes, maxHeaderListSize: limits.headerBytes,
                maxHeaderFieldCount: limits.headerCount))
        return Application(
            responder: HTTPService(state: state),
            server: HTTPServerBuilder { responder in
                HTTPConnections(http: HTTP1Channel(responder: responder, configuration: channel))
            },
            configuration: ApplicationConfiguration(
                address: .hostname(state.configuration.host, port: state.configuration.port), backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections)),
            onServerRunning: listening,
            logger: Self.quiet)
    }

    /// The libraries beneath log connections that end early; the service logs requests itself.
    private static var quiet: Logger {
        var logger = Logger(label: "answer.server")
        logger.logLevel = .critical
        return logger
    }

    /// Every connection is an open file, and many systems allow but a thousand unless asked.
    private static func raiseFileLimit() {
        var limit = rlimit()
        #if os(Linux)
            let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let kind = RLIMIT_NOFILE
        #endif
        guard getrlimit(kind, &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, 65_536)
        _ = setrlimit(kind, &limit)
    }
}
