import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import Synchronization

/// HTTP/1.1 as Hummingbird serves it, for connections that may be forgotten before anybody serves them.
///
/// A server that ends while a connection is being accepted drops it, and NIO traps when a channel made for tasks is
/// dropped unused: one client who comes at the wrong moment would take the whole process down. What the server gets
/// here is an object that notices when it is dropped.
struct HTTPConnections: ServerChildChannel {
    let http: HTTP1Channel

    /// A connection that is closed if it is never served.
    final class Connection: ServerChildChannelValue {
        private let connection: HTTP1Channel.Value
        private let isServed = Atomic(false)

        init(_ connection: HTTP1Channel.Value) { self.connection = connection }

        deinit {
            guard !isServed.load(ordering: .acquiring) else { return }
            Task { [connection] in try? await connection.executeThenClose { _, _ in } }
        }

        var channel: any Channel { connection.channel }

        /// For whoever serves the connection to its end.
        func take() -> HTTP1Channel.Value {
            isServed.store(true, ordering: .releasing)
            return connection
        }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        http.setup(channel: channel, logger: logger).flatMapThrowing { served in
            let connection = Connection(served)
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(PresenceProbe(), position: .after(decoder))
            return connection
        }
    }

    func handle(value: Connection, logger: Logger) async { await http.handle(value: value.take(), logger: logger) }
}
