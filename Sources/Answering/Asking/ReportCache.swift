import Store

/// Whole answers of this process, valid for one generation of the store; the least recently used goes first.
struct ReportCache: Sendable {
    private let cache: LRUCache<AskReport>

    init(limit: Int) {
        cache = LRUCache(maximumBytes: .max, maximumCount: limit)
    }

    /// - Parameters:
    ///   - generation: of the store, which every change to it raises.
    ///   - exclusions: the user's, which change what is found.
    static func key(_ request: AskRequest, generation: Int64, exclusions: [String]) -> CacheKey? {
        var request = request
        // Who asks changes only whose turn it is.
        request.client = ""
        request.user = ""
        return CacheKey(hashing: "\(generation)\n\(exclusions)\n\(request)")
    }

    func report(for key: CacheKey) -> AskReport? { cache.value(for: key) }

    func insert(_ report: AskReport, for key: CacheKey) { cache.insert(report, for: key, bytes: 0) }

    var statistics: LRUCache<AskReport>.Statistics { cache.statistics }
}
