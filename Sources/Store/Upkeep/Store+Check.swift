import Foundation
import GRDB

extension Store {
    /// Verifies the whole store and says what is wrong with it; an empty list means nothing is.
    ///
    /// SQLite's own integrity and foreign-key checks; every article's checksum, ranges and totals; then all words,
    /// mentions and pairs are derived again from the sentences and compared with the index, the graph and the
    /// concepts' counts. Reads every byte; takes about ten seconds a million sentences.
    public func check(progress: (_ articles: Int, _ of: Int) -> Void = { _, _ in }) throws(StoreError) -> [String] {
        do {
            return try pool.read { db in
                var checker = StoreChecker(db: db, store: self)
                return try checker.run(progress)
            }
        } catch {
            let error = StoreError.from(error, path: path)
            if case .damaged(_, let detail) = error { return [detail] }
            throw error
        }
    }
}

private struct StoreChecker {
    let db: Database
    let store: Store
    private var problems: [String] = []
    private var expected = DerivedData()
    private var totals = Counters()
    private var concepts: [UInt32: (sentences: Int64, articles: Int64, negated: Int64)] = [:]
    private var scanner = TermScanner()
    private var pairs = PairCounter()

    private static let maximumProblems = 50

    init(db: Database, store: Store) {
        self.db = db
        self.store = store
    }

    mutating func run(_ progress: (Int, Int) -> Void) throws -> [String] {
        for message in try String.fetchAll(db, sql: "PRAGMA integrity_check") where message != "ok" { note(message) }
        for row in try Row.fetchAll(db, sql: "PRAGMA foreign_key_check") {
            let table: String? = try row.optional(0)
            note("a row of \(table ?? "a table") refers to nothing")
        }
        // The index of a file with broken pages would only repeat the same news.
        if !problems.isEmpty { return problems }
        try checkArticles(progress)
        try checkTotals()
        try checkConcepts()
        try checkIndex()
        return problems
    }

    private mutating func note(_ problem: String) {
        if problems.count < Self.maximumProblems { problems.append(problem) }
    }

    private mutating func checkArticles(_ progress: (Int, Int) -> Void) throws {
        let saved = try Counters(db)
        let rows = try Row.fetchCursor(
            db,
            sql: "SELECT id, ids, sentences, words, text_bytes, year, checksum, key FROM articles ORDER BY id")
        var pieces = PieceReader(db: db, columns: [.tokens, .mentions])
        var paragraphs: Int64 = 0
        var end: Int64 = 0
        while let row = try rows.next() {
            let id: Int64 = try row.value(0)
            let ids: Int64 = try row.value(1)
            let sentences: Int64 = try row.value(2)
            let key: String = try row.value(7)
            guard id >= max(end, 1), ids > 0, id < 1 << 60, ids < 1 << 60, sentences >= 0 else {
                note("article \(key): its sentence ids overlap those of another")
                continue
            }
            end = id + ids
            let year: Int32 = try row.optional(5) ?? 0
            var found = (sentences: Int64(0), words: Int64(0), bytes: Int64(0), checksum: Int64(0))
            do {
                for piece in try pieces.pieces(in: id..<end) {
                    paragraphs += 1
                    if piece.id != id + found.sentences { note("article \(key): sentence \(piece.id) is missing") }
                    found.bytes += Int64(piece.text.count)
                    found.words += derive(piece)
                    found.sentences += Int64(piece.ranges.count)
                    found.checksum &+= try checksum(of: piece)
                }
            } catch let damage as Damage {
                note("article \(key): \(damage.detail)")
            }
            endArticle(year: year)
            if let record = try ArticleRecord(key: key, withText: false, db) {
                found.checksum &+= record.checksum(id: id)
            }
            if found.sentences != sentences { note("article \(key): \(sentences) sentences, \(found.sentences) found") }
            if try found.checksum != row.value(6) { note("article \(key): its text or ids have changed on the disk") }
            if try found.words != row.value(3) || found.bytes != row.value(4) {
                note("article \(key): its totals do not fit its text")
            }
            totals.articles += 1
            totals.sentences += found.sentences
            totals.words += found.words
            totals.textBytes += found.bytes
            if totals.articles % 64 == 0 { progress(Int(totals.articles), Int(saved.articles)) }
        }
        if end > saved.next { note("sentence ids are above the next one to use") }
        let all = try Int64.fetchOne(db, sql: "SELECT count(*) FROM paragraphs") ?? 0
        if all != paragraphs { note("\(all - paragraphs) paragraphs belong to no article") }
        progress(Int(totals.articles), Int(saved.articles))
    }

    /// Derives a piece's words, lengths, postings and pairs; returns its number of words.
    private mutating func derive(_ piece: Piece) -> Int64 {
        var words: Int64 = 0
        var distinct: [(concept: UInt32, isNegated: Bool)] = []
        for (index, range) in piece.ranges.enumerated() {
            let sentence = piece.id + Int64(index)
            var frequencies: [UInt64: Int] = [:]
            var count = 0
            piece.text.withUnsafeBufferPointer { text in
                scanner.forEachWord(in: UnsafeBufferPointer(rebasing: text[range])) { word, length in
                    let stem = PorterStemmer.stem(word, count: length)
                    frequencies[DerivedData.hash(UnsafeBufferPointer(start: word, count: stem)), default: 0] += 1
                    count += 1
                }
            }
            for (hash, frequency) in frequencies {
                expected.addTerm(hash, sentence: sentence, frequency: UInt8(min(frequency, 255)))
            }
            expected.addLength(UInt8(min(count, 255)), sentence: sentence)
            words += Int64(count)
            let mentions = piece.mentions[index]
            totals.mentions += Int64(mentions.count)
            totals.tokens += Int64(piece.tokens[index].count)
            IndexBatch.collectDistinct(mentions, into: &distinct)
            for (concept, isNegated) in distinct {
                let position = mentions.first { $0.concept == concept }?.start ?? 0
                expected.addPosting(
                    concept,
                    ConceptPosting(sentence: sentence, position: position, quality: 0, isNegated: isNegated))
                concepts[concept, default: (0, 0, 0)].sentences += 1
                if isNegated { concepts[concept, default: (0, 0, 0)].negated += 1 }
                articleConcepts.insert(concept)
            }
            pairs.addSentence(distinct)
        }
        return words
    }

    private var articleConcepts: Set<UInt32> = []

    private mutating func endArticle(year: Int32) {
        for concept in articleConcepts { concepts[concept, default: (0, 0, 0)].articles += 1 }
        articleConcepts.removeAll(keepingCapacity: true)
        pairs.endArticle(year: year, sign: 1)
        var expected = expected
        pairs.forEachConcept { concept, counts in
            for count in counts { expected.addEdge(concept, count) }
        }
        self.expected = expected
    }

    private func checksum(of piece: Piece) throws -> Int64 {
        var sum = Checksum.sum(piece.text, .text, id: piece.id)
        for (query, column) in [
            ("SELECT ranges FROM paragraphs WHERE id = ?", Checksum.Column.ranges),
            ("SELECT data FROM tokens WHERE id = ?", .tokens), ("SELECT data FROM mentions WHERE id = ?", .mentions),
        ] {
            let data = try Data.fetchOne(db.cachedStatement(sql: query), arguments: [piece.id]) ?? Data()
            sum &+= data.withUnsafeBytes { Checksum.sum($0, column, id: piece.id) }
        }
        return sum
    }

    private mutating func checkTotals() throws {
        let saved = try Counters(db)
        for (name, path) in [
            ("articles", \Counters.articles), ("sentences", \.sentences), ("words", \.words),
            ("text bytes", \.textBytes), ("mentions", \.mentions), ("tokens", \.tokens),
        ] where saved[keyPath: path] != totals[keyPath: path] {
            note("the total of \(name) is \(saved[keyPath: path]), counted \(totals[keyPath: path])")
        }
    }

    private mutating func checkConcepts() throws {
        let rows = try DirectStatement(db, StoredConcept.query, isShared: false)
        while try rows.next() {
            let concept = try StoredConcept(rows)
            let counted = concepts.removeValue(forKey: concept.number) ?? (0, 0, 0)
            if (Int64(concept.sentences), Int64(concept.articles), Int64(concept.negated)) != counted {
                note("concept \(concept.cui): its counts do not fit its mentions")
            }
        }
        for number in concepts.keys.sorted() { note("a mention names concept \(number), which is not there") }
    }

    private mutating func checkIndex() throws {
        var found = DerivedData()
        let index = RunIndex(db: db)
        let removed = try index.removedRanges()
        do {
            for run in try index.runs() {
                let cursor = try RunCursor(db: db, slot: run.slot)
                var last: [UInt8] = []
                while try cursor.next() {
                    let key = cursor.key
                    if !last.isEmpty, !precedes(last, key) { throw Damage("the index is out of order") }
                    last = key
                    try cursor.payload.withUnsafeBytes { try Self.add($0, key: key, removed: removed, to: &found) }
                }
            }
        } catch let damage as Damage {
            note(damage.detail)
            return
        }
        if found.terms != expected.terms { note("the full-text index does not fit the sentences") }
        if found.lengths != expected.lengths { note("the index of sentence lengths does not fit the sentences") }
        if found.postings != expected.postings { note("the index of concepts does not fit the mentions") }
        if found.edges != expected.edges { note("the graph's counts do not fit the mentions") }
    }

    private static func add(
        _ payload: UnsafeRawBufferPointer, key: [UInt8], removed: RemovedRanges, to found: inout DerivedData
    ) throws {
        switch key.first {
        case IndexKey.term:
            var postings = TermPostings()
            try postings.append(payload, without: removed)
            let hash = DerivedData.hash(key.dropFirst())
            for (sentence, frequency) in zip(postings.sentences, postings.frequencies) {
                found.addTerm(hash, sentence: sentence, frequency: frequency)
            }
        case IndexKey.lengths:
            var lengths = LengthList()
            try lengths.append(payload, without: removed)
            for segment in lengths.segments {
                for (offset, length) in segment.lengths.enumerated() {
                    found.addLength(length, sentence: segment.first + Int64(offset))
                }
            }
        case IndexKey.postings:
            guard let concept = IndexKey.concept(in: key) else { throw Damage("a concept's key in the index") }
            var postings: [ConceptPosting] = []
            try ConceptPostings.decode(payload, without: removed, into: &postings)
            for posting in postings { found.addPosting(concept, posting) }
        case IndexKey.adjacency:
            guard let concept = IndexKey.concept(in: key) else { throw Damage("a concept's key in the index") }
            try Adjacency.forEach(payload) { found.addEdge(concept, $0) }
        default: throw Damage("an index key of unknown kind")
        }
    }
}
