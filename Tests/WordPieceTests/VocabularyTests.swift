import Foundation
import Testing

@testable import WordPiece

@Suite struct VocabularyTests {
    static let special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]

    @Test func readsAFile() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("vocab.txt", Array("[UNK]\r\n[CLS]\n[SEP] \nähm\u{A0}\n\u{3000}\n##x\nlast".utf8))
        let vocabulary = try WordPieceVocabulary(path: path)
        #expect((0..<8).map { vocabulary.token($0) } == ["[UNK]", "[CLS]", "[SEP]", "ähm", "", "##x", "last", nil])
        #expect(vocabulary.count == 7 && vocabulary.token(-1) == nil)
        #expect(vocabulary.id(of: "ähm") == 3 && vocabulary.id(of: "##x") == 5 && vocabulary.id(of: "x") == nil)
        #expect(vocabulary.id(of: "") == 4)
        #expect((vocabulary.unknownID, vocabulary.classificationID, vocabulary.separatorID) == (0, 1, 2))
        #expect(vocabulary.paddingID == nil)
    }

    @Test func theLaterOfEqualTokensCounts() throws {
        let vocabulary = try WordPieceVocabulary(tokens: Self.special + ["a", "b", "a"])
        #expect(vocabulary.id(of: "a") == 6 && vocabulary.token(4) == "a" && vocabulary.count == 7)
    }

    @Test func wordsHaveALetterOrDigit() throws {
        let tokens = ["a", "##s", "5", "é", "中", "α", ".", "##,", "[", "±", "%", "…", "💉", "co2", "-", "##½"]
        let vocabulary = try WordPieceVocabulary(tokens: Self.special + tokens)
        let words = (0..<tokens.count).filter { vocabulary.isWord(TokenID($0 + 4)) }.map { tokens[$0] }
        #expect(words == ["a", "##s", "5", "é", "中", "α", "co2", "##½"])
        #expect(vocabulary.isWord(vocabulary.unknownID) && !vocabulary.isWord(-1) && !vocabulary.isWord(1000))
    }

    @Test func findsEveryTokenOfEveryLength() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SplitMix(state: seed)
        var tokens = Set<String>()
        while tokens.count < 2_000 {
            let word = String((0..<1 + random.below(40)).map { _ in "abcé中".randomElement(using: &random) ?? "a" })
            tokens.insert(random.below(2) == 0 ? word : "##" + word)
        }
        let list = Self.special + tokens.sorted()
        let vocabulary = try WordPieceVocabulary(tokens: list)
        for (id, token) in list.enumerated() {
            if vocabulary.id(of: token) != TokenID(id) || vocabulary.id(of: token + "z") != nil {
                Issue.record("seed \(seed): \(token)")
            }
        }
    }

    @Test func digestsFollowTokensAndOptions() throws {
        let a = try WordPieceVocabulary(tokens: Self.special + ["a"])
        let b = try WordPieceVocabulary(tokens: Self.special + ["b"])
        #expect(a.digest != b.digest)
        let digests = [
            WordPieceTokenizer(vocabulary: a), WordPieceTokenizer(vocabulary: b),
            WordPieceTokenizer(vocabulary: a, lowercase: false),
            WordPieceTokenizer(vocabulary: a, stripAccents: false),
            WordPieceTokenizer(vocabulary: a, splitChineseCharacters: false),
        ].map(\.digest)
        #expect(Set(digests).count == 5)
        #expect(WordPieceTokenizer(vocabulary: a, stripAccents: true).digest == digests[0])
    }

    @Test func saysWhatIsWrong() throws {
        let folder = try TemporaryFolder()
        let missing = folder.url.appendingPathComponent("none").path
        #expect(throws: WordPieceError.self) { try WordPieceVocabulary(path: missing) }
        let empty = try folder.write("empty", [])
        #expect(throws: WordPieceError.emptyVocabulary(path: empty)) { try WordPieceVocabulary(path: empty) }
        let blank = try folder.write("blank", Array("\n\n \n".utf8))
        #expect(throws: WordPieceError.emptyVocabulary(path: blank)) { try WordPieceVocabulary(path: blank) }
        #expect(throws: WordPieceError.emptyVocabulary(path: "vocabulary")) { try WordPieceVocabulary(tokens: []) }
        let bad = try folder.write("bad", Array("[UNK]\n[CLS]\n".utf8) + [0x61, 0xFF, 0x0A])
        #expect(throws: WordPieceError.notUTF8(path: bad, line: 3)) { try WordPieceVocabulary(path: bad) }
        for token in ["[UNK]", "[CLS]", "[SEP]"] {
            let tokens = Self.special.filter { $0 != token }
            #expect(throws: WordPieceError.missingToken(path: "vocabulary", token: token)) {
                try WordPieceVocabulary(tokens: tokens)
            }
        }
        let many = try folder.write("many", repeatElement([0x61, 0x0A], count: 1_000_001).joined())
        #expect(throws: WordPieceError.tooManyTokens(path: many, count: 1_000_001, limit: 1_000_000)) {
            try WordPieceVocabulary(path: many)
        }
    }

    @Test func readsTheTokenizerConfiguration() throws {
        let folder = try TemporaryFolder()
        let tokens = Self.special + ["a", "A", "É", "e", "中", "##a"]
        _ = try folder.write("vocab.txt", Array(tokens.joined(separator: "\n").utf8))
        func ids(_ configuration: String?) throws -> [TokenID] {
            if let configuration { _ = try folder.write("tokenizer_config.json", Array(configuration.utf8)) }
            return try WordPieceTokenizer(folder: folder.url.path).encode("A É 中a").ids
        }
        #expect(try ids(nil) == [4, 7, 8, 4])
        #expect(try ids(#"{"do_lower_case": true, "strip_accents": null, "other": [1]}"#) == [4, 7, 8, 4])
        #expect(try ids(#"{"do_lower_case": false}"#) == [5, 6, 8, 4])
        #expect(try ids(#"{"do_lower_case": false, "strip_accents": true}"#) == [5, 1, 8, 4])
        #expect(try ids(#"{"do_lower_case": true, "tokenize_chinese_chars": false}"#) == [4, 7, 8, 9])
        for bad in ["{", "[]", #"{"do_lower_case": "yes"}"#] {
            #expect(throws: WordPieceError.self, "\(bad)") { try ids(bad) }
        }
    }
}
