import Foundation

@testable import Service

/// What comes over the network.
struct ServiceTargets {
    func all() -> [Target] { [resp(), bodies(), addresses()] }

    private func resp() -> Target {
        let seeds = [
            "*2\r\n$3\r\nGET\r\n$5\r\nhe\r\no\r\nPING\r\n*1\r\n$4\r\nQUIT\r\nECHO \"x \\x41y\" 'z'\r\n",
            "*3\r\n$4\r\nMGET\r\n$0\r\n\r\n$44\r\nbertqa{5M5}_sentence:PMC1_a.xml:{5M5}:45_who\r\n*0\r\n*-1\r\n\r\n",
        ].map { Array($0.utf8) }
        return Target(
            name: "resp", seeds: seeds,
            tokens: ["*", "$", "\r\n", "$-1\r\n", "*1000000000\r\n", "\"", "\\x", "'", "{", "[a-"]
        ) { bytes in
            let parser = RequestParser(maximumBulk: 1 << 12, maximumCommand: 1 << 14, maximumArguments: 64)
            var commands = 0
            bytes.withUnsafeBytes { buffer in
                var arguments: [Range<Int>] = []
                var start = 0
                while true {
                    let next: Int
                    switch parser.next(buffer, from: start, &arguments) {
                    case .command(let end):
                        for range in arguments {
                            Target.require(range.upperBound <= buffer.count, "an argument outside the bytes")
                            let text = String(decoding: buffer[range], as: UTF8.self)
                            _ = AnswerKey.readings(of: text)
                            _ = GlobPattern(text).matches("sentence:PMC1:{1}:2")
                        }
                        next = end
                    case .line(let words, let end):
                        for word in words { _ = GlobPattern(String(decoding: word, as: UTF8.self)).matches("a") }
                        next = end
                    case .nothing(let end): next = end
                    case .incomplete, .failure: return
                    }
                    Target.require(next > start && next <= buffer.count, "a parser that stands still")
                    start = next
                    commands += 1
                }
            }
            return commands > 0 ? .accepted : .refused
        }
    }

    private func bodies() -> Target {
        let seeds = [
            #"{"search":"masks and fever","years":["2003","2019:2021",":2000"],"limit":30,"candidates":25}"#,
            #"{"question":"How long?","passage":"Fever lasted five days.","top_k":3}"#, #"{"id":"C0015967"}"#,
        ].map { Array($0.utf8) }
        return Target(
            name: "http-body", seeds: seeds,
            tokens: ["null", "[]", "{}", "1e400", "\"2019:\"", "\"::\"", "\\u0000", "\\ud800", "true", "\u{fffd}"]
        ) { bytes in
            Target.verdict {
                let search = try RequestChecks.decode(QuestionBody.self, from: bytes)
                _ = try? RequestChecks.decode(SearchBody.self, from: bytes)
                let passage = try RequestChecks.decode(PassageBody.self, from: bytes)
                let concept = try RequestChecks.decode(ConceptBody.self, from: bytes)
                _ = try RequestChecks.years(search.years)
                _ = try RequestChecks.number(search.limit, "limit", in: Bounds.answerLimit, default: 5)
                if let text = search.search ?? passage.question {
                    let missing = HTTPFailure(.badRequest, "missing", "missing")
                    _ = try RequestChecks.text(text, missing: missing, name: "search")
                }
                if concept.id != nil { _ = try RequestChecks.concept(concept.id) }
            }
        }
    }

    private func addresses() -> Target {
        let seeds = [
            "/search?q=fever+and%20masks&limit=30&years=2003,2019:2021&years=:2000", "/edge/edges:C1:C2?offset=1",
        ]
        return Target(
            name: "http-address", seeds: seeds.map { Array($0.utf8) },
            tokens: ["%", "%00", "%ff", "&", "=", "?", "/", ":", "years=", "..", "%2e%2e/"]
        ) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
            let (_, argument) = Route.find(parts[0])
            for (left, right) in EdgeName.pairs(argument) { _ = (left, right) }
            return Target.verdict {
                let query = try QueryParameters(parts.count > 1 ? String(parts[1]) : nil)
                _ = query.text("q")
                _ = try query.years()
                _ = try query.number("limit", in: 1...1000, default: 5)
            }
        }
    }
}
