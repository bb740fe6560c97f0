import Foundation
import GRDB

extension Store {
    /// The keys and content hashes of all articles in order of key, as bytes to be hashed: equal for stores of the
    /// same articles, however they were filled. Reads some 50 bytes an article.
    public func contentDigest() throws(StoreError) -> [UInt8] {
        try read { db in
            var bytes: [UInt8] = []
            let rows = try Row.fetchCursor(db.cachedStatement(sql: "SELECT key, hash FROM articles ORDER BY key"))
            while let row = try rows.next() {
                bytes.append(contentsOf: (try row.value(0) as String).utf8)
                bytes.append(0)
                bytes.append(contentsOf: try row.value(1) as Data)
            }
            return bytes
        }
    }

    /// Digests of the tokenizers that made the store's token ids.
    public func tokenizers() throws(StoreError) -> [String] {
        try read { db in
            try String.fetchAll(
                db.cachedStatement(
                    sql: "SELECT value FROM strings WHERE id IN (SELECT DISTINCT tokenizer FROM articles)"))
        }
    }
}
