import GRDB

/// What a batch changed.
public struct IngestReport: Sendable, Equatable {
    public var added = 0
    public var replaced = 0
    public var sentences = 0

    public init() {}
}

extension Store {
    /// Stores a batch of articles in one transaction: all of them, or none. An article whose id is there already is
    /// replaced; of two with one id the later counts. Edges, postings and totals change by exactly what the articles
    /// hold.
    ///
    /// Batches of some thousand sentences are best: memory and the time readers of old data hold the log grow with
    /// them, while each costs one flush of the disk.
    @discardableResult
    public func ingest(_ batch: [ArticleRecord], tags: IngestTags) throws(StoreError) -> IngestReport {
        for article in batch { try article.validate() }
        var latest: [String: Int] = [:]
        for (index, article) in batch.enumerated() { latest[article.id] = index }
        let known = concepts.withLock { $0 }
        let (report, learned) = try write { db in
            var report = IngestReport()
            var session = try IngestSession(db: db, tags: tags, cache: known)
            for (index, article) in batch.enumerated() where latest[article.id] == index {
                if try session.remove(key: article.id) { report.replaced += 1 } else { report.added += 1 }
                try session.add(article, tokenizer: tags.tokenizer, vocabulary: tags.vocabulary)
                report.sentences += article.paragraphs.reduce(0) { $0 + max($1.sentences.count, 1) }
            }
            try session.finish()
            return (report, session.interner.cache)
        }
        concepts.withLock { $0 = learned }
        return report
    }

    /// Removes articles in one transaction; returns how many were there.
    @discardableResult
    public func remove(articles keys: [String]) throws(StoreError) -> Int {
        try write { db in
            var session = try IngestSession(db: db, tags: IngestTags(tokenizer: ""), cache: ConceptCache())
            var removed = 0
            for key in keys where try session.remove(key: key) { removed += 1 }
            if removed > 0 { try session.finish() }
            return removed
        }
    }

    /// Merges the index into one run and gives the file's free pages back. Takes seconds on large stores and needs
    /// room for a second copy of the file meanwhile.
    public func compact() throws(StoreError) {
        try write { db in try RunIndex(db: db).compact(everything: true) }
        do {
            try pool.vacuum()
            try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        } catch {
            throw StoreError.from(error, path: path)
        }
    }
}

extension ArticleRecord {
    /// The checksum of what the article's own row holds.
    func checksum(id: Int64) -> Int64 {
        var writer = ByteWriter()
        let numbers = [year, month, day].map { $0.map(String.init) }
        for field in [self.id, title, language, sourcePath, journal, doi, pmcid, pubmedID, license, url] + numbers
            + authors
        {
            writer.bytes.append(contentsOf: (field ?? "").utf8)
            writer.byte(field == nil ? 0xFE : 0xFF)
        }
        writer.bytes.append(contentsOf: contentHash)
        return Checksum.sum(writer.bytes, .record, id: id)
    }

    /// Refuses what the tables cannot hold.
    func validate() throws(StoreError) {
        guard !id.isEmpty, id.utf8.count <= 1_000 else {
            throw .invalid("an article's id must have 1 to 1,000 bytes, \"\(id.prefix(40))\" has \(id.utf8.count)")
        }
        if let year, !(1...9_999).contains(year) { throw .invalid("article \(id): year \(year) is out of range") }
        for (ordinal, paragraph) in paragraphs.enumerated() {
            let place = "article \(id), paragraph \(ordinal)"
            var end = 0
            let size = paragraph.text.utf8.count
            for (index, sentence) in paragraph.sentences.enumerated() {
                guard sentence.range.lowerBound >= end, sentence.range.upperBound <= size else {
                    throw .invalid("\(place): sentence \(index) at \(sentence.range) does not fit the text")
                }
                end = sentence.range.upperBound
                guard sentence.tokens.allSatisfy({ $0 >= 0 }) else {
                    throw .invalid("\(place): sentence \(index) has a negative token id")
                }
                for mention in sentence.mentions
                where mention.start < 0 || mention.end < mention.start || Int(mention.end) > sentence.range.count {
                    throw .invalid("\(place): a mention at \(mention.start) is outside sentence \(index)")
                }
            }
        }
    }
}
