import GRDB

/// A concept of the store with what it counts for in the graph.
public struct StoredConcept: Sendable, Hashable {
    /// The store's own number.
    public var number: UInt32
    public var cui: String
    public var name: String
    public var semanticTypes: [SemanticTypeRecord]
    /// Distinct sentences and articles that mention it; the articles are its rank.
    public var sentences: Int
    public var articles: Int
    /// Sentences in which all its mentions are negated.
    public var negated: Int

    static let query = "SELECT id, cui, name, types, sentences, articles, negated FROM concepts"

    /// - Parameters:
    ///   - row: where a statement that starts with `query` is.
    ///   - types: decodes the column of semantic types.
    init(
        _ row: DirectStatement, types: (String) -> [SemanticTypeRecord] = { ConceptInterner.decode($0) }
    ) throws {
        guard let number = UInt32(exactly: try row.integer(0)) else { throw Damage("a concept's number") }
        self.number = number
        cui = try row.text(1)
        name = try row.text(2)
        semanticTypes = types(try row.text(3))
        sentences = Int(try row.integer(4))
        articles = Int(try row.integer(5))
        negated = Int(try row.integer(6))
    }
}

/// The graph as one read transaction sees it. Not to be kept after it, nor used from two threads.
public final class GraphReader {
    private let db: Database
    private let store: Store
    private let index: RunIndex
    private let runs: [RunIndex.Run]
    private let removed: RemovedRanges
    private var concepts: [UInt32: StoredConcept] = [:]
    private var postings: [UInt32: [ConceptPosting]] = [:]
    private var types: [String: [SemanticTypeRecord]] = [:]
    private var tally: EdgeTally?
    /// Distinct sentences of the store, the base of pointwise mutual information.
    public let sentences: Int

    init(_ db: Database, store: Store) throws {
        self.db = db
        self.store = store
        index = RunIndex(db: db)
        runs = try index.runs()
        removed = try index.removedRanges()
        sentences = Int(try Counters(db).sentences)
    }

    deinit { if let tally { store.tallies.giveBack(tally) } }

    /// A concept by its number.
    public func concept(_ number: UInt32) throws -> StoredConcept? {
        if let known = concepts[number] { return known }
        let statement = try DirectStatement(db, StoredConcept.query + " WHERE id = ?")
        statement.bind(1, Int64(number))
        return try concept(statement)
    }

    /// A concept by its CUI.
    public func concept(cui: String) throws -> StoredConcept? {
        let statement = try DirectStatement(db, StoredConcept.query + " WHERE cui = ?")
        statement.bind(1, cui)
        return try concept(statement)
    }

    private func concept(_ row: DirectStatement) throws -> StoredConcept? {
        defer { row.reset() }
        guard try row.next() else { return nil }
        // A few hundred combinations of types serve all concepts.
        let concept = try StoredConcept(row) { text in
            if let known = types[text] { return known }
            let decoded = ConceptInterner.decode(text)
            types[text] = decoded
            return decoded
        }
        concepts[concept.number] = concept
        return concept
    }

    /// Calls `body` with every concept that occurs in a sentence, by number.
    public func forEachConcept(_ body: (StoredConcept) throws -> Void) throws {
        let rows = try DirectStatement(
            db, StoredConcept.query + " WHERE sentences > 0 ORDER BY id", isShared: false)
        while try rows.next() { try body(StoredConcept(rows)) }
    }

    /// Calls `body` with the totals of each of a concept's neighbours, in no particular order. Cost: some nanoseconds
    /// a neighbour.
    public func forEachNeighbor(
        of concept: UInt32, years: YearFilter? = nil, _ body: (EdgeTotals) throws -> Void
    ) throws {
        var tally = try self.tally ?? store.tallies.take(concepts: highestConcept())
        self.tally = nil
        let table = YearTable(years)
        // A tally that met damage is not used again: its table is not clean.
        try index.forEachPayload(of: IndexKey.concept(IndexKey.adjacency, concept), in: runs) {
            try tally.add($0, years: table)
        }
        try tally.drain(body)
        self.tally = tally
    }

    private func highestConcept() throws -> Int {
        let highest = try Int.fetchOne(db.cachedStatement(sql: "SELECT ifnull(max(id), 0) FROM concepts")) ?? 0
        guard highest < 1 << 31 else { throw Damage("a concept's number") }
        return highest
    }

    /// The counts by year of a concept's edges to some neighbours, each ascending in year.
    public func years(
        of concept: UInt32, to neighbors: some Sequence<UInt32>, years: YearFilter? = nil
    ) throws -> [UInt32: [EdgeCount]] {
        let wanted = Array(Set(neighbors))
        if wanted.isEmpty { return [:] }
        // One look in a table for each entry of the list, a dictionary only for wanted numbers that share a place.
        let (several, none) = (UInt16.max, UInt16.max - 1)
        var places = [UInt16](repeating: none, count: 1 << 16)
        var shared: [UInt32: Int] = [:]
        for (place, neighbor) in wanted.enumerated() {
            let slot = Int(neighbor & 0xFFFF)
            if places[slot] == none, place < Int(none) {
                places[slot] = UInt16(place)
            } else {
                if places[slot] < none { shared[wanted[Int(places[slot])]] = Int(places[slot]) }
                places[slot] = several
                shared[neighbor] = place
            }
        }
        let table = YearTable(years)
        var found = [[EdgeCount]](repeating: [], count: wanted.count)
        try index.forEachPayload(of: IndexKey.concept(IndexKey.adjacency, concept), in: runs) { payload in
            try places.withUnsafeBufferPointer { places in
                try Adjacency.forEachNeighbor(payload) { sum, yearBytes in
                    let place = places[Int(sum.neighbor & 0xFFFF)]
                    if place == none { return }
                    var index = Int(place)
                    if place == several {
                        guard let other = shared[sum.neighbor] else { return }
                        index = other
                    } else if wanted[index] != sum.neighbor {
                        return
                    }
                    guard let yearBytes else { return found[index].append(sum) }
                    try Adjacency.forEachYear(yearBytes, of: sum.neighbor) { found[index].append($0) }
                }
            }
        }
        var result: [UInt32: [EdgeCount]] = [:]
        result.reserveCapacity(wanted.count)
        for (place, neighbor) in wanted.enumerated() {
            if let table { found[place].removeAll { !table.contains($0.year) } }
            Adjacency.combine(&found[place])
            if !found[place].isEmpty { result[neighbor] = found[place] }
        }
        return result
    }

    /// The counts of a concept's edges, by neighbour and year. Cost: some nanoseconds an entry.
    public func edges(of concept: UInt32) throws -> [EdgeCount] {
        var lists: [[EdgeCount]] = []
        try index.forEachPayload(of: IndexKey.concept(IndexKey.adjacency, concept), in: runs) { payload in
            var list: [EdgeCount] = []
            list.reserveCapacity(payload.count / 3)
            try Adjacency.decode(payload, into: &list)
            lists.append(list)
        }
        // The later runs are the smaller ones: merging from the back copies the large ones once.
        while lists.count > 1 {
            let last = lists.removeLast()
            lists[lists.count - 1] = Adjacency.merged(lists[lists.count - 1], last)
        }
        return lists.first ?? []
    }

    /// Calls `body` with the counts of every concept that has edges, by number: the graph in one pass.
    public func forEachEdgeList(_ body: (UInt32, [EdgeCount]) throws -> Void) throws {
        try index.forEachAdjacency(in: runs, body)
    }

    /// The sentences that mention a concept, ascending; kept for the reader's life.
    public func postings(of concept: UInt32) throws -> [ConceptPosting] {
        if let known = postings[concept] { return known }
        var list: [ConceptPosting] = []
        try index.forEachPayload(of: IndexKey.concept(IndexKey.postings, concept), in: runs) {
            try ConceptPostings.decode($0, without: removed, into: &list)
        }
        postings[concept] = list
        return list
    }

    /// Whether a filter keeps each of some sentences.
    public func predicate(_ filter: SentenceFilter) throws -> (Int64) throws -> Bool {
        guard let prepared = try PreparedFilter(filter, db, store: store) else { return { _ in true } }
        return { try prepared.keeps($0) }
    }
}

extension Store {
    /// Reads the graph in one transaction: everything `body` sees is of one moment.
    public func readGraph<Value>(_ body: (GraphReader) throws -> Value) throws(StoreError) -> Value {
        try read { db in try body(GraphReader(db, store: self)) }
    }

    /// The concepts of these numbers that the store has, by number.
    public func concepts(_ numbers: some Sequence<UInt32>) throws(StoreError) -> [UInt32: StoredConcept] {
        try readGraph { graph in
            var found: [UInt32: StoredConcept] = [:]
            for number in numbers { found[number] = try graph.concept(number) }
            return found
        }
    }

    /// The concepts of these CUIs that the store has, by CUI.
    public func concepts(cuis: some Sequence<String>) throws(StoreError) -> [String: StoredConcept] {
        try readGraph { graph in
            var found: [String: StoredConcept] = [:]
            for cui in cuis { found[cui] = try graph.concept(cui: cui) }
            return found
        }
    }
}
