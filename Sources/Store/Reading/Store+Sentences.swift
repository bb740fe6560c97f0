import GRDB

/// A sentence with where it stands.
public struct StoredSentence: Sendable, Equatable {
    public var id: Int64
    /// The number of its article: the id of the article's first sentence.
    public var article: Int64
    /// The key its article was ingested under.
    public var articleKey: String
    /// Its place in the article, from 0.
    public var index: Int
    public var year: Int?
    public var section: String
    /// Its paragraph's place in the article.
    public var paragraph: Int
    /// UTF-8 bytes of the paragraph.
    public var range: Range<Int>
    /// Where the sentence starts in the article's text: all paragraphs joined by a line feed.
    public var offset: Int
    public var text: String
    /// WordPiece ids without special tokens.
    public var tokens: [Int32]
    public var mentions: [StoredMention]

    public var key: SentenceKey { SentenceKey(article: articleKey, index: index) }
}

/// A sentence and its neighbours in the same article.
public struct SentenceContext: Sendable, Equatable {
    public var sentence: StoredSentence
    public var before: [StoredSentence]
    public var after: [StoredSentence]
}

extension Store {
    /// The sentences of these ids in this order; ids that are not there are left out. Each paragraph is read once.
    public func sentences(_ ids: [Int64]) throws(StoreError) -> [StoredSentence] {
        try read { db in
            let found = try SentenceReader(db: db).read(Set(ids))
            return ids.compactMap { found[$0] }
        }
    }

    /// As `sentences`, each with up to `window` sentences on either side.
    public func sentences(_ ids: [Int64], window: Int) throws(StoreError) -> [SentenceContext] {
        let window = Int64(min(max(window, 0), 1_000))
        return try read { db in
            var wanted = Set<Int64>()
            for id in ids where id >= 0 && id < 1 << 60 { wanted.formUnion(max(id - window, 0)...id + window) }
            let found = try SentenceReader(db: db).read(wanted)
            return ids.compactMap { id in
                guard let sentence = found[id] else { return nil }
                func neighbours(_ range: Range<Int64>) -> [StoredSentence] {
                    range.compactMap { found[$0] }.filter { $0.article == sentence.article }
                }
                return SentenceContext(
                    sentence: sentence, before: neighbours(max(id - window, 0)..<id),
                    after: neighbours(id + 1..<id + 1 + window))
            }
        }
    }

    /// The ids of sentences named by keys; whatever names none is left out.
    public func sentenceIDs(_ keys: [SentenceKey]) throws(StoreError) -> [SentenceKey: Int64] {
        try read { db in
            let statement = try db.cachedStatement(sql: "SELECT id, sentences FROM articles WHERE key = ?")
            var ids: [SentenceKey: Int64] = [:]
            for key in keys {
                guard let row = try Row.fetchOne(statement, arguments: [key.article]) else { continue }
                let first: Int64 = try row.value(0)
                let count: Int64 = try row.value(1)
                if first >= 0, first < 1 << 60, Int64(key.index) < count { ids[key] = first + Int64(key.index) }
            }
            return ids
        }
    }

    /// An article's sentences in order, without the rest of its record.
    public func sentences(ofArticle key: String) throws(StoreError) -> [StoredSentence] {
        guard let article = try article(key) else { return [] }
        return try sentences(Array(article.sentences))
    }
}

/// Reads sentences in the order of their ids, so that each paragraph and article is fetched once.
struct SentenceReader {
    let db: Database

    func read(_ ids: Set<Int64>) throws -> [Int64: StoredSentence] {
        var pieces = PieceReader(db: db, columns: [.tokens, .mentions])
        let findArticle = try db.cachedStatement(
            sql: "SELECT id, sentences, key, year FROM articles WHERE id <= ? ORDER BY id DESC LIMIT 1")
        var found: [Int64: StoredSentence] = [:]
        found.reserveCapacity(ids.count)
        var piece: Piece?
        var article: (ids: Range<Int64>, key: String, year: Int?)?
        for id in ids.sorted() {
            if article?.ids.contains(id) != true {
                article = nil
                guard let row = try Row.fetchOne(findArticle, arguments: [id]) else { continue }
                let first: Int64 = try row.value(0)
                let count: Int64 = try row.value(1)
                guard count > 0, first >= 0, count < 1 << 60, first < 1 << 60 else { continue }
                article = (first..<first + count, try row.value(2), try row.optional(3))
            }
            guard let article, article.ids.contains(id) else { continue }
            if piece.map({ id >= $0.id && id - $0.id < Int64($0.ranges.count) }) != true {
                piece = try pieces.piece(holding: id)
            }
            guard let piece else { continue }
            let place = Int(id - piece.id)
            let range = piece.ranges[place]
            found[id] = StoredSentence(
                id: id, article: article.ids.lowerBound, articleKey: article.key,
                index: Int(id - article.ids.lowerBound), year: article.year, section: piece.section,
                paragraph: piece.ordinal, range: range.lowerBound + piece.base..<range.upperBound + piece.base,
                offset: piece.offset + piece.base + range.lowerBound,
                text: String(decoding: piece.text[range], as: UTF8.self), tokens: piece.tokens[place],
                mentions: piece.mentions[place])
        }
        return found
    }
}
