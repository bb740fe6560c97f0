import GRDB

/// The store's numbers of concepts, by the vocabulary that names them. Numbers are never used twice, so what a
/// committed transaction learned stays true.
struct ConceptCache: Sendable {
    var vocabulary = ""
    /// By index of the vocabulary, 0 where the number is not known yet.
    private var numbers: [UInt32] = []

    init(vocabulary: String = "") { self.vocabulary = vocabulary }

    @inline(__always)
    subscript(index: UInt32) -> UInt32? {
        index < numbers.count && numbers[Int(index)] != 0 ? numbers[Int(index)] : nil
    }

    mutating func set(_ index: UInt32, _ number: UInt32) {
        let missing = Int(index) + 1 - numbers.count
        if missing > 0 { numbers.append(contentsOf: repeatElement(0, count: max(missing, numbers.count))) }
        numbers[Int(index)] = number
    }
}

/// Finds or makes the store's number of a vocabulary's concept.
struct ConceptInterner {
    let db: Database
    let tags: IngestTags
    private(set) var cache: ConceptCache
    private let find: DirectStatement
    private let insert: DirectStatement

    init(db: Database, tags: IngestTags, cache: ConceptCache) throws {
        find = try DirectStatement(db, "SELECT id, name, types FROM concepts WHERE cui = ?")
        insert = try DirectStatement(db, "INSERT INTO concepts (cui, name, types) VALUES (?, ?, ?)")
        self.db = db
        self.tags = tags
        self.cache = cache.vocabulary == tags.vocabulary ? cache : ConceptCache(vocabulary: tags.vocabulary)
    }

    mutating func number(of index: UInt32) throws -> UInt32 {
        if tags.conceptsAreStored { return index }
        if let number = cache[index] { return number }
        // No vocabulary comes near this; the table by index must stay a table.
        guard index < 1 << 28 else { throw StoreError.invalid("concept \(index) is beyond any vocabulary") }
        let concept = tags.describe(index)
        guard !concept.cui.isEmpty else { throw StoreError.invalid("concept \(index) of the vocabulary has no id") }
        let types = Self.encode(concept.semanticTypes)
        find.bind(1, concept.cui)
        defer { find.reset() }
        let id: Int64
        if try find.next() {
            id = try find.integer(0)
            if try find.text(1) != concept.name || find.text(2) != types {
                try db.cachedStatement(sql: "UPDATE concepts SET name = ?, types = ? WHERE id = ?")
                    .execute(arguments: [concept.name, types, id])
            }
        } else {
            insert.bind(1, concept.cui)
            insert.bind(2, concept.name)
            insert.bind(3, types)
            try insert.run()
            id = db.lastInsertedRowID
        }
        guard id > 0, id < 1 << 31 else { throw Damage("a concept's number") }
        let number = UInt32(id)
        cache.set(index, number)
        return number
    }

    /// `T047|Disease or Syndrome`, one a line.
    static func encode(_ types: [SemanticTypeRecord]) -> String {
        types.map { "\($0.tui)|\($0.name)" }.joined(separator: "\n")
    }

    static func decode(_ types: String) -> [SemanticTypeRecord] {
        types.split(separator: "\n").map { line in
            let parts = line.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
            return SemanticTypeRecord(tui: String(parts[0]), name: parts.count > 1 ? String(parts[1]) : "")
        }
    }
}
