import GRDB

/// Years to keep: single ones and ranges.
public struct YearFilter: Sendable, Hashable {
    public var ranges: [ClosedRange<Int>]

    public init(_ ranges: [ClosedRange<Int>]) { self.ranges = ranges }

    /// Reads `2019`, `2019:2021`, `2019:`, `:2003` and lists of these with commas; nil for anything else.
    public init?(parsing text: String) {
        ranges = []
        for part in text.split(separator: ",") {
            let ends = part.split(separator: ":", omittingEmptySubsequences: false).map {
                $0.filter { $0 != " " }
            }
            guard ends.count <= 2, !(ends.count == 2 && ends[0].isEmpty && ends[1].isEmpty) else { return nil }
            guard let first = ends[0].isEmpty && ends.count == 2 ? 1 : Int(ends[0]) else { return nil }
            guard let last = ends.count == 1 ? first : ends[1].isEmpty ? 9_999 : Int(ends[1]) else { return nil }
            guard first <= last else { return nil }
            ranges.append(first...last)
        }
        if ranges.isEmpty { return nil }
    }

    /// Whether a year is kept; an unknown one (0) never is.
    public func contains(_ year: Int) -> Bool { year != 0 && ranges.contains { $0.contains(year) } }
}

/// Which sentences a search may return; nil keeps all.
public struct SentenceFilter: Sendable, Hashable {
    public var years: YearFilter?
    /// Keys of articles.
    public var articles: Set<String>?
    /// What the names of sections begin with, whatever their case.
    public var sections: Set<String>?

    public init(years: YearFilter? = nil, articles: Set<String>? = nil, sections: Set<String>? = nil) {
        self.years = years
        self.articles = articles
        self.sections = sections
    }

    public var keepsAll: Bool { years == nil && articles == nil && sections == nil }
}

/// A filter with its names looked up, for one read transaction.
struct PreparedFilter {
    private let db: Database
    private let directory: ArticleDirectory?
    private let keep: [Bool]
    private let sections: Set<Int64>?

    /// Nil when the filter keeps everything.
    init?(_ filter: SentenceFilter, _ db: Database, store: Store) throws {
        if filter.keepsAll { return nil }
        self.db = db
        if filter.years != nil || filter.articles != nil {
            let directory = try store.directory(db)
            var keep = [Bool](repeating: true, count: directory.starts.count)
            if let years = filter.years {
                for index in keep.indices where !years.contains(Int(directory.years[index])) { keep[index] = false }
            }
            if let articles = filter.articles {
                var wanted = Set<Int64>()
                let find = try db.cachedStatement(sql: "SELECT id FROM articles WHERE key = ?")
                for key in articles { if let id = try Int64.fetchOne(find, arguments: [key]) { wanted.insert(id) } }
                for index in keep.indices where !wanted.contains(directory.starts[index]) { keep[index] = false }
            }
            self.directory = directory
            self.keep = keep
        } else {
            directory = nil
            keep = []
        }
        if let names = filter.sections {
            let folded = Set(names.map { $0.lowercased() })
            var ids = Set<Int64>()
            let rows = try Row.fetchCursor(try db.cachedStatement(sql: "SELECT id, value FROM strings"))
            while let row = try rows.next() {
                let name: String = try row.value(1)
                if folded.contains(where: name.lowercased().hasPrefix) { ids.insert(try row.value(0)) }
            }
            sections = ids
        } else {
            sections = nil
        }
    }

    func keeps(_ sentence: Int64) throws -> Bool {
        if let directory {
            guard let index = directory.index(of: sentence), keep[index] else { return false }
        }
        if let sections {
            let find = try db.cachedStatement(
                sql: "SELECT section FROM paragraphs WHERE id <= ? ORDER BY id DESC LIMIT 1")
            guard let section = try Int64.fetchOne(find, arguments: [sentence]) else { return false }
            return sections.contains(section)
        }
        return true
    }
}
