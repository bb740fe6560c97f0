import Logging

/// How the service listens and what it allows.
public struct ServiceConfiguration: Sendable {
    /// Address or name to listen on. Anything but loopback needs `apiKey`.
    public var host = "127.0.0.1"
    /// HTTP port; 0 takes a free one.
    public var port = 8080
    /// Port of the Redis protocol; nil for none, 0 takes a free one.
    public var redisPort: Int?
    /// What clients have to show, as `Authorization: Bearer`, `X-API-Key` or Redis' `AUTH`; nil for none.
    public var apiKey: String?
    /// The one other origin whose pages may call, such as `http://localhost:3000`; nil for none.
    public var corsOrigin: String?
    public var limits = ServiceLimits()
    /// Questions that the page offers.
    public var sampleQuestions: [String] = []
    /// Whether the store is the demo's.
    public var isDemo = false
    /// Whether SIGTERM and SIGINT end the service; tests that run several in one process say no.
    public var handlesSignals = true
    /// Where the service logs. Text of questions and articles is never logged.
    public var logger: Logger

    public init() {
        logger = Logger(label: "answer")
        logger.logLevel = .warning
    }

    /// Whether only this machine can reach the service.
    var isLoopback: Bool {
        host == "localhost" || host == "::1" || host == "[::1]" || host.hasPrefix("127.")
    }
}

/// What one client may ask of the service.
public struct ServiceLimits: Sendable {
    /// Bytes of a request's body, and of one that brings articles.
    public var bodyBytes = 1 << 20
    public var articleBytes = 32 << 20
    /// Bytes of one header field and of all of them, and how many there may be.
    public var headerFieldBytes = 8 << 10
    public var headerBytes = 16 << 10
    public var headerCount = 100
    /// Open HTTP connections, and Redis connections; more wait, or are refused, until others close.
    public var connections = 4096
    /// Seconds from connecting to the end of the first request's head.
    public var headSeconds = 10.0
    /// Seconds a connection may wait between requests.
    public var idleSeconds = 60.0
    /// Seconds for the whole of a body to arrive.
    public var bodySeconds = 120.0
    /// Seconds a client may leave sent bytes unread.
    public var writeSeconds = 30.0
    /// Seconds that shutting down waits for what is in hand.
    public var shutdownSeconds = 30.0
    /// Redis: bytes of one argument and of a whole command, arguments of a command, commands in hand of a connection.
    public var redisBulkBytes = 1 << 20
    public var redisCommandBytes = 4 << 20
    public var redisArguments = 1024
    public var redisPipeline = 1024

    public init() {}
}
