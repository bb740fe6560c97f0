import GRDB

/// Numbers strings that many rows share: section names and digests.
struct StringInterner {
    private var known: [String: Int64] = [:]

    mutating func id(of value: String, _ db: Database) throws -> Int64 {
        if let id = known[value] { return id }
        let find = try db.cachedStatement(sql: "SELECT id FROM strings WHERE value = ?")
        if let id = try Int64.fetchOne(find, arguments: [value]) {
            known[value] = id
            return id
        }
        try db.cachedStatement(sql: "INSERT INTO strings (value) VALUES (?)").execute(arguments: [value])
        let id = db.lastInsertedRowID
        known[value] = id
        return id
    }
}
