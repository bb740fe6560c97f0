import Foundation
import Testing

@testable import Corpus

@Suite struct JSONReaderTests {
    static let parseFile = """
        {"paper_id": "PMC1", "metadata": {"title": "On masks", "authors": [
            {"first": "Ada", "middle": ["B", "C"], "last": "Doe", "suffix": "Jr", "email": "x", "affiliation": {}},
            {"first": "", "middle": [], "last": "Roe", "suffix": ""}]},
         "abstract": [{"text": "Short.", "cite_spans": [], "section": "Abstract"}],
         "body_text": [
            {"text": "First \\u2013 one\\n\\"two\\" \\ud83d\\ude37.", "cite_spans": [{"start": 1, "end": -2.5e3}],
             "section": "Air ::: Methods"},
            {"text": "  ", "section": "Methods"},
            {"section": "no text"},
            {"text": "Last."}],
         "bib_entries": {"B0": {"title": "x", "year": 2001, "venue": null, "ok": true, "no": false}},
         "back_matter": [], "ref_entries": {}}
        """

    @Test func readsADocumentParse() throws {
        let output = parse(Self.parseFile, as: "PMC1.xml.json")
        #expect(output.problems.isEmpty)
        let article = try #require(output.articles.first)
        #expect(article.id == "PMC1.xml")
        #expect(article.title == "On masks")
        #expect(article.authors == ["Doe, Ada B C, Jr", "Roe"])
        #expect(
            article.paragraphs == [
                Paragraph(section: "Abstract", text: "Short."),
                Paragraph(section: "Air ::: Methods", text: "First – one\n\"two\" 😷."),
                Paragraph(section: "", text: "Last."),
            ])
    }

    @Test(arguments: [
        #"{"body_text": ["plain", {"text": "t"}], "abstract": "One.\n\nTwo."}"#,
        #"{"text": "a", "abstract": null, "metadata": 5, "authors": {}, "title": []}"#,
        #"{"metadata": {}, "body_text": [{"text": "x", "section": null}]}"#,
        #"[{"id": 7, "text": "x"}, 3, null]"#,
    ])
    func toleratesWhatIsMissing(json: String) {
        let output = parse(json, as: "a.json")
        #expect(output.articles.count == 1)
        #expect(output.problems.isEmpty)
    }

    @Test func saysWhenThereIsNoText() {
        for json in ["{}", "[]", "3", "null", #"{"title": "t"}"#, #"{"body_text": [], "abstract": [{"text": "nan"}]}"#]
        {
            let output = parse(json, as: "a.json")
            #expect(output.articles.isEmpty)
            #expect(output.problems.count == 1, "\(json)")
        }
    }

    @Test func theLastOfARepeatedMemberCounts() {
        let output = parse(#"{"text": "one", "title": "a", "text": "two", "title": "b"}"#, as: "a.json")
        #expect(output.articles.first?.paragraphs.map(\.text) == ["two"])
        #expect(output.articles.first?.title == "b")
    }

    @Test(arguments: [
        (#""\ud800""#, "\u{fffd}"), (#""\udc00x""#, "\u{fffd}x"), (#""\ud800\ud83d\ude37""#, "\u{fffd}😷"),
        (#""\ud800\u0041""#, "\u{fffd}A"), (#""a\u0000b""#, "a\u{fffd}b"), (#""\/\b\f\r\t\\""#, "/\u{8}\u{c}\r\t\\"),
        (#""\u00e9\u20AC""#, "é€"), (#""""#, ""), (#""é漢😷""#, "é漢😷"),
    ])
    func decodesStrings(json: String, expected: String) throws {
        try Array(json.utf8).withUnsafeBufferPointer {
            var scanner = JSONScanner($0)
            #expect(try scanner.stringIfPresent() == expected)
            try scanner.expectEnd()
        }
    }

    @Test(arguments: [
        ("{\"text\": \"a\"} x", 14, 1), ("{\"text\": \"a\",}", 13, 1), ("{\"text\" \"a\"}", 8, 1),
        ("{\n\n\"text: 1}", 3, 3),
        ("{\"a\": 01}", 6, 1), ("{\"a\": 1.}", 8, 1), ("{\"a\": +1}", 6, 1), ("{\"a\": tru}", 6, 1),
        ("{\"a\": \"\\x\"}", 7, 1),
        ("{\"a\": \"\\u12g4\"}", 7, 1), ("{\"a\": \"\n\"}", 7, 1), ("{\"a\": [1,]}", 9, 1), ("{'a': 1}", 1, 1),
        ("{\"a\": 1", 7, 1),
        ("", 0, 1), ("  ", 2, 1), ("{\"a\": NaN}", 6, 1), ("{\"a\"\0: 1}", 4, 1),
    ])
    func namesThePlaceOfAFault(json: String, byte: Int, line: Int) {
        let output = parse(json, as: "a.json")
        #expect(output.articles.isEmpty)
        guard case .malformed(let place, let foundByte, let foundLine, _)? = output.problems.first else {
            Issue.record("\(json): \(output.problems)")
            return
        }
        #expect(place == "a.json")
        #expect(foundByte == byte, "\(json)")
        #expect(foundLine == line)
    }

    @Test func boundsDepth() {
        for depth in [100, 127, 128, 129, 100_000] {
            let json =
                "{\"x\": " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
                + ", \"text\": \"a\"}"
            let output = parse(json, as: "a.json")
            #expect(output.articles.count == (depth <= 127 ? 1 : 0), "\(depth)")
        }
    }

    @Test func linesAreReadEachByItself() {
        let lines = """
            {"id": "a", "title": "T", "text": "One.\\n\\nTwo.", "year": 2003, "authors": ["Doe, J"], "doi": "10.1/x"}
            {"id": "broken", "text": }

            {"text": "no id", "year": "1999"}
            {"id": "empty"}
            """
        let output = parse(lines, as: "set.jsonl")
        #expect(output.articles.map(\.id) == ["a", "set:4"])
        #expect(output.articles.first?.paragraphs.map(\.text) == ["One.", "Two."])
        #expect(output.articles.map(\.date) == [PublicationDate(year: 2003), PublicationDate(year: 1999)])
        #expect(
            output.problems == [
                .malformed(
                    place: "set.jsonl", byte: lines.utf8.prefix { $0 != 0x0a }.count + 1 + 25, line: 2,
                    detail: "expected a value"),
                .noText(place: "set.jsonl#empty"),
            ])
    }

    /// What Foundation's parser accepts as an object, this one accepts, with the same title; what it refuses too,
    /// except for lone surrogates and control characters, where the two differ on purpose.
    @Test func agreesWithFoundationOnMutatedInput() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let original = Array(Self.parseFile.utf8)
        let alphabet = Array("{}[]\",:\\ntu0129.eE-+ \n".utf8)
        for _ in 0..<3000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                guard !bytes.isEmpty else { break }
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.remove(at: at)
                case 1: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: at)
                case 2: bytes[at] = alphabet.randomElement(using: &random) ?? 0
                default: bytes = Array(bytes[0..<max(at, 1)])
                }
            }
            let isValid = bytes.withUnsafeBufferPointer { buffer in
                do throws(SyntaxFailure) {
                    var scanner = JSONScanner(buffer)
                    try scanner.skipValue()
                    try scanner.expectEnd()
                    return true
                } catch { return false }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard !text.contains("\\ud8"), !text.contains("\\ude") else { continue }
            let reference = try? JSONSerialization.jsonObject(with: Data(bytes), options: [.fragmentsAllowed])
            // Foundation refuses numbers that do not fit a double.
            if isValid != (reference != nil), !text.contains("e3"), !text.contains("E3") {
                Issue.record("seed \(seed): valid \(isValid), reference \(reference != nil)\n\(text)")
            }
        }
    }

    @Test func survivesAnyBytes() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<150 {
            var bytes = Array(Self.parseFile.utf8)
            for _ in 0..<20 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            for name in ["a.json", "a.jsonl", "a.xml", "a.txt", "a.md"] {
                let output = parse(bytes, as: name)
                #expect(!output.articles.isEmpty || !output.problems.isEmpty, "seed \(seed)")
            }
        }
    }
}
