import Foundation
import Testing

@testable import Service

@Suite("HTTP")
struct HTTPTests {
    @Test("The original's search answers with its field names and names the user")
    func graphSearch() async throws {
        try await withService { service async throws in
            for path in ["/gsearch", "/search"] {
                let reply = try await service.call("POST", path, #"{"search":"virus","years":["2003"],"limit":12}"#)
                #expect(reply.status == 200)
                let link = try #require((reply.json["links"] as? [[String: Any]])?.first)
                #expect(link["source"] as? String == "C1")
                #expect(link["rank"] as? Int == 3)
                #expect(link["created_at"] as? String == "2019")
                let node = try #require((reply.json["nodes"] as? [[String: Any]])?.first)
                #expect(node["rank"] as? Int == 7)
                #expect(reply.json["years"] as? [Int] == [2019, 2020])
                #expect(reply.json["unmatched"] as? [String] == ["12"])
                #expect(reply.headers["set-cookie"]?.hasPrefix("user_id=") ?? false)
            }
            let reply = try await service.call("GET", "/search?q=virus&years=2003&years=2019:2021&limit=3")
            #expect(reply.status == 200)
            #expect(reply.json["unmatched"] as? [String] == ["3"])
        }
    }

    @Test("An answer has its place in bytes and in UTF-16 units, and is cached the second time")
    func ask() async throws {
        try await withService { service async throws in
            let body = #"{"search":"How long?"}"#
            let first = try await service.call("POST", "/qasearch", body)
            #expect(first.status == 200)
            let result = try #require((first.json["results"] as? [[String: Any]])?.first)
            #expect(result["answer"] as? String == "72 hours")
            #expect(result["cached"] as? Bool == false)
            #expect(result["sentencekey"] as? String == FakeBackend.key)
            let sentence = try #require(result["sentence"] as? String)
            let (start, end) = (try #require(result["start"] as? Int), try #require(result["end"] as? Int))
            #expect(String(decoding: Array(sentence.utf8)[start..<end], as: UTF8.self) == "72 hours")
            let units = Array(sentence.utf16)
            let (from, to) = (try #require(result["start_utf16"] as? Int), try #require(result["end_utf16"] as? Int))
            #expect(from == start - 1)
            #expect(String(decoding: units[from..<to], as: UTF16.self) == "72 hours")
            #expect(first.json["no_answer"] is NSNull)

            // Kept bytes serve for half a second, which on a busy machine a second question can come too late for.
            var isCached = false
            var asked = 0
            while !isCached, asked < 100 {
                asked = service.backend.state.withLock { $0.asked.count }
                let second = try await service.call("POST", "/qasearch", body)
                let again = try #require((second.json["results"] as? [[String: Any]])?.first)
                isCached = again["cached"] as? Bool == true
            }
            #expect(isCached)
            #expect(service.backend.state.withLock { $0.asked.count } == asked)

            let none = try await service.call("POST", "/qasearch", #"{"search":"Nothing known"}"#)
            let reason = try #require(none.json["no_answer"] as? [String: Any])
            #expect(reason["reason"] as? String == "no sentence answers")
            #expect((reason["best_rejected"] as? [String: Any])?["answer"] as? String == "72 hours")
        }
    }

    @Test("Events bring candidates, answers, and the whole at the end")
    func events() async throws {
        try await withService { service async throws in
            let reply = try await service.call(
                "POST", "/qasearch", #"{"search":"How long?"}"#,
                headers: ["Accept": "text/event-stream, application/json;q=0.5"])
            #expect(reply.headers["content-type"]?.hasPrefix("text/event-stream") ?? false)
            let places = ["event: candidates", "event: answer", "event: done"].compactMap {
                reply.body.range(of: $0)?.lowerBound
            }
            #expect(places.count == 3)
            #expect(places == places.sorted())
        }
    }

    @Test("An edge is found under either order, and under names with colons")
    func edge() async throws {
        try await withService { service async throws in
            for name in ["edges:C1:MONDO:2", "edges:MONDO:2:C1", "edges:C1:MONDO%3A2"] {
                let reply = try await service.call("GET", "/edge/\(name)?offset=1&limit=1")
                #expect(reply.status == 200)
                #expect(reply.json["total"] as? Int == 3)
                let result = try #require((reply.json["results"] as? [[String: Any]])?.first)
                #expect(result["sentence"] as? String == "s1")
                #expect(result["article_id"] as? String == "article_id:PMC1_a.xml")
                #expect(reply.json["years"] as? [String] == ["2019", "2020"])
            }
            #expect(try await service.call("GET", "/edge/edges:C1:C9").errorCode == "unknown_concept")
            #expect(try await service.call("GET", "/edge/nothing").status == 404)
        }
    }

    @Test("A user's exclusions are their own, and can be undone")
    func exclusions() async throws {
        try await withService { service async throws in
            let first = try await service.call("POST", "/exclude", #"{"id":"C1"}"#)
            #expect(first.status == 200)
            let cookie = try #require(first.headers["set-cookie"]?.components(separatedBy: ";").first)
            let mine = try await service.call("GET", "/exclude", headers: ["Cookie": cookie])
            #expect((mine.json["excluded"] as? [[String: Any]])?.first?["id"] as? String == "C1")
            #expect(((try await service.call("GET", "/exclude")).json["excluded"] as? [Any])?.isEmpty ?? false)
            // A cookie that nobody signed names nobody.
            let forged = String(cookie.dropLast()) + (cookie.last == "0" ? "1" : "0")
            let theirs = try await service.call("GET", "/exclude", headers: ["Cookie": forged])
            #expect((theirs.json["excluded"] as? [Any])?.isEmpty ?? false)
            let after = try await service.call("DELETE", "/exclude", #"{"id":"C1"}"#, headers: ["Cookie": cookie])
            #expect((after.json["excluded"] as? [Any])?.isEmpty ?? false)
        }
    }

    @Test("Articles, sentences, terms, passages and ingest")
    func content() async throws {
        try await withService { service async throws in
            #expect(try await service.call("GET", "/articles/PMC1_a.xml").status == 200)
            #expect(try await service.call("GET", "/articles/article_id:PMC1_a.xml").status == 200)
            #expect(try await service.call("GET", "/articles/none").errorCode == "unknown_article")
            let key = "sentence:PMC1_a.xml:%7B06S%7D:45"
            #expect(try await service.call("GET", "/sentences/\(key)").json["summary"] as? String == "Opening.")
            #expect(try await service.call("GET", "/terms?text=a+b%20c").json["text"] as? String == "a b c")
            let read = try await service.call("POST", "/answer", #"{"question":"q?","passage":"p","top_k":2}"#)
            #expect(read.json["no_answer"] as? Bool == false)
            let added = try await service.call("POST", "/articles?name=note.txt", "Some text.")
            #expect(added.status == 201)
            #expect(service.backend.state.withLock { $0.added } == ["note.txt"])
            #expect(try await service.call("POST", "/articles?name=..%2Fx", "t").errorCode == "bad_name")
            let record = #"{"id": "note-1", "title": "A note", "text": "Some text."}"#
            #expect(try await service.call("POST", "/articles", record).status == 201)
            #expect(service.backend.state.withLock { $0.added.last } == "note-1.json")
            let outside = #"{"id": "../x", "text": "Some text."}"#
            #expect(try await service.call("POST", "/articles", outside).errorCode == "bad_name")
            _ = try await service.call("POST", "/articles", "{}")
            #expect(service.backend.state.withLock { $0.added.last?.hasSuffix(".json") } == true)
        }
    }

    @Test("What is missing or wrong is said in JSON")
    func failures() async throws {
        try await withService { service async throws in
            for (path, body, status, code) in [
                ("/gsearch", "{}", 400, "missing_search"), ("/qasearch", "{}", 400, "missing_search"),
                ("/qasearch", "", 400, "bad_json"), ("/qasearch", "[1", 400, "bad_json"),
                ("/qasearch", #"{"search":1}"#, 400, "bad_type"), ("/qasearch", #"{"search":" ?"}"#, 400, "no_words"),
                ("/qasearch", #"{"search":"a","limit":0}"#, 400, "out_of_range"),
                ("/qasearch", #"{"search":"a","years":["20x3"]}"#, 400, "bad_years"),
                ("/answer", #"{"question":"a"}"#, 400, "missing_passage"), ("/exclude", "{}", 400, "missing_id"),
                ("/nothing", "", 404, "not_found"), ("/health", "", 405, "bad_method"),
            ] {
                let reply = try await service.call("POST", path, body)
                #expect(reply.status == status, "\(path) \(body)")
                #expect(reply.errorCode == code, "\(path) \(body)")
            }
            #expect(try await service.call("PUT", "/exclude").headers["allow"] == "GET, POST, DELETE, HEAD, OPTIONS")
            #expect(try await service.call("GET", "/search?q=a&limit=x").errorCode == "bad_type")
            #expect(try await service.call("GET", "/search?q=%ff").errorCode == "bad_encoding")
        }
    }

    @Test("A full queue is 503 with Retry-After; what is the service's own affair stays with it")
    func engineFailures() async throws {
        try await withService { service async throws in
            service.backend.state.withLock { $0.failure = .busy(retryAfterSeconds: 3) }
            let busy = try await service.call("POST", "/qasearch", #"{"search":"a"}"#)
            #expect(busy.status == 503)
            #expect(busy.headers["retry-after"] == "3")
            service.backend.state.withLock { $0.failure = .file(path: "/secret/path", reason: "x") }
            let broken = try await service.call("POST", "/qasearch", #"{"search":"a"}"#)
            #expect(broken.status == 500)
            #expect(!broken.body.contains("secret"))
        }
    }

    @Test("Until the model is loaded, health and questions are 503, and the graph answers")
    func loading() async throws {
        try await withService(waitsForModel: false) { _, backend in
            backend.state.withLock { $0.isLoadingHeld = true }
        } _: { service async throws in
            #expect(try await service.call("GET", "/health").status == 503)
            let reply = try await service.call("POST", "/qasearch", #"{"search":"a"}"#)
            #expect(reply.errorCode == "loading")
            #expect(reply.headers["retry-after"] == "1")
            #expect(try await service.call("POST", "/gsearch", #"{"search":"a"}"#).status == 200)
            service.backend.state.withLock { $0.isLoadingHeld = false }
            while !service.service.state.isReady { try await Task.sleep(for: .milliseconds(10)) }
            #expect(try await service.call("GET", "/health").status == 200)
        }
    }

    @Test("A model that cannot be loaded ends the service with its error")
    func noModel() async throws {
        await #expect(throws: (any Error).self) {
            try await withService(waitsForModel: false) { _, backend in
                backend.state.withLock { $0.prepareError = .unknownModel("x", installed: []) }
            } _: { service async throws in
                while true {
                    try await Task.sleep(for: .milliseconds(20))
                    _ = try await service.call("GET", "/health")
                }
            }
        }
    }

    @Test("A client that leaves has its question dropped")
    func departure() async throws {
        try await withService { _, backend in
            backend.state.withLock { $0.delay = .seconds(20) }
        } _: { service async throws in
            var client: RawClient? = try RawClient(port: service.ports.http)
            let body = #"{"search":"a"}"#
            await client?.send(
                "POST /qasearch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            while service.backend.state.withLock({ $0.asked.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
            client = nil
            for _ in 0..<12_000 where service.backend.state.withLock({ $0.cancelled }) == 0 {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(service.backend.state.withLock { $0.cancelled } == 1)
        }
    }

    @Test("A client that has sent everything and says so still gets its answer")
    func halfClosed() async throws {
        try await withService { _, backend in
            backend.state.withLock { $0.delay = .milliseconds(1500) }
        } _: { service async throws in
            let body = #"{"search":"a"}"#
            for version in ["1.1", "1.0"] {
                let client = try RawClient(port: service.ports.http)
                await client.send(
                    "POST /answer HTTP/\(version)\r\nHost: localhost\r\nContent-Length: 32\r\n\r\n"
                        + #"{"question":"q?","passage":"pp"}"#)
                client.endSending()
                let reply = await client.receiveAll()
                // What a client of HTTP/1.0 gets first is the answer.
                let first = version == "1.0" ? "HTTP/1.1 200 OK" : "HTTP/1.1 102 Processing\r\n\r\n"
                #expect(reply.hasPrefix(first))
                #expect(reply.contains("HTTP/1.1 200 OK") && reply.hasSuffix("}"))
            }
            #expect(service.backend.state.withLock { $0.cancelled } == 0)
            let client = try RawClient(port: service.ports.http)
            await client.send(
                "POST /qasearch HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            client.endSending()
            let events = await client.receiveAll()
            #expect(events.contains("event: done"))
        }
    }

    @Test("A body that breaks off, and one that is no body, are the client's mistakes")
    func brokenBody() async throws {
        try await withService { service async throws in
            let client = try RawClient(port: service.ports.http)
            await client.send("POST /qasearch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"sea")
            client.endSending()
            let reply = HTTPReply(await client.receiveAll())
            #expect(reply.status == 400)
            #expect(reply.errorCode == "bad_request")
            let chunks =
                "POST /qasearch HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"sea\r\nxx\r\n"
            #expect(try await service.raw(chunks).status == 400)
            #expect(try await service.call("GET", "/health").status == 200)
        }
    }

    @Test("Shutting down finishes what is in hand")
    func shutdown() async throws {
        try await withService { _, backend in
            backend.state.withLock { $0.delay = .milliseconds(400) }
        } _: { service async throws in
            async let reply = service.call("POST", "/qasearch", #"{"search":"a"}"#)
            while service.backend.state.withLock({ $0.asked.isEmpty }) { try await Task.sleep(for: .milliseconds(5)) }
            await service.service.shutDown()
            #expect(try await reply.status == 200)
        }
    }

    @Test("The description names every route, and the page's files are served")
    func description() async throws {
        try await withService { service async throws in
            let reply = try await service.call("GET", "/openapi.json")
            let paths = try #require(reply.json["paths"] as? [String: [String: Any]])
            for route in Route.allCases where ![.page, .nothing, .edge, .documentation, .description].contains(route) {
                let methods = try #require(paths[route.rawValue], "\(route.rawValue)")
                #expect(Set(methods.keys.map { $0.uppercased() }) == Set(route.methods))
            }
            #expect(try await service.call("GET", "/docs").body.contains("/qasearch"))
            for (path, asset) in Page.assets {
                let reply = try await service.call("GET", path)
                #expect(reply.status == 200)
                #expect(reply.headers["content-type"] == asset.contentType)
                #expect(reply.body == asset.body)
            }
            #expect(try await service.call("HEAD", "/").body.isEmpty)
        }
    }

    @Test("Metrics count requests and stages, and hold no question")
    func metrics() async throws {
        try await withService { service async throws in
            _ = try await service.call("POST", "/qasearch", #"{"search":"secretword?"}"#)
            _ = try await service.call("GET", "/terms?text=secretword")
            _ = try await service.call("GET", "/secretword")
            let text = try await service.call("GET", "/metrics").body
            #expect(text.contains("answer_http_requests_total{route=\"/qasearch\",method=\"POST\",status=\"200\"} 1"))
            #expect(text.contains("answer_stage_duration_seconds_count{stage=\"match\"} 1"))
            #expect(text.contains("answer_inference_batch_passages_bucket{le=\"4\"} 1"))
            #expect(!text.contains("secretword"))
            let info = try await service.call("GET", "/info").json
            #expect((info["counts"] as? [String: Any])?["articles"] as? Int == 1)
        }
    }
}
