import Answering
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOHTTP1

/// What a request is answered with: the connection it came over.
struct ConnectionContext: InitializableFromSource, Sendable {
    let channel: any Channel

    init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// One request, as the routes see it.
struct Call {
    var request: Request
    let channel: any Channel
    let argument: Substring
    /// The signed cookie's user.
    let user: String?

    /// Whose exclusions to honour: those without a cookie have none.
    var reader: String { user ?? "anonymous" }

    /// For fairness: the user, or the connection.
    var client: String { user ?? "http:\(ObjectIdentifier(channel).hashValue)" }
}

/// Answers HTTP requests.
struct HTTPService: HTTPResponder {
    typealias Context = ConnectionContext

    let state: ServiceState
    let responses = ResponseCache()
    let checks: RequestGuard

    init(state: ServiceState) {
        self.state = state
        checks = RequestGuard(state)
    }

    func respond(to request: Request, context: ConnectionContext) async throws -> Response {
        let start = ContinuousClock.now
        let path = request.head.path ?? "/"
        let (route, argument) = Route.find(path.prefix { $0 != "?" && $0 != "#" })
        var response: Response
        do {
            response = try await answer(request, context.channel, route, argument)
        } catch {
            response = failure(error, route)
        }
        addOrigin(request.head, to: &response)
        if request.method == .head { response = response.createHeadResponse() }
        record(request.method, route, response.status, since: start)
        return response
    }

    private func answer(
        _ request: Request, _ channel: any Channel, _ route: Route, _ argument: Substring
    ) async throws -> Response {
        try checks.check(request.head, needsKey: !route.isOpen && request.method != .options)
        if route == .nothing { throw HTTPFailure.notFound }
        if request.method == .options { return options(request.head, route) }
        let method = request.method == .head ? "GET" : request.method.rawValue
        guard route.methods.contains(method) else {
            throw HTTPFailure(
                .methodNotAllowed, "bad_method", "use \(route.methods.joined(separator: " or "))",
                allow: allowed(route))
        }
        let user = request.headers[.cookie].flatMap { state.cookie.user(inHeader: $0) }
        var call = Call(request: request, channel: channel, argument: argument, user: user)
        switch route {
        case .graphSearch: return try await searchGraph(&call)
        case .search: return try await method == "GET" ? searchGraphByQuery(call) : searchGraph(&call)
        case .questions: return try await ask(&call)
        case .edge: return try await edge(call)
        case .exclude: return try await method == "GET" ? exclusions(call) : changeExclusions(&call, method)
        case .neighbors: return try await neighbors(call)
        case .passage: return try await readPassage(&call)
        case .articles: return try await addArticles(&call)
        case .article: return try await article(call)
        case .sentence: return try await sentence(call)
        case .terms: return try await terms(call)
        case .health: return health()
        case .info: return try await info()
        case .metrics: return await metricsPage()
        case .description: return text(OpenAPI.document, "application/json")
        case .documentation: return text(Documentation.page, "text/html; charset=utf-8", policy: Documentation.policy)
        case .login: return login()
        case .page: return page(call)
        case .nothing: throw HTTPFailure.notFound
        }
    }

    // MARK: Responses

    /// Headers of every response. Responses are nobody's business but the client's, and nothing may frame them.
    private static let common: HTTPFields = [
        .contentType: "application/json; charset=utf-8", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'", .frameOptions: "DENY",
        .referrerPolicy: "no-referrer", .resourcePolicy: "same-origin",
    ]

    func bytes(_ body: ByteBuffer, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: Self.common, body: ResponseBody(byteBuffer: body))
    }

    func json(_ body: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        bytes(try Self.encode(body), status: status)
    }

    static func encode(_ body: some Encodable) throws -> ByteBuffer {
        let encoder = JSONEncoder()
        // The same answer is the same bytes, whoever asks and whenever.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // JSON has no other way to say it, and a number that is none must not lose the whole response.
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        return ByteBuffer(bytes: try encoder.encode(body))
    }

    func text(_ text: String, _ type: String, policy: String? = nil, cache: String = "no-cache") -> Response {
        var headers = Self.common
        headers[.contentType] = type
        headers[.cacheControl] = cache
        if let policy {
            headers[.contentSecurityPolicy] = policy
            headers[.openerPolicy] = "same-origin"
            headers[.permissionsPolicy] = "camera=(), microphone=(), geolocation=()"
        }
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    private func failure(_ error: any Error, _ route: Route) -> Response {
        let failure: HTTPFailure
        switch error {
        case let error as HTTPFailure: failure = error
        case let error as AnsweringError: failure = HTTPFailure(error)
        case is CancellationError: failure = HTTPFailure(AnsweringError.cancelled)
        case is HTTPParserError: failure = .broken
        case is NIOTooManyBytesError: failure = Self.tooLarge(state.configuration.limits.bodyBytes)
        default:
            failure = HTTPFailure(
                .internalServerError, "internal", "something went wrong in the service; its log says what")
        }
        if failure.status == .internalServerError {
            state.logger.error("\(route.rawValue) failed: \(error)")
        }
        return response(failure)
    }

    private func response(_ failure: HTTPFailure) -> Response {
        let detail = ErrorBody(error: .init(code: failure.code, message: failure.message))
        var response = bytes((try? Self.encode(detail)) ?? ByteBuffer(), status: failure.status)
        if let seconds = failure.retryAfterSeconds { response.headers[.retryAfter] = String(seconds) }
        if let allow = failure.allow { response.headers[.allow] = allow }
        if failure.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        return response
    }

    static func tooLarge(_ limit: Int) -> HTTPFailure {
        HTTPFailure(.contentTooLarge, "too_large", "the body may have at most \(limit) bytes")
    }

    // MARK: Other origins

    private func allowed(_ route: Route) -> String {
        (route.methods + (route.methods.contains("GET") ? ["HEAD", "OPTIONS"] : ["OPTIONS"])).joined(separator: ", ")
    }

    /// What a browser asks before it lets the allowed origin's page call.
    private func options(_ request: HTTPRequest, _ route: Route) -> Response {
        var response = Response(status: .noContent, headers: Self.common)
        response.headers[.contentType] = nil
        response.headers[.allow] = allowed(route)
        if checks.allowOrigin(request) != nil {
            response.headers[.accessControlAllowMethods] = allowed(route)
            response.headers[.accessControlAllowHeaders] = "Authorization, Content-Type, X-API-Key"
            response.headers[.accessControlMaxAge] = "600"
        }
        return response
    }

    private func addOrigin(_ request: HTTPRequest, to response: inout Response) {
        guard checks.corsOrigin != nil else { return }
        response.headers[.vary] = "Origin"
        guard let origin = checks.allowOrigin(request) else { return }
        response.headers[.accessControlAllowOrigin] = origin
        response.headers[.accessControlAllowCredentials] = "true"
        response.headers[.resourcePolicy] = "cross-origin"
    }

    func record(
        _ method: HTTPRequest.Method, _ route: Route, _ status: HTTPResponse.Status,
        since start: ContinuousClock.Instant
    ) {
        let elapsed = start.duration(to: .now)
        state.metrics.noteRequest(route, method: method.rawValue, status: status.code, elapsed)
        state.logger.info("\(method.rawValue) \(route.rawValue) \(status.code) \(elapsed)")
    }

    // MARK: Bodies

    /// The body, if it is not too long.
    func body(_ call: inout Call, limit: Int? = nil) async throws -> ByteBuffer {
        let limit = limit ?? state.configuration.limits.bodyBytes
        if let length = call.request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Self.tooLarge(limit)
        }
        do {
            return try await call.request.collectBody(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge(limit)
        }
    }

    func decode<Body: Decodable>(_ type: Body.Type, _ call: inout Call) async throws -> Body {
        try RequestChecks.decode(type, from: try await body(&call).readableBytesView)
    }

    func percentDecoded(_ text: Substring) throws -> String {
        guard let decoded = text.removingPercentEncoding, !decoded.unicodeScalars.contains("\0") else {
            throw HTTPFailure(.badRequest, "bad_encoding", "the address is not percent-encoded UTF-8")
        }
        return decoded
    }

    func query(_ call: Call) throws -> QueryParameters {
        try QueryParameters(call.request.uri.query)
    }

    /// Signs a cookie for a client that has none yet.
    func named(_ response: Response, _ call: Call) -> Response {
        guard call.user == nil else { return response }
        var response = response
        response.headers[.setCookie] = state.cookie.header(for: state.cookie.newUser())
        return response
    }
}
