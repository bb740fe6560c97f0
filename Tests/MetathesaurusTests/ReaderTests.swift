import AhoCorasick
import Foundation
import Testing

@testable import Metathesaurus

@Suite struct ReaderTests {
    static func row(
        _ cui: String, _ name: String, lat: String = "ENG", ts: String = "P", stt: String = "PF", pref: String = "Y",
        sab: String = "MSH", tty: String = "PT", suppress: String = "N"
    ) -> String {
        "\(cui)|\(lat)|\(ts)|L1|\(stt)|S1|\(pref)|A1||||\(sab)|\(tty)|X|\(name)|0|\(suppress)||"
    }

    /// Builds from rows and returns concepts as `cui:preferred name:[types]`.
    static func build(
        _ folder: TemporaryFolder, _ options: BuildOptions = BuildOptions()
    ) throws -> (concepts: [String], report: BuildReport, vocabulary: ConceptVocabulary) {
        let report = try VocabularyBuilder.build(
            sources: [.rrf(folder: folder.path)], options: options, to: folder.file("out"))
        let vocabulary = try ConceptVocabulary(path: folder.file("out"))
        let concepts = try (0..<vocabulary.conceptCount).map { index in
            let concept = try vocabulary.concept(ConceptIndex(index))
            return "\(concept.cui):\(concept.preferredName):\(concept.semanticTypes.map(\.tui))"
        }
        return (concepts, report, vocabulary)
    }

    @Test func richReleaseFormat() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "MRCONSO.RRF",
            [
                Self.row("C2", "Second", ts: "S", stt: "VO", pref: "N", tty: "SY"),
                Self.row("C2", "Second disease"),
                Self.row("C1", "First syndrome", sab: "NCI"),
                Self.row("C1", "Erstes Syndrom", lat: "GER"),
                Self.row("C1", "Old syndrome", suppress: "O"),
                Self.row("C1", "First syndrome", sab: "MSH"),
                Self.row("C3", ""),
                Self.row("C3", "  "),
                Self.row("C4", String(repeating: "long ", count: 200_000)),
                "C5|ENG|too|few",
                Self.row("", "nobody"),
            ].joined(separator: "\r\n"))
        try folder.write(
            "MRSTY.RRF",
            "C1|T047||Disease or Syndrome|||\nC1|T033||Finding|||\nC2|T047||Disease or Syndrome|||\nC9|T1||x|||\n")
        try folder.write("MRDEF.RRF", "C1|A|A||MSH|What comes first.|N||\nC9|A|A||MSH|Nothing|N||\n")
        let (concepts, report, vocabulary) = try Self.build(folder)
        #expect(concepts == [#"C1:First syndrome:["T047", "T033"]"#, #"C2:Second disease:["T047"]"#])
        #expect(report.skipped[.otherLanguage] == 1)
        #expect(report.skipped[.suppressed] == 1)
        #expect(report.skipped[.emptyName] == 2)
        #expect(report.skipped[.nameTooLong] == 1)
        #expect(report.skipped[.tooFewColumns] == 1)
        #expect(report.skipped[.missingIdentifier] == 1)
        #expect(report.skipped[.duplicate] == 1)
        #expect(report.samples[.tooFewColumns]?.first?.line == 10)
        let first = try vocabulary.concept(0)
        #expect(first.definition == "What comes first.")
        #expect(first.sources.sorted() == ["MSH", "NCI"])
        #expect(try vocabulary.index(ofCUI: "C2") == 1)
        #expect(try vocabulary.index(ofCUI: "C3") == nil)
        #expect(try vocabulary.names(of: 1) == ["Second disease", "Second"])
        #expect(try vocabulary.names(withPrefix: "SEC") == ["Second", "Second disease"])
        #expect(try vocabulary.names(withPrefix: "zzz") == [])
        #expect(try vocabulary.names(withPrefix: "", limit: 2) == ["First syndrome", "Second"])
    }

    @Test func filters() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "MRCONSO.RRF",
            [
                Self.row("C1", "alpha disease"), Self.row("C2", "beta virus", sab: "NCBI"),
                Self.row("C3", "gamma krankheit", lat: "GER"),
            ].joined(separator: "\n"))
        try folder.write(
            "MRSTY.RRF", "C1|T047||Disease or Syndrome|||\nC2|T005||Virus|||\nC3|T047||Disease or Syndrome|||\n")
        var options = BuildOptions()
        options.semanticTypes = ["t005"]
        #expect(try Self.build(folder, options).concepts == [#"C2:beta virus:["T005"]"#])
        options.semanticTypes = ["Disease or Syndrome"]
        options.languages = []
        #expect(try Self.build(folder, options).concepts.count == 2)
        options = BuildOptions()
        options.sources = ["MSH"]
        #expect(try Self.build(folder, options).concepts == [#"C1:alpha disease:["T047"]"#])
        options.sources = ["NONE"]
        #expect(throws: MetathesaurusError.self) { try Self.build(folder, options) }
    }

    @Test func ranksDecide() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "MRCONSO.RRF",
            [Self.row("C1", "shared name", sab: "AAA"), Self.row("C2", "shared name", sab: "BBB")].joined(
                separator: "\n"))
        try folder.write("MRRANK.RRF", "0100|AAA|PT|N|\n0200|BBB|PT|N|\n")
        let (_, _, vocabulary) = try Self.build(folder)
        let mention = try #require(try ConceptMatcher(vocabulary: vocabulary).matches(in: "a shared name").first)
        #expect(try vocabulary.cui(of: mention.concept) == "C2")
    }

    @Test func badBytes() throws {
        let folder = try TemporaryFolder()
        var bytes: [UInt8] = [0xEF, 0xBB, 0xBF] + Array((Self.row("C1", "first disease") + "\n").utf8)
        bytes += Array("C2|ENG|P|L|PF|S|Y|A||||MSH|PT|X|bad ".utf8) + [0xFF, 0xFE] + Array("|0|N||\n".utf8)
        bytes += Array("C3|ENG|P|L|PF|S|Y|A||||MSH|PT|X|nul".utf8) + [0] + Array("name|0|N||\n".utf8)
        try folder.write("MRCONSO.RRF", bytes)
        let (concepts, report, _) = try Self.build(folder)
        #expect(concepts == ["C1:first disease:[]"])
        #expect(report.skipped[.invalidUTF8] == 2)
        #expect(report.samples[.invalidUTF8]?.map(\.line) == [2, 3])
    }

    @Test func nothingUseful() throws {
        let folder = try TemporaryFolder()
        #expect(throws: MetathesaurusError.self) { try Self.build(folder) }
        for content in ["", "\n\n", "garbage", "\u{0}\u{1}|"] {
            try folder.write("MRCONSO.RRF", content)
            #expect(throws: MetathesaurusError.self) { try Self.build(folder) }
        }
        #expect(!FileManager.default.fileExists(atPath: folder.file("out")))
        #expect(throws: MetathesaurusError.self) { try ConceptVocabulary(path: folder.file("MRCONSO.RRF")) }
        #expect(throws: MetathesaurusError.self) { try ConceptVocabulary(path: folder.file("missing")) }
    }

    @Test func compressed() throws {
        let folder = try TemporaryFolder()
        let rows = (0..<5000).map { Self.row("C\($0)", "name number x\($0 &* 7919 % 99991) disease") }
        try folder.write("MRCONSO.RRF", rows.joined(separator: "\n") + "\n")
        let gzip = Process()
        gzip.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        gzip.arguments = ["gzip", folder.file("MRCONSO.RRF")]
        try gzip.run()
        gzip.waitUntilExit()
        #expect(try Self.build(folder).concepts.count == 5000)
        let whole = try folder.bytes("MRCONSO.RRF.gz")
        try folder.write("MRCONSO.RRF.gz", Array(whole.prefix(whole.count / 2)))
        let (concepts, report, _) = try Self.build(folder)
        #expect(concepts.count > 500 && concepts.count < 4900)
        #expect(report.skipped[.truncated] == 1)
    }

    @Test func obo() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "a.obo",
            """
            format-version: 1.2

            [Term]
            id: DOID:1
            name: first disease
            def: "The \\"first\\" one." [source:x]
            synonym: "disease one" EXACT []
            synonym: "wide thing" BROAD []
            synonym: "unterminated
            xref: UMLS_CUI:C0000001
            is_a: DOID:2

            [Term]
            id: DOID:2
            name: second disease
            is_a: DOID:1

            [Term]
            id: DOID:3
            name: old disease
            is_obsolete: true

            [Typedef]
            id: part_of
            name: part of

            [Term]
            name: without id
            """)
        let report = try VocabularyBuilder.build(sources: [.obo(path: path)], to: folder.file("out"))
        let vocabulary = try ConceptVocabulary(path: folder.file("out"))
        #expect(vocabulary.conceptCount == 2)
        let first = try vocabulary.concept(0)
        #expect(first.cui == "DOID:1")
        #expect(first.definition == "The \"first\" one.")
        #expect(first.semanticTypes == [SemanticType(tui: "T047", name: "Disease or Syndrome")])
        #expect(try vocabulary.names(of: 0) == ["first disease", "disease one"])
        #expect(report.skipped[.suppressed] == 1)
        #expect(report.skipped[.malformed] == 1)
        #expect(report.skipped[.missingIdentifier] == 1)

        // Merged with a release that has the concept already.
        try folder.write("MRCONSO.RRF", Self.row("C0000001", "Disease no. 1"))
        _ = try VocabularyBuilder.build(
            sources: [.rrf(folder: folder.path), .obo(path: path)], to: folder.file("both"))
        let both = try ConceptVocabulary(path: folder.file("both"))
        #expect(try both.names(of: 0).sorted() == ["Disease no. 1", "disease one", "first disease"])
        #expect(try both.index(ofCUI: "DOID:2") == 1)
    }

    static let meshASCII = """
        *NEWRECORD
        RECTYPE = D
        MH = Calcimycin
        ENTRY = A-23187|T109|T195|LAB|NRW|NLM (1991)|900308|abbcdef
        ENTRY = Antibiotic A23187
        MN = D03.633.100.221.173
        MS = An ionophorous antibiotic.
        UI = D000001

        *NEWRECORD
        MH = Hernia, Diaphragmatic
        ST = T190
        UI = D006548

        *NEWRECORD
        MH = Without identifier
        """

    static let meshXML = """
        <?xml version="1.0"?>
        <!DOCTYPE DescriptorRecordSet SYSTEM "x.dtd">
        <DescriptorRecordSet LanguageCode = "eng"><DescriptorRecord DescriptorClass = "1">
        <DescriptorUI>D000001</DescriptorUI>
        <DescriptorName><String>Calcimycin</String></DescriptorName>
        <SeeRelatedList><SeeRelatedDescriptor><DescriptorReferredTo><DescriptorUI>D9</DescriptorUI>
        <DescriptorName><String>Other</String></DescriptorName></DescriptorReferredTo></SeeRelatedDescriptor></SeeRelatedList>
        <TreeNumberList><TreeNumber>D03.633</TreeNumber></TreeNumberList>
        <ConceptList><Concept PreferredConceptYN="Y"><ScopeNote>An ionophorous
        antibiotic.</ScopeNote><TermList><Term><String>Calcimycin</String></Term>
        <Term><String>A-23187</String></Term></TermList></Concept>
        <Concept PreferredConceptYN="N"><TermList><Term><String>Antibiotic &amp; A23187 &#x3B1;</String></Term></TermList>
        </Concept></ConceptList></DescriptorRecord>
        <DescriptorRecord><DescriptorUI>D2</DescriptorUI></DescriptorRecord>
        </DescriptorRecordSet>
        """

    @Test func mesh() throws {
        let folder = try TemporaryFolder()
        for (name, text) in [("d.bin", Self.meshASCII), ("d.xml", Self.meshXML)] {
            let path = try folder.write(name, text)
            let report = try VocabularyBuilder.build(sources: [.mesh(path: path)], to: folder.file("out"))
            let vocabulary = try ConceptVocabulary(path: folder.file("out"))
            let first = try vocabulary.concept(0)
            #expect(first.cui == "D000001")
            #expect(first.preferredName == "Calcimycin")
            #expect(first.definition == "An ionophorous antibiotic.")
            #expect(first.semanticTypes.map(\.tui) == ["T103"])
            #expect(try vocabulary.names(of: 0).count == 3)
            #expect(report.skipped[.missingIdentifier] == 1)
            if name == "d.bin" {
                let mentions = try ConceptMatcher(vocabulary: vocabulary).matches(in: "a diaphragmatic hernia")
                #expect(try mentions.map { try vocabulary.cui(of: $0.concept) } == ["D006548"])
            } else {
                #expect(try vocabulary.names(of: 0).contains("Antibiotic & A23187 α"))
            }
        }
        let path = try folder.write("bad.xml", "<a><b></c></a></a><DescriptorRecord><x/>")
        #expect(throws: MetathesaurusError.self) {
            try VocabularyBuilder.build(sources: [.mesh(path: path)], to: folder.file("bad"))
        }
    }

    @Test func tableWithHeaderAndOddRows() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "t.tsv",
            "\u{FEFF}id\tname\tsynonyms\ttype\r\n# comment\r\n\r\nX1\tfirst thing\ta|b thing;c thing\tvirus\r\nX2\r\n\tno id\n"
        )
        let report = try VocabularyBuilder.build(sources: [.tsv(path: path)], to: folder.file("out"))
        let vocabulary = try ConceptVocabulary(path: folder.file("out"))
        #expect(try vocabulary.names(of: 0) == ["first thing", "a", "b thing", "c thing"])
        #expect(try vocabulary.concept(0).semanticTypes == [SemanticType(tui: "T005", name: "Virus")])
        #expect(report.skipped[.tooFewColumns] == 1)
        #expect(report.skipped[.missingIdentifier] == 1)
    }

    /// A flipped byte anywhere is found before it is used, in a file checked whole and in one checked page by page.
    @Test func anyFlippedByteIsFound() throws {
        let folder = try TemporaryFolder()
        let rows = (0..<3000).map { "X\($0)\tname\($0 &* 7919 % 9973) of thing\($0 % 71) disease\tw\($0) x\t" }
        let path = try folder.write("t.tsv", rows.joined(separator: "\n"))
        _ = try VocabularyBuilder.build(sources: [.tsv(path: path)], to: folder.file("out"))
        let good = try folder.bytes("out")
        let text = "w17 x and name7919 of thing1 disease"
        let expected = try ConceptMatcher(vocabulary: ConceptVocabulary(path: folder.file("out"))).matches(in: text)
        #expect(expected.count == 2)
        var random = SeededGenerator(seed: 5)
        for round in 0..<120 {
            var bytes = good
            let position = round < 20 ? round * 53 : Int.random(in: 0..<bytes.count, using: &random)
            bytes[position] ^= UInt8(1 << (round % 8))
            try folder.write("bad", bytes)
            #expect(throws: MetathesaurusError.self, "byte \(position)") {
                try ConceptVocabulary(path: folder.file("bad"))
            }
            // Lazily: either an error, or the damage is where nothing looked.
            if let vocabulary = try? ConceptVocabulary(path: folder.file("bad"), eagerLimit: 0) {
                if let found = try? ConceptMatcher(vocabulary: vocabulary).matches(in: text) {
                    #expect(found == expected, "byte \(position)")
                }
                #expect(throws: MetathesaurusError.self, "byte \(position)") { try vocabulary.verify() }
            }
        }
        for length in [0, 10, 1023, 1024, good.count / 2, good.count - 1] {
            try folder.write("bad", Array(good.prefix(length)))
            #expect(throws: MetathesaurusError.self) { try ConceptVocabulary(path: folder.file("bad")) }
        }
        let automaton = try Automaton(bytePatterns: [Array("abc".utf8)])
        try automaton.write(to: folder.file("foreign"))
        #expect(throws: MetathesaurusError.self) { try ConceptVocabulary(path: folder.file("foreign")) }
    }

    @Test func equalInputGivesEqualDigest() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("t.tsv", "A\tfirst thing\nB\tsecond thing")
        for name in ["one", "two"] {
            _ = try VocabularyBuilder.build(sources: [.tsv(path: path)], to: folder.file(name))
        }
        #expect(
            try ConceptVocabulary(path: folder.file("one")).digest
                == ConceptVocabulary(path: folder.file("two")).digest)
    }

    @Test(.enabled(if: sharedData != nil, "the shared data is not here")) func openVocabulary() throws {
        let folder = try TemporaryFolder()
        let data = try #require(sharedData)
        let report = try VocabularyBuilder.build(
            sources: [.obo(path: data + "/vocabulary/DO_infectious_disease_slim.obo")], to: folder.file("out"))
        #expect(report.concepts > 200)
        let vocabulary = try ConceptVocabulary(path: folder.file("out"))
        let matcher = ConceptMatcher(vocabulary: vocabulary)
        let found = try matcher.matches(in: "An outbreak of Severe Acute Respiratory Syndrome")
        #expect(try found.map { try vocabulary.preferredName(of: $0.concept) } == ["severe acute respiratory syndrome"])
    }
}
