import Foundation
import Synchronization
import Testing

@testable import Service

/// A socket as a client holds it, with nothing between the test and the bytes.
final class RawClient: Sendable {
    private let socket: Int32

    init(port: Int, receiveSeconds: Int = 10) throws {
        #if canImport(Glibc)
            socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
            socket = Foundation.socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let socket = socket
        var timeout = timeval(tv_sec: receiveSeconds, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        // Connecting too: the system tries for two minutes, and its caller's thread is needed by others.
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw POSIXError(.ECONNREFUSED) }
    }

    deinit { close(socket) }

    /// Calls block, and blocked threads must not be those that the service runs on.
    private func apart<Value: Sendable>(_ work: @Sendable @escaping () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: work()) }
        }
    }

    func send(_ text: String) async { await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async { await apart { self.sendNow(bytes) } }

    /// For threads that may block.
    func sendNow(_ text: String) { sendNow(Array(text.utf8)) }

    func sendNow(_ bytes: [UInt8]) {
        var sent = 0
        while sent < bytes.count {
            #if canImport(Glibc)
                let flags = Int32(MSG_NOSIGNAL)
            #else
                let flags: Int32 = 0
            #endif
            let count = bytes.withUnsafeBytes {
                Foundation.send(socket, $0.baseAddress.map { $0 + sent }, bytes.count - sent, flags)
            }
            if count <= 0 { return }
            sent += count
        }
    }

    /// Says that nothing more will be sent.
    func endSending() {
        #if canImport(Glibc)
            shutdown(socket, Int32(SHUT_WR))
        #else
            shutdown(socket, SHUT_WR)
        #endif
    }

    /// Has the connection end at once and without manners when it is closed, as the end of a process may.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
    }

    /// Bytes until `isComplete`, the end of the connection, or ten seconds of silence.
    func receive(until isComplete: @Sendable @escaping ([UInt8]) -> Bool) async -> [UInt8] {
        await apart { [socket] in
            var received: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while !isComplete(received) {
                let count = recv(socket, &buffer, buffer.count, 0)
                if count <= 0 { break }
                received += buffer[..<count]
            }
            return received
        }
    }

    func receiveAll() async -> String { String(decoding: await receive { _ in false }, as: UTF8.self) }

    func receive(_ count: Int) async -> String { String(decoding: await receive { $0.count >= count }, as: UTF8.self) }

    func receive(through end: String) async -> String {
        let end = Array(end.utf8)
        return String(
            decoding: await receive { $0.count >= end.count && $0.suffix(end.count).elementsEqual(end) }, as: UTF8.self)
    }
}

/// A response taken apart.
struct HTTPReply {
    var status: Int
    var headers: [String: String]
    var body: String

    init(_ text: String) {
        let parts = text.components(separatedBy: "\r\n\r\n")
        let lines = parts[0].components(separatedBy: "\r\n")
        status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        headers = [:]
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1)
            if pair.count == 2 { headers[pair[0].lowercased()] = pair[1].trimmingCharacters(in: .whitespaces) }
        }
        body = parts.dropFirst().joined(separator: "\r\n\r\n")
    }

    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }

    var errorCode: String? { (json["error"] as? [String: Any])?["code"] as? String }
}

/// A running service.
struct RunningService: Sendable {
    let ports: BoundPorts
    let backend: FakeBackend
    let service: AnswerService

    func raw(_ text: String) async throws -> HTTPReply {
        let client = try RawClient(port: ports.http)
        await client.send(text)
        return HTTPReply(await client.receiveAll())
    }

    func call(
        _ method: String, _ path: String, _ body: String = "", headers: [String: String] = [:]
    ) async throws -> HTTPReply {
        var all = ["Host": "127.0.0.1", "Connection": "close", "Content-Length": String(body.utf8.count)]
        for (name, value) in headers { all[name] = value }
        let lines = all.map { "\($0.key): \($0.value)\r\n" }.joined()
        return try await raw("\(method) \(path) HTTP/1.1\r\n\(lines)\r\n\(body)")
    }

    /// Sends commands, each in an array of bulk strings, and gives as many bytes as `reply` has.
    func redis(_ commands: [[String]], expecting reply: String) async throws -> String {
        let client = try RawClient(port: ports.redis ?? 0)
        await client.send(commands.map(Self.frame).joined())
        return await client.receive(reply.utf8.count)
    }

    static func frame(_ words: [String]) -> String {
        "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
    }
}

/// Runs a service on free ports while `body` runs.
func withService(
    waitsForModel: Bool = true, _ configure: (inout ServiceConfiguration, FakeBackend) -> Void = { _, _ in },
    _ body: @Sendable (RunningService) async throws -> Void
) async throws {
    var configuration = ServiceConfiguration()
    configuration.port = 0
    configuration.redisPort = 0
    configuration.handlesSignals = false
    let backend = FakeBackend()
    configure(&configuration, backend)
    let service = try AnswerService(backend: backend, configuration: configuration)
    let (stream, continuation) = AsyncStream<BoundPorts>.makeStream()
    let running = Task {
        defer { continuation.finish() }
        try await service.run { continuation.yield($0) }
    }
    var found: BoundPorts?
    for await ports in stream {
        found = ports
        break
    }
    guard let found else {
        try await running.value
        return
    }
    while waitsForModel, !service.state.isReady { try await Task.sleep(for: .milliseconds(5)) }
    do {
        try await body(RunningService(ports: found, backend: backend, service: service))
    } catch {
        running.cancel()
        throw error
    }
    running.cancel()
    _ = try? await running.value
}

/// A generator with a seed, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
