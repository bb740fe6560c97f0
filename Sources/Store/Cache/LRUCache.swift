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

    @usableFromInline let shards: [Shard]

    /// - Parameters:
    ///   - maximumBytes: bound on the sum of the values' sizes as given to `insert`, with `entryOverhead` for each.
    ///   - maximumCount: bound on the number of values.
    @inlinable
    public init(maximumBytes: Int, maximumCount: Int = .max) {
        // Each shard holds its share of the bounds; a few values in eight of them would not share the room fairly.
        let count = maximumCount < 64 ? 1 : 8
        shards = (0..<count).map { _ in
            Shard(
                maximumBytes: max(maximumBytes / count, 0),
                maximumCount: maximumCount == .max ? .max : max((maximumCount + count - 1) / count, 0))
        }
    }

    /// What a value costs beside its own bytes.
    @inlinable
    public static var entryOverhead: Int { 96 }

    @inlinable @inline(__always)
    func shard(of key: CacheKey) -> Shard {
        shards[Int(truncatingIfNeeded: key.words.1) & (shards.count - 1)]
    }

    /// The value of a key, which becomes the most recently used.
    @inlinable
    public func value(for key: CacheKey) -> Value? { shard(of: key).entries.withLock { $0.value(for: key) } }

    /// Sets a value of some size in bytes. One larger than a shard's share is not kept.
    @inlinable
    public func insert(_ value: Value, for key: CacheKey, bytes: Int) {
        let shard = shard(of: key)
        let (cost, overflow) = max(bytes, 0).addingReportingOverflow(Self.entryOverhead)
        shard.entries.withLock {
            $0.insert(
                value, for: key, cost: overflow ? .max : cost, maximumBytes: shard.maximumBytes,
                maximumCount: shard.maximumCount)
        }
    }

    @inlinable
    public func remove(_ key: CacheKey) { shard(of: key).entries.withLock { $0.remove(key) } }

    @inlinable
    public func removeAll() {
        for shard in shards { shard.entries.withLock { $0 = Entries(statistics: $0.statistics) } }
    }

    @inlinable
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

    // Visible to the compiler of other modules, which can then make code for their own kinds of value.
    @usableFromInline
    final class Shard: Sendable {
        @usableFromInline let maximumBytes: Int
        @usableFromInline let maximumCount: Int
        @usableFromInline let entries = Mutex(Entries(statistics: Statistics()))

        @usableFromInline
        init(maximumBytes: Int, maximumCount: Int) {
            self.maximumBytes = maximumBytes
            self.maximumCount = maximumCount
        }
    }

    /// A doubly linked list in an array, newest first, and where each key stands in it.
    @usableFromInline
    struct Entries {
        @usableFromInline
        struct Node {
            @usableFromInline var key: CacheKey
            @usableFromInline var value: Value?
            @usableFromInline var cost: Int
            @usableFromInline var newer: Int
            @usableFromInline var older: Int

            @inlinable
            init(key: CacheKey, value: Value?, cost: Int, newer: Int, older: Int) {
                self.key = key
                self.value = value
                self.cost = cost
                self.newer = newer
                self.older = older
            }
        }
        @usableFromInline var statistics: Statistics
        @usableFromInline var nodes: [Node] = []
        @usableFromInline var places: [CacheKey: Int] = [:]
        @usableFromInline var free: [Int] = []
        @usableFromInline var newest = -1
        @usableFromInline var oldest = -1

        @inlinable
        init(statistics: Statistics) {
            self.statistics = statistics
            self.statistics.count = 0
            self.statistics.bytes = 0
        }

        @inlinable
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

        @inlinable
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

        @inlinable
        mutating func remove(_ key: CacheKey) {
            guard let place = places.removeValue(forKey: key) else { return }
            unlink(place)
            statistics.count -= 1
            statistics.bytes -= nodes[place].cost
            nodes[place].value = nil
            free.append(place)
        }

        @inlinable
        mutating func link(_ place: Int) {
            nodes[place].newer = -1
            nodes[place].older = newest
            if newest >= 0 { nodes[newest].newer = place }
            newest = place
            if oldest < 0 { oldest = place }
        }

        @inlinable
        mutating func unlink(_ place: Int) {
            let (newer, older) = (nodes[place].newer, nodes[place].older)
            if newer >= 0 { nodes[newer].older = older } else { newest = older }
            if older >= 0 { nodes[older].newer = newer } else { oldest = newer }
        }
    }
}
