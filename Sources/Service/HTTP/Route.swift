/// What a path leads to. The raw value is the path's pattern, which metrics and logs name instead of the path itself.
enum Route: String, CaseIterable, Sendable {
    case graphSearch = "/gsearch"
    case search = "/search"
    case questions = "/qasearch"
    case edge = "/edge/{edge}"
    case exclude = "/exclude"
    case neighbors = "/neighbors/{id}"
    case passage = "/answer"
    case articles = "/articles"
    case article = "/articles/{id}"
    case sentence = "/sentences/{key}"
    case terms = "/terms"
    case health = "/health"
    case info = "/info"
    case metrics = "/metrics"
    case description = "/openapi.json"
    case documentation = "/docs"
    case login = "/login"
    case page = "page"
    case nothing = "other"

    /// The route of a path, and what stands in the pattern's place, still percent-encoded.
    static func find(_ path: Substring) -> (route: Route, argument: Substring) {
        if let route = fixed[path] { return (route, "") }
        for (prefix, route) in prefixes where path.hasPrefix(prefix) && path.utf8.count > prefix.utf8.count {
            return (route, path.dropFirst(prefix.count))
        }
        if Page.assets[String(path)] != nil || path == "/index" || path == "/index.html" { return (.page, "") }
        return (.nothing, "")
    }

    private static let fixed: [Substring: Route] = {
        let patterned: Set<Route> = [.edge, .neighbors, .article, .sentence, .page, .nothing]
        return Dictionary(
            uniqueKeysWithValues: allCases.filter { !patterned.contains($0) }.map { (Substring($0.rawValue), $0) })
    }()

    private static let prefixes: [(String, Route)] = [
        ("/edge/", .edge), ("/neighbors/", .neighbors), ("/articles/", .article), ("/sentences/", .sentence),
    ]

    /// Methods that the route takes; HEAD goes with GET, and OPTIONS with all.
    var methods: [String] {
        switch self {
        case .graphSearch, .questions, .passage, .articles: ["POST"]
        case .search: ["GET", "POST"]
        case .exclude: ["GET", "POST", "DELETE"]
        default: ["GET"]
        }
    }

    /// Whether anybody may see it although there is a key: what the page needs to ask for one, and whether it runs.
    var isOpen: Bool {
        switch self {
        case .page, .health, .description, .documentation: true
        default: false
        }
    }
}
