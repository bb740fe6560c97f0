import GRDB

extension Store {
    /// Tokenizes or matches stored articles again, without their files: each article's record is read back,
    /// `transform` changes its token ids or its mentions, and the batch replaces the old ones in one transaction.
    ///
    /// Give `tokenizer` when the token ids change. Give `vocabulary` when the mentions change: `transform` must then
    /// replace all of them, by indexes of that vocabulary. An article that another process changed or removed
    /// meanwhile is left alone. Sentences get new ids; their keys stay, as long as ranges do.
    ///
    /// - Returns: how many articles were replaced.
    @discardableResult
    public func reprocess(
        articles keys: [String], tokenizer: String? = nil, vocabulary: IngestTags? = nil,
        transform: (inout ArticleRecord) throws -> Void
    ) throws -> Int {
        var records: [(record: ArticleRecord, tokenizer: String, vocabulary: String, number: Int64)] = []
        for key in keys {
            guard let article = try article(key), var record = try record(of: key) else { continue }
            try transform(&record)
            try record.validate()
            records.append(
                (record, tokenizer ?? article.tokenizer, vocabulary?.vocabulary ?? article.vocabulary, article.number))
        }
        var tags = vocabulary ?? IngestTags(tokenizer: "")
        tags.conceptsAreStored = vocabulary == nil
        let known = concepts.withLock { $0 }
        let (replaced, learned) = try write { db in
            var session = try IngestSession(db: db, tags: tags, cache: known)
            var replaced = 0
            let find = try db.cachedStatement(sql: "SELECT id FROM articles WHERE key = ?")
            for (record, tokenizer, vocabulary, number) in records {
                guard try Int64.fetchOne(find, arguments: [record.id]) == number else { continue }
                _ = try session.remove(key: record.id)
                try session.add(record, tokenizer: tokenizer, vocabulary: vocabulary)
                replaced += 1
            }
            if replaced > 0 { try session.finish() }
            return (replaced, session.interner.cache)
        }
        if vocabulary != nil { concepts.withLock { $0 = learned } }
        return replaced
    }
}
