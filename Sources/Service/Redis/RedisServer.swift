import Foundation
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Listens for clients of the Redis protocol.
final class RedisServer: Service {
    let state: ServiceState
    private struct Connections {
        var open: [ObjectIdentifier: any Channel] = [:]
        /// Set when the service ends: who is being accepted at that moment is closed like those accepted before.
        var isOver = false
    }

    private let connections = Mutex(Connections())
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
                .childChannelOption(.allowRemoteHalfClosure, value: true)
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
            let (count, isOver) = connections.withLock { connections in
                connections.open[ObjectIdentifier(channel)] = channel
                return (connections.open.count, connections.isOver)
            }
            state.metrics.redisConnections.store(count, ordering: .relaxed)
            channel.closeFuture.whenComplete { [self] _ in
                let count = connections.withLock { connections in
                    connections.open.removeValue(forKey: ObjectIdentifier(channel))
                    return connections.open.count
                }
                state.metrics.redisConnections.store(count, ordering: .relaxed)
            }
            guard !isOver else { throw ChannelError.ioOnClosedChannel }
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
            close()
        }
    }

    /// Closes everything at once.
    func close() {
        listener.withLock { $0 }?.close(promise: nil)
        for connection in end() { connection.close(promise: nil) }
    }

    private func end() -> [any Channel] {
        connections.withLock { connections in
            connections.isOver = true
            return Array(connections.open.values)
        }
    }

    private func drain() async {
        let open = end()
        for connection in open { connection.pipeline.fireUserInboundEventTriggered(RedisConnection.Drain()) }
        for connection in open { try? await connection.closeFuture.get() }
    }
}
