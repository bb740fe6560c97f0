import Foundation
import GRDB

/// An article as it is stored, without its text.
public struct StoredArticle: Sendable, Equatable {
    /// The ids of its sentences; the first is the article's own number.
    public var sentences: Range<Int64>
    /// The key it was ingested under.
    public var id: String
    public var title: String
    public var authors: [String]
    public var journal: String?
    public var year: Int?
    public var month: Int?
    public var day: Int?
    public var doi: String?
    public var pmcid: String?
    public var pubmedID: String?
    public var license: String?
    public var url: String?
    public var language: String
    public var languageConfidence: Float
    public var contentHash: [UInt8]
    public var sourcePath: String
    /// Seconds since 1970.
    public var ingestTime: Int64
    public var textBytes: Int
    /// Digests of what made its token ids and its mentions.
    public var tokenizer: String
    public var vocabulary: String

    public var number: Int64 { sentences.lowerBound }

    static let query = """
        SELECT a.id, a.key, a.title, a.authors, a.journal, a.year, a.month, a.day, a.doi, a.pmcid, a.pubmed, a.license,
            a.url, a.language, a.confidence, a.hash, a.path, a.ingested, a.sentences, a.text_bytes, t.value, v.value
        FROM articles a JOIN strings t ON t.id = a.tokenizer JOIN strings v ON v.id = a.vocabulary
        """

    init(_ row: Row) throws {
        let first: Int64 = try row.value(0)
        let count: Int64 = try row.value(18)
        guard first > 0, first < 1 << 60, count >= 0, count < 1 << 60 else { throw Damage("an article's ids") }
        sentences = first..<first + count
        id = try row.value(1)
        title = try row.value(2)
        let names: Data = try row.value(3)
        authors = (try? JSONDecoder().decode([String].self, from: names)) ?? []
        journal = try row.optional(4)
        year = try row.optional(5)
        month = try row.optional(6)
        day = try row.optional(7)
        doi = try row.optional(8)
        pmcid = try row.optional(9)
        pubmedID = try row.optional(10)
        license = try row.optional(11)
        url = try row.optional(12)
        language = try row.value(13)
        languageConfidence = Float(try row.value(14) as Double)
        let hash: Data = try row.value(15)
        contentHash = Array(hash)
        sourcePath = try row.value(16)
        ingestTime = try row.value(17)
        textBytes = try row.value(19)
        tokenizer = try row.value(20)
        vocabulary = try row.value(21)
    }
}

extension Store {
    /// The article of a key.
    public func article(_ key: String) throws(StoreError) -> StoredArticle? {
        try read { db in
            try Row.fetchOne(db.cachedStatement(sql: StoredArticle.query + " WHERE a.key = ?"), arguments: [key])
                .map(StoredArticle.init)
        }
    }

    /// The articles that hold these sentences, by sentence id.
    public func articles(ofSentences ids: [Int64]) throws(StoreError) -> [Int64: StoredArticle] {
        try read { db in
            let statement = try db.cachedStatement(
                sql: StoredArticle.query + " WHERE a.id <= ? ORDER BY a.id DESC LIMIT 1")
            var found: [Int64: StoredArticle] = [:]
            var last: StoredArticle?
            for id in ids.sorted() {
                if last?.sentences.contains(id) != true {
                    last = try Row.fetchOne(statement, arguments: [id]).map(StoredArticle.init)
                }
                if let last, last.sentences.contains(id) { found[id] = last }
            }
            return found
        }
    }

    /// The keys of all articles, in the order they were stored.
    public func articleKeys() throws(StoreError) -> [String] {
        try read { db in try String.fetchAll(db.cachedStatement(sql: "SELECT key FROM articles ORDER BY id")) }
    }

    /// The content hashes of those of the keys that are stored, to skip what has not changed.
    public func contentHashes(of keys: [String]) throws(StoreError) -> [String: [UInt8]] {
        try read { db in
            let statement = try db.cachedStatement(sql: "SELECT hash FROM articles WHERE key = ?")
            var hashes: [String: [UInt8]] = [:]
            for key in keys {
                if let hash = try Data.fetchOne(statement, arguments: [key]) { hashes[key] = Array(hash) }
            }
            return hashes
        }
    }

    /// Keys of the articles whose token ids another tokenizer made, or whose mentions another vocabulary; nil asks
    /// nothing of that.
    public func articleKeys(
        notTokenizedBy tokenizer: String? = nil, notMatchedBy vocabulary: String? = nil
    ) throws(StoreError) -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: """
                    SELECT key FROM articles a JOIN strings t ON t.id = a.tokenizer JOIN strings v ON v.id = a.vocabulary
                    WHERE (?1 IS NOT NULL AND t.value <> ?1) OR (?2 IS NOT NULL AND v.value <> ?2) ORDER BY a.id
                    """, arguments: [tokenizer, vocabulary])
        }
    }

    /// An article's whole record again, with its text, token ids and mentions. The mentions' concepts are the store's
    /// numbers, not those of a vocabulary; `reprocess` takes them back.
    public func record(of key: String) throws(StoreError) -> ArticleRecord? {
        try read { db in try ArticleRecord(key: key, db) }
    }
}

extension ArticleRecord {
    init?(key: String, withText: Bool = true, _ db: Database) throws {
        let find = try db.cachedStatement(sql: StoredArticle.query + " WHERE a.key = ?")
        guard let article = try Row.fetchOne(find, arguments: [key]).map(StoredArticle.init) else { return nil }
        self.init(
            id: article.id, title: article.title, authors: article.authors, journal: article.journal,
            year: article.year, month: article.month, day: article.day, doi: article.doi, pmcid: article.pmcid,
            pubmedID: article.pubmedID, license: article.license, url: article.url, language: article.language,
            languageConfidence: article.languageConfidence, contentHash: article.contentHash,
            sourcePath: article.sourcePath)
        if !withText { return }
        var pieces = PieceReader(db: db, columns: [.tokens, .mentions])
        var ordinal = -1
        for piece in try pieces.pieces(in: article.sentences) {
            if piece.ordinal != ordinal {
                ordinal = piece.ordinal
                paragraphs.append(ParagraphRecord(section: piece.section, text: "", language: piece.language))
            }
            let last = paragraphs.count - 1
            paragraphs[last].text += String(decoding: piece.text, as: UTF8.self)
            for (index, range) in piece.ranges.enumerated() {
                paragraphs[last].sentences.append(
                    SentenceRecord(
                        range: range.lowerBound + piece.base..<range.upperBound + piece.base,
                        tokens: piece.tokens[index],
                        mentions: piece.mentions[index].map {
                            MentionRecord(
                                concept: $0.concept, start: $0.start, end: $0.end, isNegated: $0.isNegated,
                                isHedged: $0.isHedged)
                        }))
            }
        }
    }
}
