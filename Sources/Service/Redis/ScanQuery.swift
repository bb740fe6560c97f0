import Answering
import Store

/// `SCAN cursor [MATCH pattern] [COUNT n] [TYPE name]`.
struct ScanQuery {
    /// What is listed, one kind after the other. Users' keys are not: who they are is nobody else's business.
    enum Kind: Int {
        case answers, articles, edges
    }

    /// A cursor that clients hand back: the kind in its last two bits, the place before them. 0 is the start and the end.
    struct Cursor {
        var kind: Kind
        var place: Int

        init(_ kind: Kind, _ place: Int) {
            self.kind = kind
            self.place = place
        }

        init?(_ text: String) {
            guard let value = UInt64(text), value <= UInt64(Int.max), let kind = Kind(rawValue: Int(value & 3)) else {
                return nil
            }
            self.init(kind, Int(value >> 2))
        }

        var text: String { String(place << 2 | kind.rawValue) }
    }

    /// Nil for one that no reply gave; Redis too starts nowhere then.
    var cursor: Cursor?
    var isNumber: Bool
    var count = 10
    var pattern: GlobPattern?
    var type: String?

    /// Nil for options that do not exist.
    init?(_ words: [String]) {
        cursor = Cursor(words[1])
        isNumber = UInt64(words[1]) != nil
        var rest = words.dropFirst(2)
        while let option = rest.popFirst()?.uppercased() {
            guard let value = rest.popFirst() else { return nil }
            switch option {
            case "COUNT":
                guard let number = Int(value), number > 0 else { return nil }
                count = min(number, 1000)
            case "MATCH": pattern = GlobPattern(value)
            case "TYPE": type = value.lowercased()
            default: return nil
            }
        }
    }

    func shows(_ key: String, _ type: String) -> Bool {
        (self.type.map { $0 == type } ?? true) && (pattern?.matches(key) ?? true)
    }
}

extension RedisShared {
    /// A page of the keys. Blocks.
    func scan(_ query: ScanQuery) throws(AnsweringError) -> Reply {
        guard query.isNumber else { return .error("ERR", "invalid cursor") }
        var found: [String] = []
        var looked = 0
        var cursor = query.cursor
        while looked < query.count, let here = cursor {
            let page = try page(from: here, count: query.count - looked)
            looked += max(1, page.keys.count)
            found += page.keys.lazy.filter { query.shows($0.key, $0.type) }.map(\.key)
            cursor = page.next
        }
        return .array([.bulk(cursor?.text ?? "0"), .array(found.map { .bulk($0) })])
    }

    private func page(
        from cursor: ScanQuery.Cursor, count: Int
    ) throws(AnsweringError) -> (keys: [(key: String, type: String)], next: ScanQuery.Cursor?) {
        switch cursor.kind {
        case .answers:
            let page = listing.keys(from: cursor.place, count: count)
            let next = page.next.map { ScanQuery.Cursor(.answers, $0) } ?? ScanQuery.Cursor(.articles, 0)
            return (page.keys.map { ($0, "string") }, next)
        case .articles:
            let page = try backend.articleIDs(from: cursor.place, limit: max(1, count / 2))
            let keys = page.names.flatMap { id in
                [("article_id:" + id, "hash"), ("sentence:\(id):\(SentenceKey.defaultTag)", "hash")]
            }
            return (keys, ScanQuery.Cursor(page.next == nil ? .edges : .articles, page.next ?? 0))
        case .edges:
            let page = try backend.edgeNames(from: cursor.place, limit: count)
            return (page.names.map { ("edges_scored:" + $0, "zset") }, page.next.map { ScanQuery.Cursor(.edges, $0) })
        }
    }
}
