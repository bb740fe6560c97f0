/// What keeps the service from starting.
public enum ServiceError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Others could reach `host`, and no key is set.
    case keyRequired(host: String)
    case emptyKey
    case badPort(Int)
    case badOrigin(String)
    /// The address cannot be listened on.
    case cannotListen(host: String, port: Int, reason: String)

    public var description: String {
        switch self {
        case .keyRequired(let host):
            "\(host) can be reached from other machines: set --api-key (or ANSWER_API_KEY), or listen on 127.0.0.1"
        case .emptyKey: "the API key is empty: give one, or leave the option out to listen on this machine only"
        case .badPort(let port): "\(port) is not a port; use 0 to 65535"
        case .badOrigin(let text): "“\(text)” is not an origin; write scheme://host:port, such as http://localhost:3000"
        case .cannotListen(let host, let port, let reason):
            "cannot listen on \(host):\(port): \(reason); choose another port with --port or --redis-port"
        }
    }
}
