import Answering
import Foundation

/// The commands: their names, how many arguments they take (with the name; negative for "at least"), and their work.
extension RedisShared {
    static let arities: [String: Int] = [
        "GET": 2, "MGET": -2, "HGET": 3, "HGETALL": 2, "HLEN": 2, "SMEMBERS": 2, "SCARD": 2, "ZRANGE": -4,
        "ZREVRANGE": -4, "ZRANGEBYSCORE": -4, "ZCARD": 2, "AI.INFO": -2, "PING": -1, "ECHO": 2, "SELECT": 2,
        "DBSIZE": 1, "SCAN": -2, "TYPE": 2, "EXISTS": -2, "TTL": 2, "PTTL": 2, "DEL": -2, "INFO": -1, "CONFIG": -2,
        "COMMAND": -1, "CLIENT": -2, "HELLO": -1, "QUIT": -1, "AUTH": -2, "RESET": 1,
    ]

    /// Runs a command as far as that can be done at once. Touches no disk and no model.
    func execute(_ arguments: [[UInt8]], _ client: inout RedisClient) -> Execution {
        guard let first = arguments.first else { return .now(.error("ERR", "unknown command ''")) }
        let words = arguments.map { String(decoding: $0, as: UTF8.self) }
        let name = String(decoding: first, as: UTF8.self).uppercased()
        guard let arity = Self.arities[name] else {
            // A browser that was sent here speaks HTTP: its next lines could be anything, so there are no next lines.
            if name == "POST" || name == "HOST:" { return .close(nil) }
            return .now(Self.unknown(words))
        }
        state.metrics.noteCommand(name)
        guard arity < 0 ? words.count >= -arity : words.count == arity else {
            return .now(.error("ERR", "wrong number of arguments for '\(name.lowercased())' command"))
        }
        if !client.isAuthenticated, !["AUTH", "HELLO", "QUIT", "RESET"].contains(name) {
            return .now(.error("NOAUTH", "Authentication required."))
        }
        switch name {
        case "GET": return get(words[1])
        case "MGET": return mget(Array(words.dropFirst()), client.name)
        case "PING":
            guard words.count <= 2 else { return .now(.error("ERR", "wrong number of arguments for 'ping' command")) }
            return .now(words.count > 1 ? .bulk(words[1]) : .simple("PONG"))
        case "ECHO": return .now(.bulk(words[1]))
        case "SELECT":
            guard let index = Int(words[1]) else {
                return .now(.error("ERR", "value is not an integer or out of range"))
            }
            return .now(index == 0 ? .ok : .error("ERR", "DB index is out of range"))
        case "AUTH", "HELLO", "QUIT", "RESET", "CLIENT": return session(name, words, &client)
        case "CONFIG", "COMMAND": return .now(describe(name, words))
        case "DEL": return .now(delete(words.dropFirst()))
        case "SCAN":
            guard let query = ScanQuery(words) else { return .now(Self.syntaxError) }
            return .later { [self] in
                do { return try scan(query) } catch { return Self.reply(to: error) }
            }
        default:
            return .later { [self] in
                do { return try stored(name, words) } catch { return Self.reply(to: error) }
            }
        }
    }

    private static func unknown(_ words: [String]) -> Reply {
        let shown = words.dropFirst().prefix(20).map { "'\($0.prefix(128))'" }.joined(separator: " ")
        return .error("ERR", "unknown command '\(words[0].prefix(128))', with args beginning with: \(shown)")
    }

    static let wrongType = Reply.error("WRONGTYPE", "Operation against a key holding the wrong kind of value")
    static let syntaxError = Reply.error("ERR", "syntax error")

    // MARK: Answers

    private func get(_ key: String) -> Execution {
        let readings = AnswerKey.readings(of: key)
        guard !readings.isEmpty else { return .now(StoredKey(key) == nil ? .null : Self.wrongType) }
        for reading in readings {
            if let known = backend.memoryCachedAnswer(sentenceKey: reading.sentence, question: reading.question) {
                listing.add(key)
                return .now(.bulk(known))
            }
        }
        guard state.isReady else { return .now(Self.loading) }
        return .answer(readings)
    }

    private static let loading = Reply.error("LOADING", "the model is being loaded, try again in a second")

    private func mget(_ keys: [String], _ client: String) -> Execution {
        .later { [self] in
            var replies: [Reply] = []
            for key in keys {
                let readings = AnswerKey.readings(of: key)
                guard !readings.isEmpty else {
                    replies.append(.null)
                    continue
                }
                guard state.isReady else { return Self.loading }
                switch await outcome(readings, client: client) {
                case .success(let answer):
                    listing.add(key)
                    replies.append(.bulk(answer))
                case .failure(let error):
                    let reply = Self.reply(to: error)
                    guard reply == .null else { return reply }
                    replies.append(.null)
                }
            }
            return .array(replies)
        }
    }

    // MARK: The connection

    private func session(_ name: String, _ words: [String], _ client: inout RedisClient) -> Execution {
        switch name {
        case "QUIT": return .close(.ok)
        case "RESET":
            client.isAuthenticated = state.key == nil
            client.version = 2
            client.label = ""
            return .now(.simple("RESET"))
        case "AUTH":
            guard words.count <= 3 else { return .now(Self.syntaxError) }
            return .now(authenticate(words[words.count - 1], &client) ?? .ok)
        case "HELLO": return .now(hello(words, &client))
        default: return .now(self.client(words, &client))
        }
    }

    /// Nil when the key is right.
    private func authenticate(_ given: String, _ client: inout RedisClient) -> Reply? {
        guard let key = state.key else {
            return .error("ERR", "AUTH <password> called without any password configured for the default user.")
        }
        guard key.matches(given) else {
            return .error("WRONGPASS", "invalid username-password pair or user is disabled.")
        }
        client.isAuthenticated = true
        return nil
    }

    private func hello(_ words: [String], _ client: inout RedisClient) -> Reply {
        var version = client.version
        var rest = words.dropFirst()
        if let text = rest.popFirst() {
            guard let number = Int(text) else {
                return .error("ERR", "Protocol version is not an integer or out of range")
            }
            guard number == 2 || number == 3 else { return .error("NOPROTO", "unsupported protocol version") }
            version = number
        }
        var label = client.label
        while let option = rest.popFirst()?.uppercased() {
            switch option {
            case "AUTH":
                guard rest.popFirst() != nil, let password = rest.popFirst() else { return Self.syntaxError }
                if let failure = authenticate(password, &client) { return failure }
            case "SETNAME":
                guard let name = rest.popFirst() else { return Self.syntaxError }
                label = name
            default: return .error("ERR", "Syntax error in HELLO option '\(option.lowercased().prefix(64))'")
            }
        }
        guard client.isAuthenticated else {
            return .error("NOAUTH", "HELLO must be called with the client already authenticated, or with AUTH")
        }
        client.version = version
        client.label = label
        return .map([
            ("server", .bulk("answer")), ("version", .bulk(answerVersion)), ("proto", .integer(version)),
            ("id", .integer(client.id)), ("mode", .bulk("standalone")), ("role", .bulk("master")),
            ("modules", .array([])),
        ])
    }

    private func client(_ words: [String], _ client: inout RedisClient) -> Reply {
        switch words[1].uppercased() {
        case "SETNAME" where words.count == 3:
            guard words[2].utf8.allSatisfy({ 0x21...0x7e ~= $0 }) else {
                return .error("ERR", "Client names cannot contain spaces, newlines or special characters.")
            }
            client.label = words[2]
            return .ok
        case "GETNAME" where words.count == 2: return client.label.isEmpty ? .null : .bulk(client.label)
        case "ID" where words.count == 2: return .integer(client.id)
        case "INFO" where words.count == 2:
            return .bulk("id=\(client.id) name=\(client.label) resp=\(client.version)\n")
        case "SETINFO", "NO-EVICT", "NO-TOUCH": return .ok
        default: return .error("ERR", "unknown subcommand or wrong number of arguments for 'client'")
        }
    }

    // MARK: What is asked of every server

    private func describe(_ name: String, _ words: [String]) -> Reply {
        if name == "CONFIG" {
            guard words.count >= 3, words[1].uppercased() == "GET" else {
                return .error("ERR", "only CONFIG GET is supported: the service is set up by its command line")
            }
            let settings = [
                ("appendonly", "no"), ("databases", "1"),
                ("maxclients", String(state.configuration.limits.connections)),
                ("maxmemory", "0"), ("save", ""), ("timeout", "0"),
            ]
            return .map(
                settings.filter { setting in
                    words.dropFirst(2).contains { GlobPattern($0.lowercased()).matches(setting.0) }
                }
                .map { ($0.0, .bulk($0.1)) })
        }
        func details(_ name: String) -> Reply {
            let takesKey = ![
                "PING", "ECHO", "SELECT", "DBSIZE", "SCAN", "INFO", "CONFIG", "COMMAND", "CLIENT", "HELLO", "QUIT",
                "AUTH", "RESET",
            ].contains(name)
            return .array([
                .bulk(name.lowercased()), .integer(Self.arities[name] ?? -1),
                .array([.simple(takesKey ? "readonly" : "fast")]),
                .integer(takesKey ? 1 : 0),
                .integer(!takesKey ? 0 : ["MGET", "DEL", "EXISTS"].contains(name) ? -1 : 1),
                .integer(takesKey ? 1 : 0),
            ])
        }
        switch words.count > 1 ? words[1].uppercased() : "" {
        case "": return .array(Self.arities.keys.sorted().map(details))
        case "COUNT": return .integer(Self.arities.count)
        case "DOCS": return .map([])
        case "LIST": return .array(Self.arities.keys.sorted().map { .bulk($0.lowercased()) })
        case "INFO":
            let names = words.count > 2 ? words.dropFirst(2).map { $0.uppercased() } : Self.arities.keys.sorted()
            return .array(names.map { Self.arities[$0] == nil ? .null : details($0) })
        default: return .error("ERR", "unknown subcommand or wrong number of arguments for 'command'")
        }
    }

    /// Takes answers off the list. Asked for again, they come from the answer cache or are worked out; what was taken in
    /// stays.
    private func delete(_ keys: ArraySlice<String>) -> Reply {
        guard keys.allSatisfy({ StoredKey($0) == nil }) else {
            return .error("READONLY", "articles and edges are not deleted here: use `answer ingest --remove`")
        }
        let count = keys.count { listing.remove($0) }
        // No connection may go on replying from what it keeps.
        if count > 0 { state.changed() }
        return .integer(count)
    }
}
