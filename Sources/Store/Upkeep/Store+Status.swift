import Foundation
import GRDB

/// What a store holds.
public struct StoreStatus: Sendable, Equatable {
    public var version = 0
    public var articles = 0
    public var sentences = 0
    public var words = 0
    public var tokens = 0
    public var mentions = 0
    /// Concepts that occur in a sentence.
    public var concepts = 0
    /// Unordered pairs of concepts that share a sentence.
    public var edges = 0
    /// UTF-8 bytes of all paragraphs.
    public var textBytes = 0
    /// Bytes of the file and of its log.
    public var fileBytes = 0
    public var logBytes = 0
    /// First and last year of publication.
    public var years: ClosedRange<Int>?
    /// Articles by language, by the tokenizer's digest and by the vocabulary's.
    public var languages: [String: Int] = [:]
    public var tokenizers: [String: Int] = [:]
    public var vocabularies: [String: Int] = [:]
    public var failures = 0
    /// Sources left out, by language.
    public var skipped: [String: Int] = [:]
    /// Sorted runs of the index; `compact` leaves one.
    public var runs = 0
}

extension Store {
    /// Counts and sizes. Cost: counting the edges reads the graph once for each generation of the store.
    public func status() throws(StoreError) -> StoreStatus {
        try read { db in
            var status = StoreStatus()
            let counters = try Counters(db)
            status.version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            status.articles = Int(counters.articles)
            status.sentences = Int(counters.sentences)
            status.words = Int(counters.words)
            status.tokens = Int(counters.tokens)
            status.mentions = Int(counters.mentions)
            status.textBytes = Int(counters.textBytes)
            status.concepts = try Int.fetchOne(db, sql: "SELECT count(*) FROM concepts WHERE sentences > 0") ?? 0
            status.edges = try edgeCount(db, generation: counters.generation)
            status.fileBytes = Self.size(of: path)
            status.logBytes = Self.size(of: path + "-wal")
            let row = try Row.fetchOne(db, sql: "SELECT min(year), max(year) FROM articles WHERE year > 0")
            if let first: Int = try row?.optional(0), let last: Int = try row?.optional(1), first <= last {
                status.years = first...last
            }
            status.languages = try counts(db, "SELECT language, count(*) FROM articles GROUP BY language")
            status.tokenizers = try counts(
                db, "SELECT s.value, count(*) FROM articles a JOIN strings s ON s.id = a.tokenizer GROUP BY s.id")
            status.vocabularies = try counts(
                db, "SELECT s.value, count(*) FROM articles a JOIN strings s ON s.id = a.vocabulary GROUP BY s.id")
            status.failures = try Int.fetchOne(db, sql: "SELECT count(*) FROM failures") ?? 0
            status.skipped = try counts(db, "SELECT language, count(*) FROM skipped GROUP BY language")
            status.runs = try RunIndex(db: db).runs().count
            return status
        }
    }

    /// A number that rises with every change of articles or mentions; what was derived from the store at one
    /// generation holds as long as it stays.
    public func generation() throws(StoreError) -> Int64 { try read { try Counters($0).generation } }

    /// Distinct sentences, articles and text bytes, without counting anything.
    public func totals() throws(StoreError) -> (articles: Int, sentences: Int, textBytes: Int) {
        try read { db in
            let counters = try Counters(db)
            return (Int(counters.articles), Int(counters.sentences), Int(counters.textBytes))
        }
    }

    private func edgeCount(_ db: Database, generation: Int64) throws -> Int {
        if let known = edges.withLock({ $0 }), known.generation == generation { return known.count }
        let reader = try GraphReader(db, store: self)
        var count = 0
        try reader.forEachEdgeList { concept, edges in
            var last: UInt32?
            for edge in edges where edge.neighbor > concept && edge.neighbor != last && edge.sentences > 0 {
                last = edge.neighbor
                count += 1
            }
        }
        edges.withLock { $0 = (generation, count) }
        return count
    }

    private func counts(_ db: Database, _ sql: String) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in try Row.fetchAll(db, sql: sql) { counts[try row.value(0)] = try row.value(1) as Int }
        return counts
    }

    private static func size(of path: String) -> Int {
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? NSNumber
        return size?.intValue ?? 0
    }
}
