import Testing

@testable import Service

@Suite("Redis requests")
struct RequestParserTests {
    private func parse(_ text: String, _ parser: RequestParser = RequestParser()) -> RequestParser.Outcome {
        var arguments: [Range<Int>] = []
        return Array(text.utf8).withUnsafeBytes { parser.next($0, from: 0, &arguments) }
    }

    /// All commands of some bytes that come in pieces, or the failure that ends them.
    private func commands(_ pieces: [[UInt8]]) -> ([[[UInt8]]], String?) {
        let parser = RequestParser(maximumBulk: 100, maximumCommand: 400, maximumArguments: 8)
        var found: [[[UInt8]]] = []
        var held: [UInt8] = []
        var arguments: [Range<Int>] = []
        for piece in pieces {
            held += piece
            var used = 0
            let failure: String? = held.withUnsafeBytes { bytes in
                while true {
                    switch parser.next(bytes, from: used, &arguments) {
                    case .command(let next):
                        found.append(arguments.map { Array(bytes[$0]) })
                        used = next
                    case .line(let words, let next):
                        found.append(words)
                        used = next
                    case .nothing(let next): used = next
                    case .incomplete: return nil
                    case .failure(let message): return message
                    }
                }
            }
            if let failure { return (found, failure) }
            held.removeFirst(used)
        }
        return (found, nil)
    }

    @Test("Commands and lines are taken apart")
    func forms() {
        #expect(parse("*1\r\n$4\r\nPING\r\n") == .command(next: 14))
        #expect(parse("*2\r\n$3\r\nGET\r\n$0\r\n\r\n") == .command(next: 19))
        #expect(parse("PING\r\n") == .line([Array("PING".utf8)], next: 6))
        #expect(
            parse("ECHO \"a b\\x41\\n\" 'c d'\n")
                == .line([Array("ECHO".utf8), Array("a bA\n".utf8), Array("c d".utf8)], next: 22 + 1))
        #expect(parse("\r\n") == .nothing(next: 2))
        #expect(parse("*0\r\n") == .nothing(next: 4))
        #expect(parse("*-1\r\n") == .nothing(next: 5))
    }

    @Test("What is no command is said to be none, before anything is done for its lengths")
    func failures() {
        #expect(parse("*1000000000\r\n") == .failure("invalid multibulk length"))
        #expect(parse("*99999999999999999999\r\n") == .failure("invalid multibulk length"))
        #expect(parse("*x\r\n") == .failure("invalid multibulk length"))
        #expect(parse("*1\r\n$99999999\r\n") == .failure("invalid bulk length"))
        #expect(parse("*1\r\n$-1\r\n") == .failure("invalid bulk length"))
        #expect(parse("*1\r\n*1\r\n$1\r\na\r\n") == .failure("expected '$', got '*'"))
        #expect(parse("*1\r\n$1\r\nabc") == .failure("invalid bulk length"))
        #expect(parse("GET \"a\r\n") == .failure("unbalanced quotes in request"))
        #expect(parse(String(repeating: "a", count: 70_000)) == .failure("too big inline request"))
        let small = RequestParser(maximumBulk: 50, maximumCommand: 60, maximumArguments: 4)
        #expect(
            parse("*3\r\n$30\r\n\(String(repeating: "a", count: 30))\r\n$40\r\n", small) == .failure("too big command"))
    }

    @Test("However the bytes are cut, and however they are damaged, the outcome is the same and within bounds")
    func pieces() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(seed: seed)
        let valid = Array("*2\r\n$3\r\nGET\r\n$5\r\nhe\r\no\r\nPING\r\n*1\r\n$4\r\nQUIT\r\nECHO \"x y\"\r\n".utf8)
        #expect(commands([valid]).0.count == 4)
        for _ in 0..<3000 {
            var bytes = valid
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let place = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.insert(UInt8.random(in: 0x24...0x39, using: &generator), at: place)
                default: bytes.remove(at: place)
                }
            }
            let whole = commands([bytes])
            var cut: [[UInt8]] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let length = Int.random(in: 1...min(7, rest.count), using: &generator)
                cut.append(Array(rest.prefix(length)))
                rest = rest.dropFirst(length)
            }
            let pieces = commands(cut)
            #expect(whole.0 == pieces.0 && whole.1 == pieces.1, "seed \(seed)")
            #expect(whole.0.allSatisfy { $0.count <= 100 && $0.allSatisfy { $0.count <= 100 } }, "seed \(seed)")
        }
    }

    @Test("Patterns match as in Redis")
    func patterns() {
        for (pattern, text, matches) in [
            ("*", "", true), ("a*c", "abbc", true), ("a*c", "abcd", false), ("a?c", "abc", true),
            ("[a-c]x", "bx", true),
            ("[^a]x", "ax", false), ("\\*", "*", true), ("\\*", "a", false), ("**a", "bba", true),
            ("bertqa*{0a}*", "bertqa_{0a}_", true),
            ("[a", "a", true), ("[", "a", false), ("a**************b", String(repeating: "a", count: 5000), false),
        ] {
            #expect(GlobPattern(pattern).matches(text) == matches, "\(pattern) \(text)")
        }
    }

    @Test("An answer's key is read whatever its parts hold")
    func answerKeys() {
        for (text, sentence, question) in [
            (
                "bertqa{5M5}_sentence:PMC136939.xml:{5M5}:45_Who performs viral transmission among adults",
                "sentence:PMC136939.xml:{5M5}:45", "Who performs viral transmission among adults"
            ),
            ("bertqa{x}_sentence:a_b:c:{x}:0_what_is:5_this", "sentence:a_b:c:{x}:0", "what_is:5_this"),
            ("bertqa_sentence:a:3:45_q", "sentence:a:3:45", "q"),
            ("bertqa{x}_sentence:a:5_b:{x}:7_q", "sentence:a:5_b:{x}:7", "q"),
        ] {
            #expect(AnswerKey.readings(of: text).first == AnswerKey(sentence: sentence, question: question))
        }
        for text in [
            "", "bertqa", "bertqa_sentence:", "bertqa_sentence:a:45", "sentence:a:{x}:45_q", "bertqa_sentence:a:x_q",
        ] {
            #expect(AnswerKey.readings(of: text).isEmpty)
        }
    }

    @Test("Bounds of sorted sets are Redis' own")
    func sortedBounds() {
        func places(_ words: String) -> Range<Int>? {
            let words = words.split(separator: " ").map(String.init)
            return SortedQuery(words[0], words)?.places(5)
        }
        #expect(places("ZRANGE k 0 -1") == 0..<5)
        #expect(places("ZRANGE k 1 2") == 1..<3)
        #expect(places("ZRANGE k -2 -1") == 3..<5)
        #expect(places("ZRANGE k 9 12")?.isEmpty == true)
        #expect(places("ZREVRANGE k 0 1") == 3..<5)
        #expect(places("ZRANGE k 0 1 REV WITHSCORES") == 3..<5)
        #expect(places("ZRANGEBYSCORE k -inf +inf") == 0..<5)
        #expect(places("ZRANGEBYSCORE k (1 3") == 1..<3)
        #expect(places("ZRANGEBYSCORE k 1 (3") == 0..<2)
        #expect(places("ZRANGEBYSCORE k -inf inf LIMIT 1 2") == 1..<3)
        #expect(places("ZRANGE k +inf -inf BYSCORE REV LIMIT 0 2") == 3..<5)
        #expect(places("ZRANGE k \(Int.min) \(Int.max)") == 0..<5)
        #expect(places("ZRANGEBYSCORE k 1e300 inf")?.isEmpty == true)
        #expect(SortedQuery("ZRANGE", ["ZRANGE", "k", "0", "1", "LIMIT", "0", "1"]) == nil)
        #expect(places("ZRANGE k a 1") == nil)
    }
}
