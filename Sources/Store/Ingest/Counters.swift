import GRDB

/// Totals kept with every change, so that nothing has to be counted to be known.
struct Counters {
    /// The next sentence id.
    var next: Int64 = 1
    var articles: Int64 = 0
    var sentences: Int64 = 0
    /// Words of all sentences, as the full-text index counts them.
    var words: Int64 = 0
    /// UTF-8 bytes of all paragraphs.
    var textBytes: Int64 = 0
    var mentions: Int64 = 0
    var tokens: Int64 = 0
    /// Rises with every change of articles or mentions.
    var generation: Int64 = 0

    private static let columns: [(String, WritableKeyPath<Counters, Int64> & Sendable)] = [
        ("next", \.next), ("articles", \.articles), ("sentences", \.sentences), ("words", \.words),
        ("text_bytes", \.textBytes), ("mentions", \.mentions), ("tokens", \.tokens), ("generation", \.generation),
    ]

    init() {}

    init(_ db: Database) throws {
        let rows = try Row.fetchCursor(try db.cachedStatement(sql: "SELECT name, value FROM meta"))
        while let row = try rows.next() {
            let name: String = try row.value(0)
            guard let column = Self.columns.first(where: { $0.0 == name }) else { continue }
            let value: Int64 = try row.value(1)
            guard value >= 0, value < 1 << 60 else {
                throw Damage("the total of \(name)")
            }
            self[keyPath: column.1] = value
        }
    }

    func save(_ db: Database) throws {
        let statement = try db.cachedStatement(
            sql: "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        for (name, path) in Self.columns { try statement.execute(arguments: [name, self[keyPath: path]]) }
    }
}
