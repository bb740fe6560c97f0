import NIOCore
import Synchronization

/// Knows which clients have gone, so that nothing is worked out for nobody.
final class Departures: Sendable {
    /// Open connections, and how to stop what is worked out for each.
    private let connections = Mutex<[ObjectIdentifier: (@Sendable () -> Void)?]>([:])

    var count: Int { connections.withLock { $0.count } }

    func opened(_ channel: any Channel) {
        connections.withLock { _ = $0.updateValue(nil, forKey: ObjectIdentifier(channel)) }
    }

    func closed(_ channel: any Channel) {
        let cancel = connections.withLock { $0.removeValue(forKey: ObjectIdentifier(channel)) ?? nil }
        cancel?()
    }

    /// Does some work unless and until the client of the connection leaves.
    func whileConnected<Value: Sendable>(
        _ channel: any Channel, on executor: WorkExecutor, _ work: @Sendable @escaping () async throws -> Value
    ) async throws -> Value {
        let task = Task(executorPreference: executor) { try await work() }
        let isOpen = register(channel) { task.cancel() }
        // It may have closed since its request was read.
        if !isOpen { task.cancel() }
        defer { _ = register(channel, nil) }
        return try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// False when the connection is closed.
    private func register(_ channel: any Channel, _ cancel: (@Sendable () -> Void)?) -> Bool {
        connections.withLock { connections in
            guard connections[ObjectIdentifier(channel)] != nil else { return false }
            connections.updateValue(cancel, forKey: ObjectIdentifier(channel))
            return true
        }
    }
}
