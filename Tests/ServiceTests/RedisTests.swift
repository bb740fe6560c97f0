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
                (["DBSIZE"], ":3\r\n"), (["SELECT", "0"], "+OK\r\n"), (["ECHO", "hi"], bulk("hi")),
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
        try await withService { service async throws in
            let slow = try RawClient(port: service.ports.redis ?? 0)
            let expected = bulk("72 hours: slow") + "+PONG\r\n" + bulk("72 hours: b") + "+PONG\r\n"
            await slow.send(
                [["GET", key + "slow"], ["PING"], ["GET", key + "b"], ["PING"]].map(RunningService.frame).joined())
            let start = ContinuousClock.now
            #expect(try await service.redis([["PING"]], expecting: "+PONG\r\n") == "+PONG\r\n")
            #expect(start.duration(to: .now) < .milliseconds(250))
            #expect(await slow.receive(expected.utf8.count) == expected)
        }
    }

    @Test("What many ask at once is worked out once")
    func flights() async throws {
        try await withService { service async throws in
            let answer = bulk("72 hours: slow one")
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await service.redis([["GET", key + "slow one"]], expecting: answer) }
                }
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
            backend.state.withLock { $0.prepareDelay = 0.4 }
        } _: { service async throws in
            let loading = "-LOADING the model is being loaded, try again in a second\r\n"
            #expect(try await service.redis([["GET", key + "q"]], expecting: loading) == loading)
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
