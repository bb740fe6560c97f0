import Foundation
import GRDB

/// A source that could not be read, and why.
public struct IngestFailure: Sendable, Equatable {
    public var path: String
    public var error: String
    /// Seconds since 1970.
    public var time: Int64
}

/// A source that was left out for its language.
public struct SkippedSource: Sendable, Equatable {
    public var path: String
    public var language: String
    /// The content's digest; while it is the same there is nothing to look at again.
    public var contentHash: [UInt8]

    public init(path: String, language: String, contentHash: [UInt8]) {
        self.path = path
        self.language = language
        self.contentHash = contentHash
    }
}

extension Store {
    /// Notes sources that failed; a later success under the same path takes the note away.
    public func recordFailures(_ failures: [(path: String, error: String)]) throws(StoreError) {
        if failures.isEmpty { return }
        try write { db in
            let statement = try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO failures (path, error, time) VALUES (?, ?, ?)")
            let time = Int64(Date().timeIntervalSince1970)
            for (path, error) in failures { try statement.execute(arguments: [path, error, time]) }
        }
    }

    public func failures() throws(StoreError) -> [IngestFailure] {
        try read { db in
            try Row.fetchAll(db, sql: "SELECT path, error, time FROM failures ORDER BY path").map {
                IngestFailure(path: try $0.value(0), error: try $0.value(1), time: try $0.value(2))
            }
        }
    }

    /// Forgets failures, all or those of some paths.
    public func clearFailures(_ paths: [String]? = nil) throws(StoreError) {
        try write { db in
            guard let paths else { return try db.execute(sql: "DELETE FROM failures") }
            for path in paths { try db.execute(sql: "DELETE FROM failures WHERE path = ?", arguments: [path]) }
        }
    }

    /// Notes sources that were left out for their language.
    public func recordSkipped(_ sources: [SkippedSource]) throws(StoreError) {
        if sources.isEmpty { return }
        try write { db in
            let statement = try db.cachedStatement(
                sql: "INSERT OR REPLACE INTO skipped (path, language, hash, time) VALUES (?, ?, ?, ?)")
            let time = Int64(Date().timeIntervalSince1970)
            for source in sources {
                try statement.execute(arguments: [source.path, source.language, Data(source.contentHash), time])
            }
        }
    }

    /// The sources left out, of all or some paths.
    public func skipped(paths: [String]? = nil) throws(StoreError) -> [SkippedSource] {
        try read { db in
            func source(_ row: Row) throws -> SkippedSource {
                let hash: Data = try row.value(2)
                return SkippedSource(path: try row.value(0), language: try row.value(1), contentHash: Array(hash))
            }
            let query = "SELECT path, language, hash FROM skipped"
            guard let paths else { return try Row.fetchAll(db, sql: query + " ORDER BY path").map(source) }
            let statement = try db.cachedStatement(sql: query + " WHERE path = ?")
            return try paths.compactMap { try Row.fetchOne(statement, arguments: [$0]).map(source) }
        }
    }
}
