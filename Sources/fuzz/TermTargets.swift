import Foundation

@testable import AhoCorasick
@testable import Metathesaurus

/// Vocabulary sources, and the files made from them.
struct TermTargets {
    let scratch: Scratch

    private static let text =
        "Severe acute respiratory syndrome (SARS) is caused by a virus; no fever, possible masks, viruses and COVID-19."
    private static let tsv = "C1\tfever\tpyrexia|high temperature\tT184\nC2\tvirus\tvirions\tT005\nC3\tmask\t\t\n"

    func all() throws -> [Target] {
        [
            rrf(),
            source("obo", [Self.obo], ["[Term]\n", "synonym: \"", "is_obsolete: true", "EXACT [", "xref: "]) {
                .obo(path: $0)
            },
            source("mesh", [Self.mesh], ["*NEWRECORD\n", "MH = ", "ENTRY = ", "UI = ", "MN = ", "|"]) {
                .mesh(path: $0)
            },
            source("mesh-xml", [Self.meshXML], ["<DescriptorRecord>", "</String>", "&#x0;", "<!--"]) {
                .mesh(path: $0)
            },
            source("tsv", [Array(Self.tsv.utf8)], ["\t", "|", "\n", "#"]) { .tsv(path: $0) },
            try vocabulary("vocabulary-file", isSealed: false), try vocabulary("vocabulary-sealed", isSealed: true),
            try automaton("automaton-file", isSealed: false), try automaton("automaton-sealed", isSealed: true),
        ]
    }

    // MARK: Sources

    private static let obo = Array(
        """
        format-version: 1.2
        ontology: doid

        [Term]
        id: DOID:1
        name: fever
        namespace: disease
        def: "A rise \\"of\\" temperature." [x:1]
        synonym: "pyrexia" EXACT []
        synonym: "high {temperature}" RELATED [a:b, c:d]
        xref: UMLS_CUI:C0015967
        is_a: DOID:2 ! sign

        [Term]
        id: DOID:2
        name: sign
        is_obsolete: true

        [Typedef]
        id: part_of
        """.utf8)

    private static let mesh = Array(
        """
        *NEWRECORD
        RECTYPE = D
        MH = Fever
        PRINT ENTRY = Pyrexia|T184|NON|EQV|NLM (1999)|990101|abcdef
        ENTRY = Fevers
        MN = C23.888.119.344
        ST = T184
        MS = Abnormal rise.
        UI = D005334

        *NEWRECORD
        MH = Masks
        ENTRY = Face Mask|T073|EQV
        MN = E07.700.560
        UI = D008397

        """.utf8)

    private static let meshXML = Array(
        """
        <?xml version="1.0"?><DescriptorRecordSet><DescriptorRecord DescriptorClass="1"><DescriptorUI>D005334</DescriptorUI>
        <DescriptorName><String>Fever</String></DescriptorName><TreeNumberList><TreeNumber>C23.888</TreeNumber>
        </TreeNumberList><ConceptList><Concept PreferredConceptYN="Y"><ConceptName><String>Fever</String></ConceptName>
        <ScopeNote>Abnormal &amp; high.</ScopeNote><TermList><Term><String>Pyrexia</String></Term></TermList></Concept>
        </ConceptList></DescriptorRecord></DescriptorRecordSet>
        """.utf8)

    /// Builds, opens and matches.
    private func build(_ source: TermSource, options: BuildOptions = BuildOptions()) -> Target.Verdict {
        let path = scratch.path("built.terms")
        return Target.verdict {
            _ = try VocabularyBuilder.build(sources: [source], options: options, to: path)
            try use(path)
        }
    }

    private func use(_ path: String) throws {
        for limit in [PagedFile.eagerLimit, 0] {
            let vocabulary = try ConceptVocabulary(path: path, eagerLimit: limit)
            let matcher = ConceptMatcher(vocabulary: vocabulary)
            for mention in try matcher.matches(in: Self.text) {
                Target.require(
                    mention.start >= 0 && mention.end <= Self.text.utf8.count && mention.start < mention.end,
                    "a mention's place")
                _ = try matcher.alternatives(of: mention)
            }
            for index in 0..<min(vocabulary.conceptCount, 200) {
                _ = try vocabulary.concept(ConceptIndex(index))
                _ = try vocabulary.names(of: ConceptIndex(index))
                _ = try vocabulary.index(ofCUI: try vocabulary.cui(of: ConceptIndex(index)))
            }
            _ = try vocabulary.names(withPrefix: "f")
            try vocabulary.verify()
        }
    }

    private func source(
        _ name: String, _ seeds: [[UInt8]], _ tokens: [String], _ make: @escaping (String) -> TermSource
    ) -> Target {
        Target(name: name, seeds: seeds, tokens: tokens) { bytes in build(make(scratch.file("source", bytes))) }
    }

    private func rrf() -> Target {
        let rows = """
            C0015967|ENG|P|L1|PF|S1|Y|A1||M1|D1|MSH|MH|D005334|Fever|0|N|256|
            C0015967|ENG|S|L2|PF|S2|N|A2||||SNOMEDCT_US|SY|x|Pyrexia (finding)|9|N||
            C0042776|ENG|P|L3|PF|S3|Y|A3||||MSH|MH|D014780|Viruses|0|O|256|
            C0042776|GER|S|L4|PF|S4|N|A4||||MSHGER|SY|x|Virus|0|N||

            """
        let types = "C0015967|T184|A2.2.2|Sign or Symptom|AT1||\nC0042776|T005|A1.1.3.3|Virus|AT2||\n"
        let folder = scratch.path("rrf")
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // The input is both files, apart at a form feed.
        return Target(
            name: "rrf", seeds: [Array((rows + "\u{c}" + types).utf8)],
            tokens: ["|", "||", "\n", "\r\n", "ENG", "C0", "T184"]
        ) { bytes in
            let parts = bytes.split(separator: 0x0C, maxSplits: 1, omittingEmptySubsequences: false)
            _ = scratch.file("rrf/MRCONSO.RRF", Array(parts[0]))
            _ = scratch.file("rrf/MRSTY.RRF", parts.count > 1 ? Array(parts[1]) : [])
            return build(.rrf(folder: folder))
        }
    }

    // MARK: Files

    private func vocabulary(_ name: String, isSealed: Bool) throws -> Target {
        let path = scratch.path("seed.terms")
        _ = try VocabularyBuilder.build(sources: [.tsv(path: scratch.file("seed.tsv", Array(Self.tsv.utf8)))], to: path)
        let seed = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        return Target(name: name, seeds: [seed]) { bytes in
            let path = scratch.file("x.terms", isSealed ? Self.sealed(bytes) : bytes)
            return Target.verdict { try use(path) }
        }
    }

    private func automaton(_ name: String, isSealed: Bool) throws -> Target {
        let path = scratch.path("seed.automaton")
        try Automaton(bytePatterns: ["fever", "ever", "virus", "us", "a", "viruses"].map { Array($0.utf8) }).write(
            to: path)
        let seed = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        return Target(name: name, seeds: [seed]) { bytes in
            let path = scratch.file("x.automaton", isSealed ? Self.sealed(bytes) : bytes)
            return Target.verdict {
                let automaton = try Automaton(contentsOf: path)
                let text = Array("the fevers of viruses are everywhere".utf8)
                for match in try automaton.matches(in: text) {
                    Target.require(match.end <= text.count, "a match outside the text")
                }
            }
        }
    }

    /// Makes the checksums right again, so that what lies behind them is reached.
    private static func sealed(_ input: [UInt8]) -> [UInt8] {
        var bytes = input
        guard bytes.count >= PagedFile.headerSize + 8 else { return bytes }
        func put(_ value: UInt64, at place: Int) {
            for index in 0..<8 { bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index))) }
        }
        func sum(_ range: Range<Int>) -> UInt64 { bytes[range].withUnsafeBytes { Checksum.sum(of: $0) } }
        // A table of as many sums as the file has pages, at its end.
        var pages = 1
        while (bytes.count - 8 * pages + PagedFile.pageSize - 1) / PagedFile.pageSize > pages { pages += 1 }
        let table = bytes.count - 8 * pages
        guard table >= PagedFile.headerSize else { return bytes }
        for page in 0..<pages {
            let start = max(page * PagedFile.pageSize, PagedFile.headerSize)
            put(sum(start..<max(start, min((page + 1) * PagedFile.pageSize, table))), at: table + 8 * page)
        }
        put(UInt64(bytes.count), at: 24)
        put(UInt64(table), at: 32)
        put(sum(table..<bytes.count), at: 40)
        put(sum(0..<PagedFile.headerSize - 8), at: PagedFile.headerSize - 8)
        return bytes
    }
}
