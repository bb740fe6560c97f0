import GRDB

/// Names in pieces, for clients that walk through everything without holding it.
extension Store {
    /// Articles' keys with their numbers, ascending, from a number on.
    public func articleKeys(from number: Int64, limit: Int) throws(StoreError) -> [(id: Int64, key: String)] {
        try read { db in
            let statement = try db.cachedStatement(
                sql: "SELECT id, key FROM articles WHERE id >= ? ORDER BY id LIMIT ?")
            return try Row.fetchAll(statement, arguments: [number, limit]).map { (try $0.value(0), try $0.value(1)) }
        }
    }

    /// The edges of concepts from a number on to concepts with higher numbers, named `{cui}:{cui}`, at least `limit`
    /// of them if there are so many, and the concept to go on from.
    public func edgeNames(from number: Int64, limit: Int) throws(StoreError) -> (names: [String], next: Int64?) {
        try read { db in
            let reader = try GraphReader(db, store: self)
            let statement = try db.cachedStatement(
                sql: "SELECT id, cui FROM concepts WHERE id >= ? AND sentences > 0 ORDER BY id")
            let rows = try Row.fetchCursor(statement, arguments: [number])
            var names: [String] = []
            while let row = try rows.next() {
                let id: Int64 = try row.value(0)
                if names.count >= limit { return (names, id) }
                let concept = UInt32(truncatingIfNeeded: id)
                let cui: String = try row.value(1)
                var last: UInt32?
                for edge in try reader.edges(of: concept)
                where edge.neighbor > concept && edge.neighbor != last && edge.sentences > 0 {
                    last = edge.neighbor
                    if let other = try reader.concept(edge.neighbor) { names.append("\(cui):\(other.cui)") }
                }
            }
            return (names, nil)
        }
    }
}
