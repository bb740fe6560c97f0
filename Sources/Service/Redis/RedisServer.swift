import Foundation
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Listens for clients of the Redis protocol.
final class RedisServer: Service {
    let state: ServiceState
    private let connections = Mutex<[ObjectIdentifier: any Channel]>([:])
    private let caches = Mutex<[ObjectIdentifier: NIOLoopBound<ReplyCache>]>([:])
    private let listener = Mutex<(any Channel)?>(nil)

    init(state: ServiceState) { self.state = state }

    /// - Returns: the port.
    /// - Throws: ``ServiceError/cannotListen(host:port:reason:)``.
    func listen() async throws -> Int {
        let configuration = state.configuration
        let port = configuration.redisPort ?? 0
        let shared = RedisShared(state: state)
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.backlog, value: 1024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in self.accept(channel, shared) }
                .bind(host: configuration.host, port: port).get()
            listener.withLock { $0 = channel }
            return channel.localAddress?.port ?? port
        } catch let error as IOError {
            throw ServiceError.cannotListen(
                host: configuration.host, port: port, reason: String(cString: strerror(error.errnoCode)))
        }
    }

    private func accept(_ channel: any Channel, _ shared: RedisShared) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let loop = channel.eventLoop
            let cache = caches.withLock { caches in
                if let known = caches[ObjectIdentifier(loop)] { return known }
                let new = NIOLoopBound(ReplyCache(), eventLoop: loop)
                caches[ObjectIdentifier(loop)] = new
                return new
            }
            let count = connections.withLock { connections in
                connections[ObjectIdentifier(channel)] = channel
                return connections.count
            }
            state.metrics.redisConnections.store(count, ordering: .relaxed)
            channel.closeFuture.whenComplete { [self] _ in
                let count = connections.withLock { connections in
                    connections.removeValue(forKey: ObjectIdentifier(channel))
                    return connections.count
                }
                state.metrics.redisConnections.store(count, ordering: .relaxed)
            }
            let isFull = count > state.configuration.limits.connections
            try channel.pipeline.syncOperations.addHandler(
                RedisConnection(shared: shared, cache: cache.value, isRefused: isFull))
        }
    }

    /// Serves until shut down, and then until what is in hand is answered.
    func run() async throws {
        guard let channel = listener.withLock({ $0 }) else { return }
        try await withTaskCancellationHandler {
            try await withGracefulShutdownHandler {
                try await channel.closeFuture.get()
                await drain()
            } onGracefulShutdown: {
                channel.close(promise: nil)
            }
        } onCancel: {
            channel.close(promise: nil)
            for connection in connections.withLock({ Array($0.values) }) { connection.close(promise: nil) }
        }
    }

    private func drain() async {
        let open = connections.withLock { Array($0.values) }
        for connection in open { connection.pipeline.fireUserInboundEventTriggered(RedisConnection.Drain()) }
        for connection in open { try? await connection.closeFuture.get() }
    }
}
