import NIOCore
import Synchronization

/// Knows which clients have gone, so that nothing is worked out for nobody.
final class Departures: Sendable {
    private struct Connection {
        var hasLeft = false
        var cancel: (@Sendable () -> Void)?
    }

    private let connections = Mutex<[ObjectIdentifier: Connection]>([:])

    var count: Int { connections.withLock { $0.count } }

    func opened(_ channel: any Channel) {
        connections.withLock { $0[ObjectIdentifier(channel)] = Connection() }
    }

    func left(_ channel: any Channel) {
        let cancel = connections.withLock { connections in
            connections[ObjectIdentifier(channel)]?.hasLeft = true
            return connections[ObjectIdentifier(channel)]?.cancel
        }
        cancel?()
    }

    func closed(_ channel: any Channel) {
        left(channel)
        connections.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Does some work unless and until the client of the connection leaves.
    func whileConnected<Value: Sendable>(
        _ channel: any Channel, on executor: WorkExecutor, _ work: @Sendable @escaping () async throws -> Value
    ) async throws -> Value {
        let task = Task(executorPreference: executor) { try await work() }
        let hasLeft = connections.withLock { connections in
            guard connections[ObjectIdentifier(channel)] != nil else { return false }
            connections[ObjectIdentifier(channel)]?.cancel = { task.cancel() }
            return connections[ObjectIdentifier(channel)]?.hasLeft ?? false
        }
        if hasLeft { task.cancel() }
        defer { connections.withLock { $0[ObjectIdentifier(channel)]?.cancel = nil } }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
