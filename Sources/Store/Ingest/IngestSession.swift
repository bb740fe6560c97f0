import Foundation
import GRDB

/// One write transaction that adds and removes articles: rows go out at once, index changes at the end.
struct IngestSession {
    /// A longer paragraph is stored in pieces, cut between sentences, so that reading a sentence stays cheap.
    static let maximumPiece = 32_768

    let db: Database
    private(set) var interner: ConceptInterner
    private var strings = StringInterner()
    private var counters: Counters
    private var batch = IndexBatch()
    private var conceptChanges: [UInt32: (sentences: Int64, articles: Int64, negated: Int64)] = [:]
    /// The article's sentences by concept, each `concept << 1 | negated`.
    private var articleConcepts: [UInt32] = []
    private let insertParagraph: DirectStatement
    private let insertTokens: DirectStatement
    private let insertMentions: DirectStatement

    init(db: Database, tags: IngestTags, cache: ConceptCache) throws {
        self.db = db
        insertParagraph = try DirectStatement(
            db,
            """
            INSERT INTO paragraphs (id, ordinal, base, offset, section, language, ranges, text)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insertTokens = try DirectStatement(db, "INSERT INTO tokens (id, data) VALUES (?, ?)")
        insertMentions = try DirectStatement(db, "INSERT INTO mentions (id, data) VALUES (?, ?)")
        interner = try ConceptInterner(db: db, tags: tags, cache: cache)
        counters = try Counters(db)
    }

    // MARK: Adding

    /// Adds an article; `tokenizer` and `vocabulary` are the digests it is tagged with.
    mutating func add(_ article: ArticleRecord, tokenizer: String, vocabulary: String) throws {
        let id = counters.next
        let year = Int32(article.year ?? 0)
        var next = id
        var words = 0
        var textBytes = 0
        var offset = 0
        var checksum: Int64 = 0
        let tokenizer = try strings.id(of: tokenizer, db)
        let vocabulary = try strings.id(of: vocabulary, db)
        for (ordinal, paragraph) in article.paragraphs.enumerated() {
            var text = paragraph.text
            let section = try strings.id(of: paragraph.section, db)
            try text.withUTF8 { utf8 in
                for piece in Self.pieces(of: paragraph, size: utf8.count) {
                    let base = piece.range.lowerBound
                    let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(utf8)[piece.range])
                    let ranges = piece.sentences.map { $0.range.lowerBound - base..<$0.range.upperBound - base }
                    let stored = try piece.sentences.map { try storedMentions($0.mentions) }
                    for (index, sentence) in piece.sentences.enumerated() {
                        let sentenceID = next + Int64(index)
                        let count = batch.addText(
                            UnsafeBufferPointer(rebasing: utf8[sentence.range]), sentence: sentenceID)
                        words += count
                        indexMentions(
                            stored[index], sentence: sentenceID,
                            quality: SentenceQuality.quality(
                                words: count, section: paragraph.section, paragraph: ordinal,
                                paragraphs: article.paragraphs.count, year: year))
                        counters.mentions += Int64(stored[index].count)
                        counters.tokens += Int64(sentence.tokens.count)
                    }
                    checksum &+= try insertPiece(
                        id: next, ordinal: ordinal, base: base, offset: offset, section: section,
                        language: paragraph.language == article.language ? nil : paragraph.language,
                        ranges: ParagraphBlobs.ranges(ranges), text: bytes,
                        tokens: ParagraphBlobs.tokens(piece.sentences.map(\.tokens)),
                        mentions: ParagraphBlobs.mentions(stored))
                    next += Int64(piece.sentences.count)
                }
                textBytes += utf8.count
                offset += utf8.count + 1
            }
        }
        let sentences = next - id
        let ids = max(sentences, 1)
        endArticle(year: year, sign: 1)
        try insertRow(
            article, id: id, ids: ids, sentences: sentences, words: words, textBytes: textBytes, tokenizer: tokenizer,
            vocabulary: vocabulary, checksum: checksum &+ article.checksum(id: id))
        counters.next = id + ids
        counters.articles += 1
        counters.sentences += sentences
        counters.words += Int64(words)
        counters.textBytes += Int64(textBytes)
    }

    /// A paragraph's sentences in pieces of at most `maximumPiece` bytes, or one sentence where a single one is longer.
    private static func pieces(
        of paragraph: ParagraphRecord, size: Int
    ) -> [(range: Range<Int>, sentences: [SentenceRecord])] {
        let sentences = paragraph.sentences.isEmpty ? [SentenceRecord(range: 0..<size)] : paragraph.sentences
        if size <= maximumPiece { return [(0..<size, sentences)] }
        var pieces: [(range: Range<Int>, sentences: [SentenceRecord])] = []
        var start = 0
        var held: [SentenceRecord] = []
        for sentence in sentences {
            if !held.isEmpty, sentence.range.upperBound - start > maximumPiece {
                pieces.append((start..<sentence.range.lowerBound, held))
                start = sentence.range.lowerBound
                held = []
            }
            held.append(sentence)
        }
        pieces.append((start..<size, held))
        return pieces
    }

    private mutating func storedMentions(_ mentions: [MentionRecord]) throws -> [StoredMention] {
        var stored: [StoredMention] = []
        stored.reserveCapacity(mentions.count)
        for mention in mentions {
            stored.append(
                StoredMention(
                    concept: try interner.number(of: mention.concept), start: mention.start, end: mention.end,
                    isNegated: mention.isNegated, isHedged: mention.isHedged))
        }
        for index in stored.indices.dropFirst() where stored[index].start < stored[index - 1].start {
            stored.sort { ($0.start, $0.end) < ($1.start, $1.end) }
            break
        }
        return stored
    }

    private mutating func indexMentions(_ mentions: [StoredMention], sentence: Int64, quality: UInt8) {
        guard !mentions.isEmpty else { return }
        for (concept, isNegated) in batch.addMentions(mentions, sentence: sentence, quality: quality) {
            articleConcepts.append(concept << 1 | (isNegated ? 1 : 0))
        }
    }

    private mutating func endArticle(year: Int32, sign: Int32) {
        batch.pairs.endArticle(year: year, sign: sign)
        let factor = Int64(sign)
        articleConcepts.sort()
        var index = 0
        while index < articleConcepts.count {
            let concept = articleConcepts[index] >> 1
            var sentences: Int64 = 0
            var negated: Int64 = 0
            while index < articleConcepts.count, articleConcepts[index] >> 1 == concept {
                sentences += 1
                negated += Int64(articleConcepts[index] & 1)
                index += 1
            }
            let change = conceptChanges[concept] ?? (0, 0, 0)
            conceptChanges[concept] = (
                change.sentences + factor * sentences, change.articles + factor, change.negated + factor * negated
            )
        }
        articleConcepts.removeAll(keepingCapacity: true)
    }

    private func insertPiece(
        id: Int64, ordinal: Int, base: Int, offset: Int, section: Int64, language: String?, ranges: [UInt8],
        text: UnsafeRawBufferPointer, tokens: [UInt8], mentions: [UInt8]
    ) throws -> Int64 {
        insertParagraph.bind(1, id)
        for (column, value) in [ordinal, base, offset].enumerated() {
            insertParagraph.bind(Int32(column) + 2, Int64(value))
        }
        insertParagraph.bind(5, section)
        insertParagraph.bind(6, language)
        insertParagraph.bind(7, ranges)
        insertParagraph.bind(8, text)
        try insertParagraph.run()
        for (statement, data) in [(insertTokens, tokens), (insertMentions, mentions)] {
            statement.bind(1, id)
            statement.bind(2, data)
            try statement.run()
        }
        return Checksum.sum(ranges, .ranges, id: id) &+ Checksum.sum(text, .text, id: id)
            &+ Checksum.sum(tokens, .tokens, id: id) &+ Checksum.sum(mentions, .mentions, id: id)
    }

    private func insertRow(
        _ article: ArticleRecord, id: Int64, ids: Int64, sentences: Int64, words: Int, textBytes: Int,
        tokenizer: Int64, vocabulary: Int64, checksum: Int64
    ) throws {
        let authors = String(decoding: try JSONEncoder().encode(article.authors), as: UTF8.self)
        try db.cachedStatement(
            sql: """
                INSERT INTO articles (
                    id, key, title, authors, journal, year, month, day, doi, pmcid, pubmed, license, url,
                    language, confidence, hash, path, ingested, ids, sentences, words, text_bytes, tokenizer,
                    vocabulary, checksum)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                id, article.id, article.title, authors, article.journal, article.year, article.month, article.day,
                article.doi, article.pmcid, article.pubmedID, article.license, article.url, article.language,
                Double(article.languageConfidence), Data(article.contentHash), article.sourcePath,
                Int64(Date().timeIntervalSince1970), ids, sentences, words, textBytes, tokenizer, vocabulary, checksum,
            ])
        if !article.sourcePath.isEmpty {
            for table in ["failures", "skipped"] {
                try db.cachedStatement(sql: "DELETE FROM \(table) WHERE path = ?").execute(arguments: [
                    article.sourcePath
                ])
            }
        }
    }

    // MARK: Removing

    /// Takes an article away with all it counted for; false when there is none of that key.
    mutating func remove(key: String) throws -> Bool {
        let find = try db.cachedStatement(
            sql: "SELECT id, ids, sentences, words, text_bytes, year FROM articles WHERE key = ?")
        guard let row = try Row.fetchOne(find, arguments: [key]) else { return false }
        let id: Int64 = try row.value(0)
        let ids: Int64 = try row.value(1)
        let sentences: Int64 = try row.value(2)
        let words: Int64 = try row.value(3)
        let textBytes: Int64 = try row.value(4)
        let year: Int32 = try row.optional(5) ?? 0
        guard id > 0, ids > 0, id < 1 << 60, ids < 1 << 60 else { throw Damage("the ids of article \(key)") }
        let last = id + ids - 1
        try takeAwayMentions(first: id, last: last, year: year)
        let arguments: StatementArguments = [id, last]
        for table in ["tokens", "mentions", "paragraphs", "articles"] {
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE id BETWEEN ? AND ?").execute(arguments: arguments)
        }
        try db.cachedStatement(sql: "INSERT INTO removed (first, count) VALUES (?, ?)").execute(arguments: [id, ids])
        counters.articles -= 1
        counters.sentences -= sentences
        counters.words -= words
        counters.textBytes -= textBytes
        return true
    }

    /// Subtracts the pairs and counts of an article's stored mentions, and its tokens and mentions from the totals.
    private mutating func takeAwayMentions(first: Int64, last: Int64, year: Int32) throws {
        let statement = try db.cachedStatement(
            sql: """
                SELECT p.ranges, m.data, t.data FROM paragraphs p
                JOIN mentions m ON m.id = p.id JOIN tokens t ON t.id = p.id
                WHERE p.id BETWEEN ? AND ? ORDER BY p.id
                """)
        var distinct: [(concept: UInt32, isNegated: Bool)] = []
        let rows = try Row.fetchCursor(statement, arguments: [first, last])
        while let row = try rows.next() {
            let ranges: Data = try row.value(0)
            let mentions: Data = try row.value(1)
            let tokens: Data = try row.value(2)
            let count = try ranges.withUnsafeBytes { try ParagraphBlobs.decodeRanges($0).count }
            for sentence in try mentions.withUnsafeBytes({ try ParagraphBlobs.decodeMentions($0, sentences: count) }) {
                counters.mentions -= Int64(sentence.count)
                IndexBatch.collectDistinct(sentence, into: &distinct)
                for (concept, isNegated) in distinct {
                    articleConcepts.append(concept << 1 | (isNegated ? 1 : 0))
                }
                batch.pairs.addSentence(distinct)
            }
            for ids in try tokens.withUnsafeBytes({ try ParagraphBlobs.decodeTokens($0, sentences: count) }) {
                counters.tokens -= Int64(ids.count)
            }
        }
        endArticle(year: year, sign: -1)
    }

    // MARK: Finishing

    /// Writes the index changes and the totals.
    mutating func finish() throws {
        let update = try DirectStatement(
            db,
            """
            UPDATE concepts SET sentences = sentences + ?, articles = articles + ?, negated = negated + ? WHERE id = ?
            """)
        for (concept, change) in conceptChanges.sorted(by: { $0.key < $1.key })
        where change != (0, 0, 0) {
            update.bind(1, change.sentences)
            update.bind(2, change.articles)
            update.bind(3, change.negated)
            update.bind(4, Int64(concept))
            try update.run()
        }
        let index = RunIndex(db: db)
        if !batch.isEmpty {
            let sequence = try Int.fetchOne(db, sql: "SELECT max(sequence) FROM runs") ?? 0
            try index.write(level: 0, sequence: sequence + 1) { try batch.write(to: &$0) }
            try index.compact()
        }
        counters.generation += 1
        try counters.save(db)
    }
}
