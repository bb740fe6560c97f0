import Testing

@testable import WordPiece

@Suite struct TokenizerTests {
    static let tokens = [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[", "]", "sep", "corona", "##virus", "virus", "a", "##a", ".", "é", "e",
    ]

    @Test func aSpecialTokenInATextIsText() throws {
        let tokenizer = try WordPieceTokenizer(tokens: Self.tokens, options: "lsc")
        #expect(tokenizer.encode("[SEP]").ids == [4, 6, 5])
        #expect(!tokenizer.encode("a [CLS] a [SEP] [PAD]").ids.contains { $0 == 0 || $0 == 2 || $0 == 3 })
    }

    @Test func offsetsCutTheOriginalText() throws {
        let tokenizer = try WordPieceTokenizer(tokens: Self.tokens, options: "lsc")
        let text = "Coronavirus. É\u{301} co\u{AD}rona"
        let found = tokenizer.encode(text)
        #expect(found.ids == [7, 8, 12, 14, 7])
        let bytes = Array(text.utf8)
        let cut = (0..<found.count).map {
            String(decoding: bytes[Int(found.starts[$0])..<Int(found.ends[$0])], as: UTF8.self)
        }
        #expect(cut == ["Corona", "virus", ".", "É", "co\u{AD}rona"])
    }

    @Test func casedModelsKeepCaseAndAccents() throws {
        let tokenizer = WordPieceTokenizer(
            vocabulary: try WordPieceVocabulary(tokens: Self.tokens + ["A", "É"]), lowercase: false)
        #expect(tokenizer.encode("A a É é").ids == [15, 10, 16, 13])
    }

    @Test func appendsAndCountsFromTheTextsOwnStart() throws {
        let tokenizer = try WordPieceTokenizer(tokens: Self.tokens, options: "lsc")
        var result = tokenizer.encode("virus")
        Array("a.".utf8).withUnsafeBufferPointer { tokenizer.encode($0, into: &result) }
        #expect(result.ids == [9, 10, 12] && result.starts == [0, 0, 1] && result.ends == [5, 1, 2])
        result.removeAll()
        #expect(result.isEmpty && result.starts.isEmpty && result.ends.isEmpty)
    }

    @Test func longTextsAndWords() throws {
        let tokenizer = try WordPieceTokenizer(tokens: Self.tokens, options: "lsc")
        let word = tokenizer.encode(String(repeating: "a", count: 100_000))
        #expect(word.ids == [1] && word.ends == [100_000])
        #expect(tokenizer.encode(String(repeating: "a", count: 100)).ids == [10] + [TokenID](repeating: 11, count: 99))
        #expect(tokenizer.encode(String(repeating: ".", count: 300_000)).ids.count == 300_000)
        #expect(tokenizer.encode(String(repeating: "é", count: 100_000)).ids == [1])
        let words = tokenizer.encode(String(repeating: "coronavirus ", count: 50_000))
        #expect(words.count == 100_000 && words.starts.last == 599_994)
    }

    /// Bytes that are not UTF-8 give what the text with U+FFFD in their place gives, and offsets within the bytes.
    @Test func badBytesNeverTrap() throws {
        let fixture = try Fixture.load()
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(state: seed)
        let tokenizer = try fixture.tokenizer()
        for round in 0..<1_000 {
            var bytes: [UInt8] = []
            for _ in 0..<random.below(60) {
                switch random.below(4) {
                case 0: bytes.append(UInt8(random.below(256)))
                case 1: bytes.append(UInt8(0x80 + random.below(128)))
                case 2: bytes.append(UInt8(97 + random.below(8)))
                default: bytes += Array("corona é 中 [SEP] \u{345}\u{1D165}".utf8).shuffled(using: &random).prefix(6)
                }
            }
            let found = tokenizer.encode(bytes: bytes)
            let repaired = tokenizer.encode(String(decoding: bytes, as: UTF8.self))
            let isInside = zip(found.starts, found.ends).allSatisfy { $0 >= 0 && $0 < $1 && Int($1) <= bytes.count }
            if found.ids != repaired.ids || !isInside { Issue.record("seed \(seed) round \(round) bytes \(bytes)") }
        }
    }

    /// The eight-byte path and the general path agree: a byte that vanishes sends every word through the latter.
    @Test func bothPathsAgree() throws {
        let fixture = try Fixture.load()
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(state: seed)
        for options in ["lsc", ""] {
            let tokenizer = try fixture.tokenizer(options)
            for _ in 0..<700 {
                let text = (0..<random.below(40)).map { _ in
                    UInt8(random.below(3) == 0 ? 32 + random.below(95) : 97 + random.below(26))
                }
                var marked: [UInt8] = []
                for byte in text { marked += [byte, 0] }
                let fast = tokenizer.encode(bytes: text)
                let general = tokenizer.encode(bytes: marked)
                if fast.ids != general.ids || fast.starts.map({ $0 * 2 }) != general.starts
                    || fast.ends.map({ $0 * 2 - 1 }) != general.ends
                {
                    Issue.record("seed \(seed): \(String(decoding: text, as: UTF8.self))")
                }
            }
        }
    }

    @Test func benchmarkCounts() throws {
        let tokenizer = try WordPieceTokenizer(tokens: Self.tokens, options: "lsc")
        let result = WordPieceBenchmark.run(tokenizer, lines: ["coronavirus", "a."], rounds: 2)
        #expect(result.tokens == 4 && result.bytes == 13 && result.bytesPerSecond > 0)
    }
}
