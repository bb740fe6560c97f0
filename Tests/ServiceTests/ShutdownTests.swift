import Foundation
import Synchronization
import Testing

@testable import Service

@Suite("Shutting down", .serialized)
struct ShutdownTests {
    /// Threads that connect again and again, and now and then send the beginning of something.
    private final class Crowd: Sendable {
        private let port = Atomic(0)
        private let isOver = Atomic(false)
        private let running = DispatchGroup()
        let connected = Atomic(0)

        init(threads: Int, sending text: String) {
            for _ in 0..<threads {
                running.enter()
                Thread.detachNewThread { [self] in
                    defer { running.leave() }
                    var count = 0
                    var held: [RawClient] = []
                    while !isOver.load(ordering: .acquiring) {
                        let port = port.load(ordering: .acquiring)
                        guard port > 0, let client = try? RawClient(port: port) else {
                            usleep(200)
                            continue
                        }
                        connected.wrappingAdd(1, ordering: .relaxed)
                        count += 1
                        if count % 3 == 0 { client.sendNow(text) }
                        held.append(client)
                        if held.count > 20 { held.removeFirst(10) }
                    }
                }
            }
        }

        func go(to port: Int) { self.port.store(port, ordering: .releasing) }

        func end() async {
            isOver.store(true, ordering: .releasing)
            await withCheckedContinuation { done in running.notify(queue: .global()) { done.resume() } }
        }
    }

    enum Way: CaseIterable { case shutDown, cancelled, noModel }

    /// A connection that was accepted and never served has to be closed like any other.
    @Test("Clients that connect while the service ends harm it in no way", arguments: Way.allCases)
    func stress(_ way: Way) async throws {
        let http = Crowd(threads: 3, sending: "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
        let redis = Crowd(threads: 2, sending: "PING\r\n*1\r\n")
        let start = ContinuousClock.now
        var rounds = 0
        // On a busy machine the crowd may need longer until one of it gets through at all.
        func goesOn() -> Bool {
            let elapsed = start.duration(to: .now)
            let isConnected =
                http.connected.load(ordering: .relaxed) > 0 && redis.connected.load(ordering: .relaxed) > 0
            return isConnected ? elapsed < .seconds(2) && rounds < 100 : elapsed < .seconds(60)
        }
        while goesOn() {
            rounds += 1
            var configuration = ServiceConfiguration()
            configuration.port = 0
            configuration.redisPort = 0
            configuration.handlesSignals = false
            let backend = FakeBackend()
            let moment = Int.random(in: 0...(8000 + 40 * min(rounds, 1000)))
            if way == .noModel {
                backend.state.withLock {
                    $0.prepareError = .unknownModel("x", installed: [])
                    $0.isLoadingHeld = true
                }
            }
            let service = try AnswerService(backend: backend, configuration: configuration)
            let running = Task {
                try await service.run { ports in
                    http.go(to: ports.http)
                    redis.go(to: ports.redis ?? 0)
                }
            }
            try await Task.sleep(for: .microseconds(moment))
            switch way {
            case .shutDown: await service.shutDown()
            case .cancelled: running.cancel()
            case .noModel: backend.state.withLock { $0.isLoadingHeld = false }
            }
            let result = await running.result
            if way == .noModel { #expect(throws: (any Error).self) { try result.get() } }
            if way == .shutDown { try result.get() }
        }
        await http.end()
        await redis.end()
        #expect(http.connected.load(ordering: .relaxed) > 0)
        #expect(redis.connected.load(ordering: .relaxed) > 0)
    }

    @Test("A service that is told to stop before it runs does not run")
    func early() async throws {
        var configuration = ServiceConfiguration()
        configuration.port = 0
        configuration.redisPort = 0
        configuration.handlesSignals = false
        let service = try AnswerService(backend: FakeBackend(), configuration: configuration)
        await service.shutDown()
        try await service.run { _ in Issue.record("it listens") }
    }
}
