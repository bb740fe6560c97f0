import Foundation
import HTTPTypes

/// What a request must show before anything is done for it.
struct RequestGuard: Sendable {
    let isLoopback: Bool
    let host: String
    let corsOrigin: String?
    let key: SecretComparison?

    init(_ state: ServiceState) {
        isLoopback = state.configuration.isLoopback
        host = state.configuration.host.lowercased()
        corsOrigin = state.configuration.corsOrigin
        key = state.key
    }

    /// - Parameter needsKey: whether what is asked for is behind the key, if there is one.
    func check(_ request: HTTPRequest, needsKey: Bool) throws {
        try checkHost(request)
        try checkOrigin(request)
        if needsKey, let key {
            guard let given = Self.key(of: request), key.matches(given) else {
                throw HTTPFailure(
                    .unauthorized, "key_required", "show the API key as “Authorization: Bearer KEY” or “X-API-Key: KEY”"
                )
            }
        }
    }

    /// A name of somebody else's that leads to this machine makes the browser treat their page as ours; such a request
    /// still carries their name.
    private func checkHost(_ request: HTTPRequest) throws {
        guard isLoopback else { return }
        var name = (request.authority ?? "").lowercased()
        if name.hasPrefix("[") {
            name = name.firstIndex(of: "]").map { String(name[...$0]) } ?? name
        } else if let colon = name.firstIndex(of: ":") {
            name = String(name[..<colon])
        }
        guard ["localhost", "127.0.0.1", "[::1]", host].contains(name) else {
            throw HTTPFailure(.forbidden, "bad_host", "this service answers to localhost and 127.0.0.1 only")
        }
    }

    /// State changes only at the wish of this service's own page, the allowed origin, or a client without origins.
    private func checkOrigin(_ request: HTTPRequest) throws {
        let isSafe = request.method == .get || request.method == .head || request.method == .options
        let site = request.headerFields[.fetchSite]
        if let origin = request.headerFields[.origin] {
            guard !isSafe, origin != corsOrigin, !isOwn(origin, request) else { return }
            throw HTTPFailure(.forbidden, "bad_origin", "pages of other origins may not do this")
        }
        // Browsers that leave the origin out still say where a request comes from.
        let isForeign = site == "cross-site" || site == "same-site"
        if isForeign, !isSafe || request.path?.hasPrefix("/login") ?? false {
            throw HTTPFailure(.forbidden, "bad_origin", "pages of other origins may not do this")
        }
    }

    private func isOwn(_ origin: String, _ request: HTTPRequest) -> Bool {
        guard let authority = request.authority?.lowercased() else { return false }
        let origin = origin.lowercased()
        return origin == "http://" + authority || origin == "https://" + authority
    }

    private static func key(of request: HTTPRequest) -> String? {
        if let key = request.headerFields[.apiKey] { return key }
        guard let header = request.headerFields[.authorization] else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    /// What the allowed origin's pages are told, by exact match; nothing for any other.
    func allowOrigin(_ request: HTTPRequest) -> String? {
        guard let corsOrigin, request.headerFields[.origin] == corsOrigin else { return nil }
        return corsOrigin
    }
}

extension HTTPField.Name {
    // The names are constants of the right form; the fallbacks are never used.
    static let apiKey = HTTPField.Name("X-API-Key") ?? .authorization
    static let fetchSite = HTTPField.Name("Sec-Fetch-Site") ?? .origin
    static let frameOptions = HTTPField.Name("X-Frame-Options") ?? .contentSecurityPolicy
    static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .contentSecurityPolicy
    static let resourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy") ?? .contentSecurityPolicy
    static let openerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy") ?? .contentSecurityPolicy
    static let permissionsPolicy = HTTPField.Name("Permissions-Policy") ?? .contentSecurityPolicy
}
