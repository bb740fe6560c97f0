import Answering
import Foundation
import Store

/// A key of The Pattern whose value is in the store.
enum StoredKey: Equatable {
    /// `sentence:{article}:{tag}`: the article's sentences by number.
    case sentences(article: String)
    /// `sentence:{article}:{tag}:{number}`: one of them.
    case sentence(String)
    /// `article_id:{article}`.
    case article(String)
    /// `user:{user}:mnodes`: the concepts a user put aside.
    case exclusions(user: String)
    /// `edges_scored:{a}:{b}`: the edge's sentences.
    case edge(String)

    init?(_ key: String) {
        if key.hasPrefix("sentence:") {
            if SentenceKey(key) != nil {
                self = .sentence(key)
            } else if key.hasSuffix("}"), let tag = key.range(of: ":{", options: .backwards),
                key.index(key.startIndex, offsetBy: 9) < tag.lowerBound
            {
                self = .sentences(article: String(key[key.index(key.startIndex, offsetBy: 9)..<tag.lowerBound]))
            } else {
                return nil
            }
        } else if key.hasPrefix("article_id:") {
            self = .article(String(key.dropFirst("article_id:".count)))
        } else if key.hasPrefix("user:"), key.hasSuffix(":mnodes"), key.utf8.count > 12 {
            self = .exclusions(user: String(key.dropFirst(5).dropLast(7)))
        } else if key.hasPrefix("edges_scored:") {
            self = .edge(String(key.dropFirst("edges_scored:".count)))
        } else {
            return nil
        }
    }

    var type: String {
        switch self {
        case .sentences, .sentence, .article: "hash"
        case .exclusions: "set"
        case .edge: "zset"
        }
    }
}

/// Commands that read the store. They block, and run where that does no harm.
extension RedisShared {
    func stored(_ name: String, _ words: [String]) throws -> Reply {
        switch name {
        case "HGETALL", "HGET", "HLEN": try hash(name, words)
        case "SMEMBERS", "SCARD": try members(name, words[1])
        case "ZRANGE", "ZREVRANGE", "ZRANGEBYSCORE", "ZCARD": try sorted(name, words)
        case "TYPE": .simple(try exists(words[1]) ? StoredKey(words[1])?.type ?? "string" : "none")
        case "EXISTS": .integer(try words.dropFirst().count { try exists($0) })
        case "TTL", "PTTL": .integer(try exists(words[1]) ? -1 : -2)
        case "DBSIZE": .integer(try size())
        case "AI.INFO": inferenceInfo(words)
        default: .bulk(try serverInfo())
        }
    }

    private func exists(_ key: String) throws -> Bool {
        if listing.contains(key) { return true }
        guard let stored = StoredKey(key) else { return false }
        do {
            switch stored {
            case .sentences(let article), .article(let article): _ = try backend.article(article)
            case .sentence(let key): _ = try backend.sentence(key: key)
            case .exclusions(let user): return try !backend.exclusions(user: user).isEmpty
            case .edge(let name): return try edge(name, offset: 0, limit: 1).total > 0
            }
            return true
        } catch {
            if Self.reply(to: error) == .null { return false }
            throw error
        }
    }

    /// The keys that `SCAN` lists.
    private func size() throws -> Int {
        let counts = try state.counts()
        return listing.count + 2 * counts.articles + counts.edges
    }

    // MARK: Hashes

    private func hash(_ name: String, _ words: [String]) throws -> Reply {
        guard let key = StoredKey(words[1]) else {
            if !AnswerKey.readings(of: words[1]).isEmpty { return Self.wrongType }
            return name == "HGETALL" ? .map([]) : name == "HGET" ? .null : .integer(0)
        }
        guard key.type == "hash" else { return Self.wrongType }
        var fields: [(String, String)]
        do {
            fields = try self.fields(key)
        } catch {
            guard Self.reply(to: error) == .null else { throw error }
            fields = []
        }
        switch name {
        case "HGETALL": return .map(fields.map { ($0.0, .bulk($0.1)) })
        case "HLEN": return .integer(fields.count)
        default: return fields.first { $0.0 == words[2] }.map { .bulk($0.1) } ?? .null
        }
    }

    private func fields(_ key: StoredKey) throws(AnsweringError) -> [(String, String)] {
        switch key {
        case .sentences(let article):
            return try backend.article(article).sentences.enumerated().map { place, sentence in
                (SentenceKey(sentence.sentenceKey).map { String($0.index) } ?? String(place), sentence.sentence)
            }
        case .sentence(let key):
            let sentence = try backend.sentence(key: key)
            return [("sentence", sentence.sentence), ("section", sentence.section), ("title", sentence.source.title)]
                + [
                    ("article_id", "article_id:" + sentence.source.id),
                    ("year", sentence.source.year.map(String.init) ?? ""),
                ]
        case .article(let id):
            let report = try backend.article(id)
            let source = report.source
            let fields: [(String, String?)] = [
                ("title", source.title), ("authors", source.authors.joined(separator: "; ")),
                ("journal", source.journal),
                ("year", source.year.map(String.init)), ("month", source.month.map(String.init)),
                ("day", source.day.map(String.init)), ("doi", source.doi), ("pmcid", source.pmcid), ("url", source.url),
                ("sentences", String(report.sentences.count)),
            ]
            return fields.compactMap { name, value in value.map { (name, $0) } }
        case .exclusions, .edge: return []
        }
    }

    // MARK: Sets

    private func members(_ name: String, _ key: String) throws -> Reply {
        guard case .exclusions(let user) = StoredKey(key) else {
            let isOther = StoredKey(key) != nil || !AnswerKey.readings(of: key).isEmpty
            return isOther ? Self.wrongType : name == "SCARD" ? .integer(0) : .set([])
        }
        let list = try backend.exclusions(user: user)
        return name == "SCARD" ? .integer(list.count) : .set(list.map { .bulk($0.id) })
    }

    // MARK: Sorted sets

    /// The sentences of an edge by how good they are: the best has the highest score, which is their number.
    private func sorted(_ name: String, _ words: [String]) throws -> Reply {
        guard case .edge(let edgeName) = StoredKey(words[1]) else {
            let isOther = StoredKey(words[1]) != nil || !AnswerKey.readings(of: words[1]).isEmpty
            return isOther ? Self.wrongType : name == "ZCARD" ? .integer(0) : .array([])
        }
        let total: Int
        do {
            total = try edge(edgeName, offset: 0, limit: 1).total
        } catch {
            guard Self.reply(to: error) == .null else { throw error }
            return name == "ZCARD" ? .integer(0) : .array([])
        }
        if name == "ZCARD" { return .integer(total) }
        guard let query = SortedQuery(name, words) else { return Self.syntaxError }
        guard let places = query.places(total) else { return .error("ERR", "min or max is not a float") }
        guard !places.isEmpty else { return .array([]) }
        // Places count from the worst; the engine's pages from the best.
        let wanted = min(places.count, Self.sentenceLimit)
        let first = query.isReversed ? total - places.upperBound : total - places.lowerBound - wanted
        let page = try edge(edgeName, offset: first, limit: wanted).sentences
        let ordered = page.enumerated().map { (key: $1.sentenceKey, score: total - first - $0) }
        var replies: [Reply] = []
        for entry in query.isReversed ? ordered : ordered.reversed() {
            replies.append(.bulk(entry.key))
            if query.hasScores { replies.append(.double(Double(entry.score))) }
        }
        return .array(replies)
    }

    /// Sentences of one reply at most.
    private static let sentenceLimit = 10_000

    private func edge(_ name: String, offset: Int, limit: Int) throws -> EdgeReport {
        let pairs = EdgeName.pairs(Substring("edges:" + name)).map { (String($0.0), String($0.1)) }
        return try backend.edge(pairs, years: nil, offset: offset, limit: limit)
    }

    // MARK: Reports

    private func inferenceInfo(_ words: [String]) -> Reply {
        let now = backend.statistics.inference
        if words.count > 2 {
            guard words.count == 3, words[2].uppercased() == "RESETSTAT" else { return Self.syntaxError }
            baseline.withLock { $0 = now }
            return .ok
        }
        let before = baseline.withLock { $0 }
        return .map([
            ("key", .bulk(words[1])), ("type", .bulk("MODEL")), ("backend", .bulk("ANSWER")), ("device", .bulk("CPU")),
            ("tag", .bulk(backend.modelSummary.name)),
            ("duration", .integer(now.microseconds - (before?.microseconds ?? 0))),
            ("samples", .integer(now.passages - (before?.passages ?? 0))),
            ("calls", .integer(now.calls - (before?.calls ?? 0))),
            ("errors", .integer(now.errors - (before?.errors ?? 0))),
        ])
    }

    private func serverInfo() throws -> String {
        let metrics = state.metrics
        let statistics = backend.statistics
        let commands = metrics.commands.withLock { $0.values.reduce(0, +) }
        let keys = try size()
        let uptime = Int(state.started.duration(to: .now).seconds)
        return """
            # Server\r\nredis_version:7.0.0\r\nanswer_version:\(answerVersion)\r\nredis_mode:standalone\r
            uptime_in_seconds:\(uptime)\r\n\r
            # Clients\r\nconnected_clients:\(metrics.redisConnections.load(ordering: .relaxed))\r\n\r
            # Memory\r\nused_memory_rss:\(ProcessMemory.residentBytes ?? 0)\r\n\r
            # Stats\r\ntotal_commands_processed:\(commands)\r
            keyspace_hits:\(statistics.cacheHits + metrics.redisHits.load(ordering: .relaxed))\r
            keyspace_misses:\(statistics.cacheMisses)\r\n\r
            # Keyspace\r\ndb0:keys=\(keys),expires=0,avg_ttl=0\r\n
            """
    }
}

/// Which places of a sorted set a command asks for.
struct SortedQuery {
    var isReversed = false
    var hasScores = false
    private var isByScore = false
    private var from: String
    private var to: String
    private var offset = 0
    private var count = -1

    /// Nil for options that do not exist or do not go together.
    init?(_ name: String, _ words: [String]) {
        isReversed = name == "ZREVRANGE"
        isByScore = name == "ZRANGEBYSCORE"
        (from, to) = (words[2], words[3])
        var hasLimit = false
        var rest = words.dropFirst(4)
        while let option = rest.popFirst()?.uppercased() {
            switch option {
            case "WITHSCORES": hasScores = true
            case "REV" where name == "ZRANGE": isReversed = true
            case "BYSCORE" where name == "ZRANGE": isByScore = true
            case "LIMIT":
                guard let first = rest.popFirst().flatMap({ Int($0) }),
                    let number = rest.popFirst().flatMap({ Int($0) })
                else { return nil }
                (offset, count, hasLimit) = (first, number, true)
            default: return nil
            }
        }
        if hasLimit, !isByScore { return nil }
        if isByScore, isReversed { swap(&from, &to) }
    }

    /// Places from 0 in the order that was asked for reversed or not: counted from the worst, or from the best when
    /// reversed, and given as places from the worst. Nil for bounds that are no numbers.
    func places(_ total: Int) -> Range<Int>? {
        isByScore ? byScore(total) : byPlace(total)
    }

    private func byPlace(_ total: Int) -> Range<Int>? {
        guard var first = Int(from), var last = Int(to) else { return nil }
        if first < 0 { first = max(0, total.addingReportingOverflow(first).partialValue) }
        if last < 0 { last = total.addingReportingOverflow(last).partialValue }
        last = min(last, total - 1)
        guard first <= last else { return 0..<0 }
        return isReversed ? total - 1 - last..<total - first : first..<last + 1
    }

    private func byScore(_ total: Int) -> Range<Int>? {
        func bound(_ text: String) -> (value: Double, isOpen: Bool)? {
            let isOpen = text.hasPrefix("(")
            let number = isOpen ? text.dropFirst() : Substring(text)
            switch number.lowercased() {
            case "-inf": return (-.infinity, isOpen)
            case "+inf", "inf": return (.infinity, isOpen)
            default:
                guard let value = Double(number), !value.isNaN else { return nil }
                return (value, isOpen)
            }
        }
        guard let low = bound(from), let high = bound(to) else { return nil }
        // The score of place p is p + 1.
        let limit = Double(total)
        let first = Int((low.isOpen ? low.value.rounded(.down) + 1 : low.value.rounded(.up)).clamped(1, limit + 1)) - 1
        let last = Int((high.isOpen ? high.value.rounded(.up) - 1 : high.value.rounded(.down)).clamped(0, limit)) - 1
        guard first <= last, offset >= 0 else { return 0..<0 }
        let size = last - first + 1
        let skipped = min(offset, size)
        let kept = count < 0 ? size - skipped : min(count, size - skipped)
        return isReversed ? last + 1 - skipped - kept..<last + 1 - skipped : first + skipped..<first + skipped + kept
    }
}

extension Double {
    fileprivate func clamped(_ low: Double, _ high: Double) -> Double { Swift.min(Swift.max(self, low), high) }
}
