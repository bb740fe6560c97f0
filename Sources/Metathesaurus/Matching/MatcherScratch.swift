import Synchronization

/// Working memory of a ``ConceptMatcher``: keep one for each thread and pass it to every call.
public struct MatcherScratch: ~Copyable, Sendable {
    var scanner = WordScanner()
    var marks = WordMarks()
    var candidates = GrowingBuffer<Candidate>()
    var triggers = GrowingBuffer<ContextRules.Trigger>()
    var typeCounts = GrowingBuffer<UInt32>()
    private var cache: WordCache?
    private var pool: WordCachePool?

    public init() {}

    /// The words seen with the matcher that `pool` belongs to.
    mutating func cache(of pool: WordCachePool) -> WordCache {
        if let cache, self.pool === pool { return cache }
        if let cache { self.pool?.giveBack(cache) }
        let taken = pool.take()
        cache = taken
        self.pool = pool
        return taken
    }

    deinit {
        if let cache { pool?.giveBack(cache) }
    }
}

/// The caches of a matcher that no scratch uses now. To make one costs more than to match a sentence, and what the last
/// one has seen the next one is going to see.
final class WordCachePool: Sendable {
    /// Caches kept, at most: as many as threads are likely to ask for at once.
    private static let limit = 16
    private let caches = Mutex<[WordCache]>([])

    func take() -> WordCache { caches.withLock { $0.popLast() } ?? WordCache() }

    func giveBack(_ cache: WordCache) {
        caches.withLock { if $0.count < Self.limit { $0.append(cache) } }
    }
}

/// An occurrence of a name, before overlaps are resolved.
struct Candidate: BitwiseCopyable {
    var firstToken: UInt32
    var endToken: UInt32
    var pattern: UInt32
}
