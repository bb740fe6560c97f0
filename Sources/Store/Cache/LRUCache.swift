import Synchronization

/// A bounded map from digests to values that forgets the least recently used first. All operations take constant time;
/// keys are spread over shards with a lock each, so that threads seldom wait for one another.
public final class LRUCache<Value: Sendable>: Sendable {
    public struct Statistics: Sendable, Equatable {
        public var count = 0
        public var bytes = 0
        public var hits = 0
        public var misses = 0
        public var evictions = 0

        public init() {}
    }

    private let shards: [Shard]

    /// - Parameters:
    ///   - maximumBytes: bound on the sum of the values' sizes as given to `insert`, with `entryOverhead` for each.
    ///   - maximumCount: bound on the number of values.
    ///   - shards: rounded up to a power of two; each holds its share of the bounds.
    public init(maximumBytes: Int, maximumCount: Int = .max, shards: Int = 8) {
        var count = 1
        while count < min(max(shards, 1), 256) { count *= 2 }
        self.shards = (0..<count).map { _ in
            Shard(
                maximumBytes: max(maximumBytes / count, 0),
                maximumCount: maximumCount == .max ? .max : max((maximumCount + count - 1) / count, 0))
        }
    }

    /// What a value costs beside its own bytes.
    public static var entryOverhead: Int { 96 }

    @inline(__always)
    private func shard(of key: CacheKey) -> Shard {
        shards[Int(truncatingIfNeeded: key.words.1) & (shards.count - 1)]
    }

    /// The value of a key, which becomes the most recently used.
    public func value(for key: CacheKey) -> Value? { shard(of: key).entries.withLock { $0.value(for: key) } }

    /// Sets a value of some size in bytes. One larger than a shard's share is not kept.
    public func insert(_ value: Value, for key: CacheKey, bytes: Int) {
        let shard = shard(of: key)
        let (cost, overflow) = max(bytes, 0).addingReportingOverflow(Self.entryOverhead)
        shard.entries.withLock {
            $0.insert(
                value, for: key, cost: overflow ? .max : cost, maximumBytes: shard.maximumBytes,
                maximumCount: shard.maximumCount)
        }
    }

    public func remove(_ key: CacheKey) { shard(of: key).entries.withLock { $0.remove(key) } }

    public func removeAll() {
        for shard in shards { shard.entries.withLock { $0 = Entries(statistics: $0.statistics) } }
    }

    public var statistics: Statistics {
        shards.reduce(into: Statistics()) { sum, shard in
            let part = shard.entries.withLock { $0.statistics }
            sum.count += part.count
            sum.bytes += part.bytes
            sum.hits += part.hits
            sum.misses += part.misses
            sum.evictions += part.evictions
        }
    }

    private final class Shard: Sendable {
        let maximumBytes: Int
        let maximumCount: Int
        let entries = Mutex(Entries(statistics: Statistics()))

        init(maximumBytes: Int, maximumCount: Int) {
            self.maximumBytes = maximumBytes
            self.maximumCount = maximumCount
        }
    }

    /// A doubly linked list in an array, newest first, and where each key stands in it.
    private struct Entries {
        struct Node {
            var key: CacheKey
            var value: Value?
            var cost: Int
            var newer: Int
            var older: Int
        }
        var statistics: Statistics
        private var nodes: [Node] = []
        private var places: [CacheKey: Int] = [:]
        private var free: [Int] = []
        private var newest = -1
        private var oldest = -1

        init(statistics: Statistics) {
            self.statistics = statistics
            self.statistics.count = 0
            self.statistics.bytes = 0
        }

        mutating func value(for key: CacheKey) -> Value? {
            guard let place = places[key] else {
                statistics.misses += 1
                return nil
            }
            statistics.hits += 1
            if place != newest {
                unlink(place)
                link(place)
            }
            return nodes[place].value
        }

        mutating func insert(_ value: Value, for key: CacheKey, cost: Int, maximumBytes: Int, maximumCount: Int) {
            remove(key)
            guard cost <= maximumBytes, maximumCount > 0 else { return }
            while oldest >= 0, statistics.count >= maximumCount || statistics.bytes > maximumBytes - cost {
                remove(nodes[oldest].key)
                statistics.evictions += 1
            }
            let node = Node(key: key, value: value, cost: cost, newer: -1, older: -1)
            let place: Int
            if let reused = free.popLast() {
                nodes[reused] = node
                place = reused
            } else {
                place = nodes.count
                nodes.append(node)
            }
            places[key] = place
            link(place)
            statistics.count += 1
            statistics.bytes += cost
        }

        mutating func remove(_ key: CacheKey) {
            guard let place = places.removeValue(forKey: key) else { return }
            unlink(place)
            statistics.count -= 1
            statistics.bytes -= nodes[place].cost
            nodes[place].value = nil
            free.append(place)
        }

        private mutating func link(_ place: Int) {
            nodes[place].newer = -1
            nodes[place].older = newest
            if newest >= 0 { nodes[newest].newer = place }
            newest = place
            if oldest < 0 { oldest = place }
        }

        private mutating func unlink(_ place: Int) {
            let (newer, older) = (nodes[place].newer, nodes[place].older)
            if newer >= 0 { nodes[newer].older = older } else { newest = older }
            if older >= 0 { nodes[older].newer = newer } else { oldest = newer }
        }
    }
}
