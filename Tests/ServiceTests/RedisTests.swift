import Testing

@testable import Service

@Suite("Redis")
struct RedisTests {
    private let key = "bertqa{5M5}_sentence:PMC1_a.xml:{5M5}:45_"

    private func bulk(_ text: String) -> String { "$\(text.utf8.count)\r\n\(text)\r\n" }

    @Test("The original's keys answer as they did")
    func keys() async throws {
        try await withService { service async throws in
            let answer = bulk("72 hours: who_is: it")
            for _ in 0..<2 {
                #expect(try await service.redis([["GET", key + "who_is: it"]], expecting: answer) == answer)
            }
            #expect(service.backend.state.withLock { $0.asked.count } <= 2)
            for (command, reply) in [
                (["GET", "nothing"], "$-1\r\n"), (["GET", "bertqa{1}_sentence:none:{1}:45_q"], "$-1\r\n"),
                (["HGET", "sentence:PMC1_a.xml:{06S}", "45"], bulk(FakeBackend.sentence)),
                (["HGETALL", "sentence:PMC1_a.xml:{06S}"], "*2\r\n" + bulk("45") + bulk(FakeBackend.sentence)),
                (["HGET", "article_id:PMC1_a.xml", "year"], bulk("2020")), (["HGETALL", "article_id:x"], "*0\r\n"),
                (["SMEMBERS", "user:7:mnodes"], "*0\r\n"),
                (
                    ["ZREVRANGE", "edges_scored:C1:MONDO:2", "0", "0", "WITHSCORES"],
                    "*2\r\n" + bulk("sentence:PMC1_a.xml:{06S}:0") + bulk("3")
                ),
                (["ZRANGE", "edges_scored:MONDO:2:C1", "0", "0"], "*1\r\n" + bulk("sentence:PMC1_a.xml:{06S}:2")),
                (
                    ["ZRANGEBYSCORE", "edges_scored:C1:MONDO:2", "2", "2"],
                    "*1\r\n" + bulk("sentence:PMC1_a.xml:{06S}:1")
                ),
                (["ZRANGE", "edges_scored:C1:C9", "0", "-1"], "*0\r\n"),
                (["TYPE", "edges_scored:C1:MONDO:2"], "+zset\r\n"), (["TYPE", "x"], "+none\r\n"),
                (["EXISTS", "article_id:PMC1_a.xml", "x"], ":1\r\n"), (["TTL", "x"], ":-2\r\n"),
                (
                    ["GET", "article_id:PMC1_a.xml"],
                    "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n"
                ),
                (["DBSIZE"], ":4\r\n"), (["SELECT", "0"], "+OK\r\n"), (["ECHO", "hi"], bulk("hi")),
                (["CONFIG", "GET", "save"], "*2\r\n" + bulk("save") + bulk("")),
                (["CLIENT", "SETNAME", "a"], "+OK\r\n"),
                (["GET"], "-ERR wrong number of arguments for 'get' command\r\n"),
                (["SET", "a", "b\n"], "-ERR unknown command 'SET', with args beginning with: 'a' 'b '\r\n"),
                (["MGET", key + "a", "none"], "*2\r\n" + bulk("72 hours: a") + "$-1\r\n"),
                (["AI.INFO", "bert-qa", "RESETSTAT"], "+OK\r\n"), (["DEL", key + "a"], ":1\r\n"),
                (["DEL", key + "a"], ":0\r\n"),
            ] {
                #expect(try await service.redis([command], expecting: reply) == reply, "\(command)")
            }
        }
    }

    @Test("What SCAN lists is what exists, and its cursors come to an end")
    func scan() async throws {
        try await withService { service async throws in
            let client = try RawClient(port: service.ports.redis ?? 0)
            // Each reply is asked for alone, so that its end is where the next PING's begins.
            func ask(_ command: [String]) async -> [String] {
                await client.send(RunningService.frame(command) + RunningService.frame(["PING"]))
                let text = await client.receive(through: "+PONG\r\n")
                return Array(text.components(separatedBy: "\r\n").dropLast(2))
            }
            func walk(_ options: String...) async -> [String] {
                var cursor = "0"
                var keys: [String] = []
                var pages = 0
                repeat {
                    let reply = await ask(["SCAN", cursor] + options)
                    guard reply.count > 3 else { return reply }
                    cursor = reply[2]
                    keys += reply.dropFirst(4).filter { !$0.hasPrefix("$") }
                    pages += 1
                } while cursor != "0" && pages < 100
                #expect(pages < 100)
                return keys
            }
            let stored = [
                "article_id:PMC1_a.xml", "sentence:PMC1_a.xml:{06S}", "edges_scored:C1:MONDO:2",
            ]
            #expect(await walk() == stored)
            let answers = (0..<25).map { key + "\($0)" }
            for answer in answers { _ = await ask(["GET", answer]) }
            _ = await ask(["GET", "bertqa{1}_sentence:none:{1}:45_q"])
            #expect(await walk() == answers + stored)
            #expect(await walk("COUNT", "1") == answers + stored)
            #expect(await ask(["DBSIZE"]) == [":28"])
            #expect(await walk("MATCH", "*_7") == [answers[7]])
            #expect(await walk("TYPE", "zset") == ["edges_scored:C1:MONDO:2"])
            #expect(await walk("TYPE", "hash", "MATCH", "sentence:*") == ["sentence:PMC1_a.xml:{06S}"])
            for key in answers + stored {
                #expect(await ask(["EXISTS", key]) == [":1"])
                #expect(await ask(["TTL", key]) == [":-1"])
                #expect(await ask(["TYPE", key]) != ["+none"])
            }
            #expect(await ask(["DEL", answers[3], answers[4], "none"]) == [":2"])
            #expect(await ask(["EXISTS", answers[3], answers[4]]) == [":0"])
            #expect(await walk("TYPE", "string").count == 23)
            #expect(await ask(["DEL", stored[0]])[0].hasPrefix("-READONLY "))
            #expect(await ask(["SCAN", "x"]) == ["-ERR invalid cursor"])
            #expect(await ask(["SCAN", "0", "COUNT", "0"]) == ["-ERR syntax error"])
            for cursor in ["3", "18446744073709551615", "9223372036854775807"] {
                #expect(await ask(["SCAN", cursor]) == ["*2", "$1", "0", "*0"])
            }
        }
    }

    @Test("A client that has sent everything gets its replies; one that has gone has the rest dropped")
    func ends() async throws {
        try await withService { _, backend in
            backend.state.withLock { $0.isHeld = true }
        } _: { service async throws in
            let client = try RawClient(port: service.ports.redis ?? 0)
            await client.send("PING\r\n" + RunningService.frame(["GET", key + "slow"]) + "PING\r\n")
            client.endSending()
            #expect(await client.receive(7) == "+PONG\r\n")
            try await Task.sleep(for: .milliseconds(50))
            service.backend.state.withLock { $0.isHeld = false }
            #expect(await client.receiveAll() == bulk("72 hours: slow") + "+PONG\r\n")

            service.backend.state.withLock { $0.delay = .seconds(20) }
            var gone: RawClient? = try RawClient(port: service.ports.redis ?? 0)
            await gone?.send(RunningService.frame(["GET", key + "a"]) + RunningService.frame(["GET", key + "b"]))
            while service.backend.state.withLock({ $0.asked.count }) < 3 { try await Task.sleep(for: .milliseconds(5)) }
            await gone?.send("PING\r\n")
            gone?.reset()
            gone = nil
            for _ in 0..<12_000 where service.backend.state.withLock({ $0.cancelled }) < 2 {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(service.backend.state.withLock { $0.cancelled } == 2)
        }
    }

    @Test("A long reply reaches a client that ends with QUIT")
    func quit() async throws {
        try await withService { service async throws in
            let client = try RawClient(port: service.ports.redis ?? 0)
            let text = String(repeating: "a", count: 900_000)
            let sent = String(repeating: RunningService.frame(["ECHO", text]), count: 8)
            async let sending: Void = client.send(sent + RunningService.frame(["QUIT"]))
            let expected = String(repeating: bulk(text), count: 8) + "+OK\r\n"
            #expect(await client.receiveAll() == expected)
            await sending
        }
    }

    @Test("Newer clients get the newer forms")
    func version3() async throws {
        try await withService { service async throws in
            let client = try RawClient(port: service.ports.redis ?? 0)
            await client.send(RunningService.frame(["HELLO", "3"]))
            #expect(await client.receive(through: "*0\r\n").hasPrefix("%7\r\n"))
            await client.send(
                RunningService.frame(["GET", "nothing"]) + RunningService.frame(["SMEMBERS", "user:7:mnodes"]))
            #expect(await client.receive(7) == "_\r\n~0\r\n")
            await client.send(RunningService.frame(["HELLO", "4"]))
            #expect(await client.receive(through: "\r\n") == "-NOPROTO unsupported protocol version\r\n")
        }
    }

    @Test("Replies keep the commands' order, and a slow one holds up no other connection")
    func order() async throws {
        try await withService { _, backend in
            backend.state.withLock { $0.isHeld = true }
        } _: { service async throws in
            let slow = try RawClient(port: service.ports.redis ?? 0)
            let expected = bulk("72 hours: slow") + "+PONG\r\n" + bulk("72 hours: b") + "+PONG\r\n"
            await slow.send(
                [["GET", key + "slow"], ["PING"], ["GET", key + "b"], ["PING"]].map(RunningService.frame).joined())
            #expect(try await service.redis([["PING"]], expecting: "+PONG\r\n") == "+PONG\r\n")
            service.backend.state.withLock { $0.isHeld = false }
            #expect(await slow.receive(expected.utf8.count) == expected)
        }
    }

    @Test("What many ask at once is worked out once")
    func flights() async throws {
        try await withService { _, backend in
            backend.state.withLock { $0.isHeld = true }
        } _: { service async throws in
            let answer = bulk("72 hours: slow one")
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await service.redis([["GET", key + "slow one"]], expecting: answer) }
                }
                let metrics = service.service.state.metrics
                while metrics.commands.withLock({ $0["GET"] ?? 0 }) < 20 { try await Task.sleep(for: .milliseconds(5)) }
                service.backend.state.withLock { $0.isHeld = false }
                for try await reply in group { #expect(reply == answer) }
            }
            #expect(service.backend.state.withLock { $0.asked.count } == 1)
        }
    }

    @Test("Lines are answered, broken frames end the connection, and so does HTTP")
    func frames() async throws {
        try await withService { service async throws in
            let line = try RawClient(port: service.ports.redis ?? 0)
            await line.send("PING\r\nECHO \"a b\"\r\nQUIT\r\nPING\r\n")
            #expect(await line.receiveAll() == "+PONG\r\n$3\r\na b\r\n+OK\r\n")
            let broken = try RawClient(port: service.ports.redis ?? 0)
            await broken.send("*1\r\n$99999999999\r\n")
            #expect(await broken.receiveAll() == "-ERR Protocol error: invalid bulk length\r\n")
            let browser = try RawClient(port: service.ports.redis ?? 0)
            await browser.send("POST / HTTP/1.1\r\nHost: x\r\n\r\nDEL a\r\n")
            #expect(await browser.receiveAll() == "")
        }
    }

    @Test("A busy engine and one that is not loaded say so in Redis' form")
    func refusals() async throws {
        try await withService { service async throws in
            service.backend.state.withLock { $0.failure = .busy(retryAfterSeconds: 1) }
            let busy = "-BUSY too many questions are waiting, try again in 1 s\r\n"
            #expect(try await service.redis([["GET", key + "q"]], expecting: busy) == busy)
        }
        try await withService(waitsForModel: false) { _, backend in
            backend.state.withLock { $0.isLoadingHeld = true }
        } _: { service async throws in
            let loading = "-LOADING the model is being loaded, try again in a second\r\n"
            #expect(try await service.redis([["GET", key + "q"]], expecting: loading) == loading)
            service.backend.state.withLock { $0.isLoadingHeld = false }
        }
    }

    @Test("Thousands of commands in one go are all answered, in order")
    func pipeline() async throws {
        try await withService { service async throws in
            let client = try RawClient(port: service.ports.redis ?? 0)
            let commands = (0..<5000).map {
                RunningService.frame($0 % 50 == 0 ? ["GET", key + "\($0)"] : ["ECHO", "\($0)"])
            }
            let expected = (0..<5000).map { bulk($0 % 50 == 0 ? "72 hours: \($0)" : "\($0)") }.joined()
            async let sent: Void = client.send(commands.joined())
            #expect(await client.receive(expected.utf8.count) == expected)
            await sent
        }
    }
}
