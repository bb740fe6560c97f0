import Testing

@testable import Metathesaurus

@Suite struct ContextTests {
    static let terms = [
        "F\tfever\t\tT184", "C\tcough\t\tT184", "P\tpneumonia\t\tT047", "S\tsevere acute respiratory syndrome\t\tT047",
        "G\tSARS\t\tT028", "A\tacute respiratory distress syndrome\t\tT047", "D\tdiabetes mellitus\t\tT047",
        "K\tCAT\tcatalase\tT028", "V\tSARS coronavirus\t\tT005",
    ]

    static let negation: [(String, [String])] = [
        ("There was no evidence of fever.", ["F:fever -"]),
        ("No fever or cough was seen, but pneumonia was.", ["F:fever -", "C:cough -", "P:pneumonia"]),
        ("Fever was not associated with pneumonia.", ["F:Fever", "P:pneumonia -"]),
        ("Fever was not observed.", ["F:Fever -"]),
        ("Pneumonia may cause fever.", ["P:Pneumonia", "F:fever ?"]),
        ("Suspected pneumonia", ["P:pneumonia ?"]),
        ("Pneumonia cannot be excluded.", ["P:Pneumonia ?"]),
        ("Not only fever but cough", ["F:fever", "C:cough"]),
        ("No. Fever is common.", ["F:Fever"]),
        ("Patients without fever; cough was frequent", ["F:fever -", "C:cough"]),
        ("The patient denied cough", ["C:cough -"]),
        ("Fever and cough", ["F:Fever", "C:cough"]),
        ("No one two three four five six seven eight nine ten eleven twelve thirteen fever", ["F:fever"]),
    ]

    @Test func negatedAndHedged() throws {
        let fixture = try Fixture(Self.terms)
        for (text, expected) in Self.negation { #expect(try fixture.found(text) == expected, "\(text)") }
    }

    static let definitions: [(String, [String])] = [
        ("severe acute respiratory syndrome (SARS) spread", ["SARS=severe acute respiratory syndrome:S"]),
        ("SARS (severe acute respiratory syndrome) spread", ["SARS=severe acute respiratory syndrome:S"]),
        ("acute respiratory distress syndrome (ARDS; Table 1)", ["ARDS=acute respiratory distress syndrome:A"]),
        ("computer adaptive test (CAT)", ["CAT=computer adaptive test:-"]),
        ("catalase activity tests (CAT)", []),
        ("patients (n = 12) had fever (F)", []),
        ("an unrelated thing (XYZ)", []),
        ("text with (an open parenthesis", []),
        ("()", []),
    ]

    @Test func schwartzHearst() throws {
        let fixture = try Fixture(Self.terms)
        for (text, expected) in Self.definitions {
            var table = AbbreviationTable()
            try table.collect(from: text, matcher: fixture.matcher)
            let found = try table.definitions.map { definition in
                let cui = try definition.concept.map { try fixture.vocabulary.cui(of: $0) } ?? "-"
                return "\(definition.shortForm)=\(definition.longForm):\(cui)"
            }
            #expect(found == expected, "\(text)")
        }
    }

    @Test func definitionsHoldForTheArticle() throws {
        let fixture = try Fixture(Self.terms)
        #expect(try fixture.found("SARS and CAT") == ["G:SARS", "K:CAT"])
        var table = AbbreviationTable()
        try table.collect(from: "severe acute respiratory syndrome (SARS)", matcher: fixture.matcher)
        try table.collect(from: "a computer adaptive test (CAT)", matcher: fixture.matcher)
        #expect(try fixture.found("No SARS and CAT", abbreviations: table) == ["S:SARS -"])
        #expect(try fixture.found("SARS coronavirus, SARS", abbreviations: table) == ["V:SARS coronavirus", "S:SARS"])
        #expect(try fixture.found("xSARS SARSx", abbreviations: table) == [])
    }

    @Test func ambiguityIsKeptAndResolved() throws {
        let terms = [
            "A1\tcold\t\tT047", "A2\tcold\t\tT070", "B1\tfever\t\tT047", "B2\tpneumonia\t\tT047",
            "E1\thumidity\t\tT070", "E2\tweather\t\tT070",
        ]
        var options = BuildOptions()
        options.commonWords = .keep
        let fixture = try Fixture(terms, options: options)
        #expect(try fixture.found("cold, fever, pneumonia").first == "A1:cold")
        #expect(try fixture.found("cold weather, humidity").first == "A2:cold")
        let mention = try #require(try fixture.matcher.matches(in: "cold weather, humidity").first)
        #expect(mention.ambiguity == 1)
        #expect(
            try fixture.matcher.alternatives(of: mention).map { try fixture.vocabulary.cui(of: $0) } == ["A1"])
    }

    /// Names of more concepts than a mention's mask has bits, with and without a spelling that some of them ask for.
    @Test(arguments: [2, 31, 32, 33, 100], [false, true]) func manyClaims(count: Int, hasRule: Bool) throws {
        var terms = (0..<count).map { "L\($0 + 1_000)\tzoster\t\tT047" }
        if hasRule { terms.append("M1\tZOSTer\t\tT047") }
        let fixture = try Fixture(terms)
        for (text, isRuled) in [("zoster", false), ("the ZOSTer", true)] {
            let mention = try #require(try fixture.matcher.matches(in: text).first)
            let others = count - 1 + (hasRule && isRuled ? 1 : 0)
            #expect(Int(mention.ambiguity) == others)
            #expect(try fixture.vocabulary.cui(of: mention.concept) == "L1000")
            #expect(try fixture.matcher.alternatives(of: mention).count == min(others, 31))
        }
    }

    @Test func commonWordsAreNoNames() throws {
        let terms = [
            "T\tconductive hearing loss\ttransmission\tT047", "W\tWAS\twas\tT028", "N\t123\tnumbers one\tT033",
        ]
        var options = BuildOptions()
        options.commonWords = .drop
        let fixture = try Fixture(terms, options: options)
        #expect(try fixture.found("transmission was 123 Was WAS") == [])
        #expect(fixture.report.skipped[.commonWord] == 1)
        #expect(fixture.report.skipped[.stopWords] == 2)
        #expect(fixture.report.skipped[.noLetters] == 1)
    }

    @Test func usage() throws {
        let fixture = try Fixture(Self.terms)
        var usage = VocabularyUsage(matcher: fixture.matcher)
        try usage.add(["Fever and malaise", "malaise of the cough", "42 rashes"])
        #expect(usage.unmatchedWords() == [.init(word: "malaise", count: 2), .init(word: "rashes", count: 1)])
        #expect(usage.mentionCount == 2)
        #expect(usage.unseenConceptCount == 7)
    }
}
