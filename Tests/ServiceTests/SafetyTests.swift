import Foundation
import Logging
import Synchronization
import Testing

@testable import Answering
@testable import Service

@Suite("Safety")
struct SafetyTests {
    @Test("Other machines are only served with a key")
    func keyRequired() throws {
        var configuration = ServiceConfiguration()
        configuration.host = "0.0.0.0"
        #expect(throws: ServiceError.keyRequired(host: "0.0.0.0")) {
            _ = try AnswerService(backend: FakeBackend(), configuration: configuration)
        }
        configuration.apiKey = ""
        #expect(throws: ServiceError.emptyKey) {
            _ = try AnswerService(backend: FakeBackend(), configuration: configuration)
        }
        configuration.apiKey = "k"
        configuration.corsOrigin = "*"
        #expect(throws: ServiceError.badOrigin("*")) {
            _ = try AnswerService(backend: FakeBackend(), configuration: configuration)
        }
    }

    @Test("With a key, only the page, health and the description are open")
    func key() async throws {
        try await withService { configuration, _ in
            configuration.apiKey = "secret"
        } _: { service async throws in
            for path in ["/", "/page.js", "/health", "/openapi.json", "/docs"] {
                #expect(try await service.call("GET", path).status == 200)
            }
            for path in ["/info", "/metrics", "/exclude", "/login", "/terms?text=a", "/search?q=a"] {
                let reply = try await service.call("GET", path)
                #expect(reply.status == 401)
                #expect(reply.headers["www-authenticate"] == "Bearer")
            }
            for headers in [["Authorization": "Bearer secret"], ["X-API-Key": "secret"]] {
                #expect(try await service.call("GET", "/info", headers: headers).status == 200)
            }
            for key in ["Secret", "secret ", "secre", "secrets", ""] {
                #expect(
                    try await service.call("GET", "/info", headers: ["Authorization": "Bearer x\(key)"]).status == 401)
            }
            #expect(
                try await service.redis([["GET", "x"]], expecting: "-NOAUTH Authentication required.\r\n")
                    == "-NOAUTH Authentication required.\r\n")
            let reply = "-WRONGPASS invalid username-password pair or user is disabled.\r\n+OK\r\n+PONG\r\n"
            #expect(
                try await service.redis([["AUTH", "x"], ["AUTH", "secret"], ["PING"]], expecting: reply) == reply)
        }
    }

    @Test("Names that other people's DNS leads here are refused")
    func host() async throws {
        try await withService { service async throws in
            #expect(try await service.call("GET", "/info", headers: ["Host": "evil.example"]).errorCode == "bad_host")
            for host in ["localhost:\(service.ports.http)", "127.0.0.1", "[::1]:1", "LOCALHOST"] {
                #expect(try await service.call("GET", "/info", headers: ["Host": host]).status == 200)
            }
        }
    }

    @Test("Pages of other origins change nothing and read nothing")
    func origin() async throws {
        try await withService { service async throws in
            let body = #"{"id":"C1"}"#
            for headers in [
                ["Origin": "http://evil.example"], ["Origin": "null"], ["Sec-Fetch-Site": "cross-site"],
                ["Sec-Fetch-Site": "same-site"], ["Origin": "http://127.0.0.1.evil.example"],
            ] {
                #expect(try await service.call("POST", "/exclude", body, headers: headers).errorCode == "bad_origin")
                #expect(try await service.call("DELETE", "/exclude", body, headers: headers).errorCode == "bad_origin")
            }
            #expect(service.backend.state.withLock { $0.exclusions.isEmpty })
            #expect(try await service.call("GET", "/login", headers: ["Sec-Fetch-Site": "cross-site"]).status == 403)
            let foreign = try await service.call("GET", "/info", headers: ["Origin": "http://evil.example"])
            #expect(foreign.headers["access-control-allow-origin"] == nil)
            let own = ["Origin": "http://127.0.0.1", "Sec-Fetch-Site": "same-origin"]
            #expect(try await service.call("POST", "/exclude", body, headers: own).status == 200)
        }
        try await withService { configuration, _ in
            configuration.corsOrigin = "http://localhost:3000"
        } _: { service async throws in
            let allowed = try await service.call("OPTIONS", "/exclude", headers: ["Origin": "http://localhost:3000"])
            #expect(allowed.status == 204)
            #expect(allowed.headers["access-control-allow-origin"] == "http://localhost:3000")
            #expect(allowed.headers["access-control-allow-methods"]?.contains("DELETE") ?? false)
            for origin in ["http://localhost:30000", "https://localhost:3000", "http://localhost"] {
                let reply = try await service.call("OPTIONS", "/exclude", headers: ["Origin": origin])
                #expect(reply.headers["access-control-allow-origin"] == nil)
            }
            let headers = ["Origin": "http://localhost:3000"]
            #expect(try await service.call("POST", "/exclude", #"{"id":"C1"}"#, headers: headers).status == 200)
        }
    }

    @Test("Cookies are signed, kept from scripts and from other sites; responses say how they may be used")
    func headers() async throws {
        try await withService { service async throws in
            let login = try await service.call("GET", "/login")
            let cookie = try #require(login.headers["set-cookie"])
            for part in ["HttpOnly", "SameSite=Strict", "Path=/"] { #expect(cookie.contains(part)) }
            let page = try await service.call("GET", "/")
            #expect(page.headers["content-security-policy"] == Page.contentSecurityPolicy)
            for reply in [page, login, try await service.call("GET", "/nothing")] {
                #expect(reply.headers["x-content-type-options"] == "nosniff")
                #expect(reply.headers["x-frame-options"] == "DENY")
                #expect(reply.headers["referrer-policy"] == "no-referrer")
                #expect(reply.headers["content-security-policy"]?.hasPrefix("default-src 'none'") ?? false)
            }
        }
        let cookie = UserCookie(secret: [1, 2, 3])
        let user = cookie.newUser()
        #expect(cookie.user(inHeader: "a=b; user_id=\(cookie.value(for: user)); c=d") == user)
        #expect(UserCookie(secret: [1, 2, 4]).user(inHeader: "user_id=\(cookie.value(for: user))") == nil)
        #expect(cookie.user(inHeader: "user_id=\(user)") == nil)
    }

    @Test("HMAC-SHA256 gives what RFC 4231 says")
    func messageCodes() {
        let short = MessageCode(key: Array("Jefe".utf8)).code(of: "what do ya want for nothing?")
        #expect(short.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        let long = MessageCode(key: [UInt8](repeating: 0xaa, count: 131)).code(
            of: "Test Using Larger Than Block-Size Key - Hash Key First")
        #expect(long.hex == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
    }

    @Test("Bodies and heads are bounded")
    func sizes() async throws {
        try await withService { configuration, _ in
            configuration.limits.bodyBytes = 1000
        } _: { service async throws in
            let long = #"{"search":"\#(String(repeating: "a", count: 2000))"}"#
            #expect(try await service.call("POST", "/qasearch", long).status == 413)
            // Without a length that says so beforehand.
            let chunked =
                "POST /qasearch HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
            let chunk = String(repeating: "a", count: 2000)
            #expect(try await service.raw(chunked + "7d0\r\n\(chunk)\r\n0\r\n\r\n").status == 413)
            #expect(try await service.call("POST", "/articles?name=a.txt", chunk).status == 201)
            let header = ["X-Long": String(repeating: "a", count: 20_000)]
            #expect(try await service.call("GET", "/health", headers: header).status != 200)
            #expect(try await service.call("GET", "/" + String(repeating: "a", count: 100_000)).status != 200)
            #expect(try await service.call("GET", "/health").status == 200)
        }
    }

    @Test("Connections that drip or idle are closed, whole requests before that are answered")
    func slowClients() async throws {
        try await withService { configuration, _ in
            configuration.limits.headSeconds = 0.4
            configuration.limits.bodySeconds = 0.4
            configuration.limits.idleSeconds = 0.4
        } _: { service async throws in
            let silent = try RawClient(port: service.ports.http, receiveSeconds: 60)
            let dripping = try RawClient(port: service.ports.http, receiveSeconds: 60)
            let idle = try RawClient(port: service.ports.http, receiveSeconds: 60)
            let body = try RawClient(port: service.ports.http, receiveSeconds: 60)
            await idle.send("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await body.send("POST /qasearch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
            let drip = Task {
                for letter in "GET / HTTP/1.1\r\nX-Slow: " + String(repeating: "a", count: 200) {
                    await dripping.send(String(letter))
                    try await Task.sleep(for: .milliseconds(20))
                }
            }
            let start = ContinuousClock.now
            #expect(await silent.receiveAll() == "")
            #expect(!(await dripping.receiveAll()).contains("200"))
            #expect(await idle.receiveAll().contains("200 OK"))
            #expect(!(await body.receiveAll()).contains("200"))
            #expect(start.duration(to: .now) < .seconds(50))
            drip.cancel()
        }
    }

    @Test("Only so many connections are served at a time")
    func connections() async throws {
        try await withService { configuration, _ in
            configuration.limits.connections = 4
        } _: { service async throws in
            let request = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
            var held: [RawClient] = []
            for _ in 0..<4 {
                held.append(try RawClient(port: service.ports.http))
                await held[held.count - 1].send(request)
                #expect(await held[held.count - 1].receive(through: "}").contains("200 OK"))
            }
            let waiting = try RawClient(port: service.ports.http, receiveSeconds: 1)
            await waiting.send(request)
            #expect(await waiting.receive(through: "}") == "")
            held.removeAll()
            let patient = try RawClient(port: service.ports.http)
            await patient.send(request)
            #expect(await patient.receive(through: "}").contains("200 OK"))

            var clients: [RawClient] = []
            for _ in 0..<4 {
                clients.append(try RawClient(port: service.ports.redis ?? 0))
                await clients[clients.count - 1].send("PING\r\n")
                #expect(await clients[clients.count - 1].receive(7) == "+PONG\r\n")
            }
            let refused = try RawClient(port: service.ports.redis ?? 0)
            #expect(await refused.receiveAll() == "-ERR max number of clients reached\r\n")
        }
    }

    /// Keeps what is logged.
    private final class Log: Sendable {
        let lines = Mutex<[String]>([])

        struct Handler: LogHandler {
            let kept: Log
            var metadata: Logger.Metadata = [:]
            var logLevel = Logger.Level.trace
            subscript(metadataKey key: String) -> Logger.Metadata.Value? {
                get { metadata[key] }
                set { metadata[key] = newValue }
            }
            func log(event: LogEvent) {
                kept.lines.withLock { $0.append("\(event.message) \(event.metadata ?? [:])") }
            }
        }
    }

    @Test("Nothing that a client wrote is logged")
    func logs() async throws {
        let log = Log()
        try await withService { configuration, _ in
            configuration.logger = Logger(label: "test") { _ in Log.Handler(kept: log) }
        } _: { service async throws in
            for failure in [nil, AnsweringError.file(path: "x", reason: "y")] {
                service.backend.state.withLock { $0.failure = failure }
                _ = try await service.call("POST", "/qasearch", #"{"search":"secretword"}"#)
                _ = try await service.call("POST", "/gsearch", #"{"search":"secretword"}"#)
                _ = try await service.call("POST", "/answer", #"{"question":"secretword","passage":"secretword"}"#)
                _ = try await service.call("GET", "/secretword?q=secretword", headers: ["X-Secretword": "secretword"])
                _ = try await service.call("SECRETWORD", "/terms?text=secretword")
                let key = "bertqa{1}_sentence:PMC1_a.xml:{1}:45_secretword"
                _ = try await service.redis([["GET", key], ["secretword"]], expecting: "-")
            }
            let lines = log.lines.withLock { $0 }
            #expect(lines.contains { $0.contains("/qasearch 200") })
            #expect(lines.filter { $0.lowercased().contains("secretword") }.isEmpty)
        }
    }

    @Test("Nothing is changed by asking, only by POST and DELETE")
    func safeMethods() async throws {
        try await withService { service async throws in
            let cookie = try #require(
                try await service.call("GET", "/login").headers["set-cookie"]?.components(separatedBy: ";").first)
            for (method, path) in [
                ("GET", "/exclude?id=C1"), ("HEAD", "/exclude?id=C1"), ("PUT", "/exclude"), ("PATCH", "/exclude"),
                ("GET", "/articles?name=a.txt"), ("PUT", "/articles?name=a.txt"),
            ] {
                _ = try await service.call(method, path, #"{"id":"C1"}"#, headers: ["Cookie": cookie])
            }
            #expect(service.backend.state.withLock { $0.exclusions.isEmpty && $0.added.isEmpty })
        }
    }

    @Test("Bytes that are no requests harm nobody")
    func malformed() async throws {
        let seed = UInt64.random(in: 0 ... .max)
        try await withService { service async throws in
            var generator = SeededGenerator(seed: seed)
            let seeds = [
                "POST /qasearch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 14\r\n\r\n{\"search\":\"a\"}",
                "GET /search?q=a&limit=3 HTTP/1.1\r\nHost: localhost\r\nCookie: user_id=a.b\r\n\r\n",
                "GET /edge/edges:C1:C2 HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            ]
            for _ in 0..<150 {
                var bytes = Array((seeds.randomElement(using: &generator) ?? "").utf8)
                for _ in 0..<Int.random(in: 1...6, using: &generator) {
                    let place = Int.random(in: 0..<bytes.count, using: &generator)
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                    case 1: bytes.insert(contentsOf: bytes[..<min(place, 40)], at: place)
                    default: bytes.removeSubrange(place..<min(bytes.count, place + 5))
                    }
                    if bytes.isEmpty { bytes = [0] }
                }
                let client = try RawClient(port: service.ports.http, receiveSeconds: 1)
                await client.send(bytes)
            }
            #expect(try await service.call("GET", "/health").status == 200, "seed \(seed)")
        }
    }
}
