import Foundation
import GRDB
import Synchronization

/// Answers by the digest of everything they depend on: in memory first, then in a SQLite file of their own, so that
/// writing an answer never waits for an ingest. The file is a cache: a power cut may lose its last seconds, and one
/// that is damaged is started anew.
public final class AnswerCache: Sendable {
    public struct Limits: Sendable {
        /// Bytes of values in memory, and of the file; past it the answers not used for longest go first.
        public var memoryBytes = 16 << 20
        public var fileBytes = 256 << 20
        /// Seconds an answer is kept after it was computed.
        public var age: Int64 = 90 * 86_400

        public init() {}
    }

    /// An answer, and when it was computed, in seconds since 1970.
    public struct Kept: Sendable, Equatable {
        public var value: [UInt8]
        public var created: Int64
    }

    public struct Statistics: Sendable, Equatable {
        public var answers: Int
        /// Bytes of values, and of the file in use.
        public var valueBytes: Int
        public var fileBytes: Int
        /// When the oldest was computed, in seconds since 1970.
        public var oldest: Int64?
        /// Answers by the tag of the model that gave them.
        public var models: [String: Int]
        public var memory: LRUCache<Kept>.Statistics
    }

    public let path: String
    public let limits: Limits
    private let pool: DatabasePool
    private let memory: LRUCache<Kept>
    /// Keys read from the file whose time of use is old, noted with the next write.
    private let used = Mutex<[CacheKey]>([])
    private let clock: @Sendable () -> Int64

    /// Of `used`, in a second.
    private static let useUnits: Int64 = 1_000_000
    private static let applicationID: Int32 = 0x414E_5343

    /// Seconds since 1970.
    public static let systemClock: @Sendable () -> Int64 = { Int64(time(nil)) }

    /// Opens or creates the file at `path`. By `clock`, seconds since 1970, answers grow old.
    public init(
        path: String, limits: Limits = Limits(), clock: @escaping @Sendable () -> Int64 = AnswerCache.systemClock
    ) throws(StoreError) {
        self.path = path
        self.limits = limits
        self.clock = clock
        memory = LRUCache(maximumBytes: limits.memoryBytes)
        do {
            do {
                pool = try Self.open(path)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
                pool = try Self.open(path)
            }
        } catch {
            throw StoreError.from(error, path: path)
        }
    }

    private static func open(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.busyMode = .timeout(2)
        configuration.maximumReaderCount = 4
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.write { db in
            let owner = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            if owner == applicationID { return }
            if owner != 0 || tables > 0 { throw StoreError.notAStore(path: path) }
            try db.execute(
                sql: """
                    -- `used` is in microseconds and no two writes have the same: the order of use, however fast they come.
                    CREATE TABLE models (id INTEGER PRIMARY KEY, tag TEXT NOT NULL UNIQUE);
                    CREATE TABLE answers (
                        key BLOB PRIMARY KEY, value BLOB NOT NULL, model INTEGER NOT NULL,
                        created INTEGER NOT NULL, used INTEGER NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX answers_used ON answers (used);
                    PRAGMA application_id = \(applicationID);
                    """)
        }
        return pool
    }

    public func close() throws(StoreError) {
        do {
            pool.writeWithoutTransaction { _ = try? $0.checkpoint(.truncate) }
            try pool.close()
        } catch {
            throw StoreError.from(error, path: path)
        }
    }

    /// The answer of a key, when it is there and young enough. A damaged file counts as a miss.
    public func value(for key: CacheKey) -> [UInt8]? { kept(for: key)?.value }

    /// The same with the time it was computed at, for those who keep it in yet another form.
    public func kept(for key: CacheKey) -> Kept? { young(key) ?? stored([key])[key] }

    /// What memory has of a key, unless it is too old.
    private func young(_ key: CacheKey) -> Kept? {
        guard let kept = memory.value(for: key), kept.created >= clock() - limits.age else { return nil }
        return kept
    }

    /// The answers of many keys, with one read of the file for those not in memory.
    public func values(for keys: [CacheKey]) -> [CacheKey: [UInt8]] {
        var found: [CacheKey: [UInt8]] = [:]
        var missing: [CacheKey] = []
        for key in keys {
            if let kept = young(key) { found[key] = kept.value } else { missing.append(key) }
        }
        if !missing.isEmpty { found.merge(stored(missing).mapValues(\.value)) { _, new in new } }
        return found
    }

    private func stored(_ keys: [CacheKey]) -> [CacheKey: Kept] {
        let now = clock()
        let oldest = now - limits.age
        var stale: [CacheKey] = []
        let found = try? pool.read { db in
            let statement = try db.cachedStatement(sql: "SELECT value, created, used FROM answers WHERE key = ?")
            var found: [CacheKey: Kept] = [:]
            for key in keys {
                guard let row = try Row.fetchOne(statement, arguments: [Data(key.bytes)]) else { continue }
                let created: Int64 = try row.value(1)
                guard created >= oldest else { continue }
                let value: Data = try row.value(0)
                found[key] = Kept(value: Array(value), created: created)
                if try row.value(2) < (now - 3_600) * Self.useUnits { stale.append(key) }
            }
            return found
        }
        guard let found else { return [:] }
        for (key, kept) in found { memory.insert(kept, for: key, bytes: kept.value.count) }
        if !stale.isEmpty {
            used.withLock { pending in
                pending.append(contentsOf: stale)
                if pending.count > 10_000 { pending.removeFirst(pending.count - 10_000) }
            }
        }
        return found
    }

    /// Keeps answers, each with the tag of the model that gave it, and drops what the limits leave no room for.
    public func insert(_ answers: [(key: CacheKey, value: [UInt8])], model: String) throws(StoreError) {
        if answers.isEmpty { return }
        let now = clock()
        for (key, value) in answers {
            memory.insert(Kept(value: value, created: now), for: key, bytes: value.count)
        }
        let touched = used.withLock { pending in
            defer { pending = [] }
            return pending
        }
        do {
            try pool.write { db in
                try db.cachedStatement(sql: "INSERT OR IGNORE INTO models (tag) VALUES (?)").execute(arguments: [model])
                let id = try Int64.fetchOne(
                    db.cachedStatement(sql: "SELECT id FROM models WHERE tag = ?"), arguments: [model])
                let last = try Int64.fetchOne(db.cachedStatement(sql: "SELECT max(used) FROM answers")) ?? 0
                let use = max(now * Self.useUnits, last + 1)
                let insert = try db.cachedStatement(
                    sql: "INSERT OR REPLACE INTO answers (key, value, model, created, used) VALUES (?, ?, ?, ?, ?)")
                for (key, value) in answers {
                    try insert.execute(arguments: [Data(key.bytes), Data(value), id, now, use])
                }
                let touch = try db.cachedStatement(sql: "UPDATE answers SET used = ? WHERE key = ?")
                for key in touched { try touch.execute(arguments: [use, Data(key.bytes)]) }
                try self.prune(db, now: now)
            }
        } catch {
            throw StoreError.from(error, path: path)
        }
    }

    private func prune(_ db: Database, now: Int64) throws {
        func size() throws -> Int {
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            let free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
            return (pages - free) * (try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 4_096)
        }
        // One that is too old is not found, so it is not used either; those are in the index.
        try db.execute(sql: "DELETE FROM answers WHERE used < ?", arguments: [(now - limits.age) * Self.useUnits])
        if try size() <= limits.fileBytes { return }
        try db.execute(sql: "DELETE FROM answers WHERE created < ?", arguments: [now - limits.age])
        // A tenth at a time, so that the next inserts find room.
        while try size() > limits.fileBytes - limits.fileBytes / 10 {
            let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM answers") ?? 0
            if count == 0 { return }
            try db.execute(
                sql: "DELETE FROM answers WHERE key IN (SELECT key FROM answers ORDER BY used LIMIT ?)",
                arguments: [max(count / 10, 1)])
        }
    }

    public func statistics() throws(StoreError) -> Statistics {
        do {
            return try pool.read { db in
                let row = try Row.fetchOne(
                    db, sql: "SELECT count(*), ifnull(sum(length(value)), 0), min(created) FROM answers")
                var models: [String: Int] = [:]
                for row in try Row.fetchAll(
                    db,
                    sql: "SELECT m.tag, count(*) FROM answers a JOIN models m ON m.id = a.model GROUP BY m.id")
                {
                    models[try row.value(0)] = try row.value(1) as Int
                }
                let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
                return Statistics(
                    answers: try row?.value(0) ?? 0, valueBytes: try row?.value(1) ?? 0, fileBytes: pages * 4_096,
                    oldest: try row?.optional(2),
                    models: models, memory: memory.statistics)
            }
        } catch {
            throw StoreError.from(error, path: path)
        }
    }

    /// Forgets all answers, or those of one model; returns how many.
    @discardableResult
    public func clear(model: String? = nil) throws(StoreError) -> Int {
        do {
            let removed = try pool.write { db in
                if let model {
                    try db.execute(
                        sql: "DELETE FROM answers WHERE model IN (SELECT id FROM models WHERE tag = ?)",
                        arguments: [model])
                } else {
                    try db.execute(sql: "DELETE FROM answers WHERE 1")
                }
                return db.changesCount
            }
            memory.removeAll()
            try pool.vacuum()
            return removed
        } catch {
            throw StoreError.from(error, path: path)
        }
    }
}
