import GRDB

/// Which sentence ids belong to which article of which year: three flat arrays, loaded once for each generation of
/// the store and only when a filter asks for them.
struct ArticleDirectory: Sendable {
    var generation: Int64
    /// First sentence id of each article, ascending.
    var starts: [Int64] = []
    var ends: [Int64] = []
    var years: [Int32] = []

    init(_ db: Database, generation: Int64) throws {
        self.generation = generation
        let rows = try Row.fetchCursor(
            try db.cachedStatement(sql: "SELECT id, ids, year FROM articles ORDER BY id"))
        while let row = try rows.next() {
            let id: Int64 = try row.value(0)
            let ids: Int64 = try row.value(1)
            starts.append(id)
            ends.append(id &+ ids)
            years.append(try row.optional(2) ?? 0)
        }
    }

    /// The place of the article that holds a sentence.
    func index(of sentence: Int64) -> Int? {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= sentence { low = middle + 1 } else { high = middle }
        }
        guard low > 0, sentence < ends[low - 1] else { return nil }
        return low - 1
    }
}

extension Store {
    /// The directory of what `db` sees.
    func directory(_ db: Database) throws -> ArticleDirectory {
        let generation = try Counters(db).generation
        if let known = directory.withLock({ $0 }), known.generation == generation { return known }
        let loaded = try ArticleDirectory(db, generation: generation)
        directory.withLock { $0 = loaded }
        return loaded
    }
}
