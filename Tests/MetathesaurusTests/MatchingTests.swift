import Testing

@testable import Metathesaurus

/// What matches what: one table, run on a vocabulary that was checked whole and on one checked page by page.
@Suite struct MatchingTests {
    static let terms = [
        "C01\tCOVID-19\tcoronavirus disease 2019\tT047",
        "C02\tSARS-CoV-2\t2019-nCoV\tT005",
        "C03\tSevere Acute Respiratory Syndrome\tSARS\tT047",
        "C04\talpha-helix\t\tT087",
        "C05\tTNF-alpha\t\tT116",
        "C06\tAlzheimer's disease\t\tT047",
        "C07\tvirus\t\tT005",
        "C08\tedema\t\tT033",
        "C09\tmetastasis\t\tT191",
        "C10\tCAT\t\tT028",
        "C11\tmRNA\t\tT114",
        "C12\tNa+\t\tT121",
        "C13\tlung cancer\t\tT191",
        "C14\tnon-small cell lung cancer\t\tT191",
        "C15\tcell\t\tT025",
        "C16\tSjögren syndrome\t\tT047",
        "C17\tvitamin C\t\tT121",
        "C18\tPCR\t\tT059",
        "C19\tanemia\t\tT047",
        "C20\tbacterium\t\tT007",
        "C21\theadache\t\tT184",
        "C22\t5,10-methenyltetrahydrofolate\t\tT103",
        "C23\tICU\tintensive care unit\tT073",
        "C24\tAt\t\tT103",
        "C25\tK\t\tT121",
        "C26\tACE inhibitor\t\tT121",
        "C27\tpediatric hospital\t\tT073",
        "C28\tAIDS\t\tT047",
    ]

    static let cases: [(text: String, expected: [String])] = [
        (
            "COVID-19 and covid-19, Covid-19, COVID 19 or COVID19",
            ["C01:COVID-19", "C01:covid-19", "C01:Covid-19", "C01:COVID 19", "C01:COVID19"]
        ),
        ("SARS-CoV-2 (2019-nCoV), SARS-CoV2", ["C02:SARS-CoV-2", "C02:2019-nCoV", "C02:SARS-CoV2"]),
        (
            "SARS\u{2010}CoV\u{2013}2 and SARS\u{2212}CoV\u{2011}2",
            ["C02:SARS\u{2010}CoV\u{2013}2", "C02:SARS\u{2212}CoV\u{2011}2"]
        ),
        ("SARS is not sars", ["C03:SARS"]),
        ("the alpha helix, an α-helix and alpha-helices", ["C04:alpha helix", "C04:α-helix"]),
        ("TNF-α TNFα TNF-alpha", ["C05:TNF-α", "C05:TNFα", "C05:TNF-alpha"]),
        (
            "Alzheimer disease, Alzheimer’s disease, ALZHEIMER'S DISEASE",
            ["C06:Alzheimer disease", "C06:Alzheimer’s disease", "C06:ALZHEIMER'S DISEASE"]
        ),
        ("viruses; virus's; VIRUSES; antivirus; virusoid", ["C07:viruses", "C07:virus", "C07:VIRUSES"]),
        ("oedema, edemas", ["C08:oedema", "C08:edemas"]),
        ("metastases", ["C09:metastases"]),
        ("the cat sat, a CAT scan", ["C10:CAT"]),
        ("mRNA MRNA mrna", ["C11:mRNA"]),
        ("Na+ channel, na channel", ["C12:Na+"]),
        ("non-small cell lung cancer", ["C14:non-small cell lung cancer"]),
        ("non-small cell lung tissue", ["C15:cell"]),
        ("small-cell lung cancers", ["C15:cell", "C13:lung cancers"]),
        ("lung, cancer", []),
        ("lung - cancer", []),
        ("lung\ncancer", ["C13:lung\ncancer"]),
        ("lung\n\ncancer", []),
        ("lung. Cancer", []),
        (
            "Sjogren syndrome and Sjo\u{308}gren’s Syndrome",
            ["C16:Sjogren syndrome", "C16:Sjo\u{308}gren’s Syndrome"]
        ),
        ("Vitamin C", ["C17:Vitamin C"]),
        ("two PCRs, one pcr", ["C18:PCRs"]),
        ("anaemia", ["C19:anaemia"]),
        ("bacteria", ["C20:bacteria"]),
        ("headaches", ["C21:headaches"]),
        ("5,10-methenyltetrahydrofolate", ["C22:5,10-methenyltetrahydrofolate"]),
        ("an ICU; intensive-care units", ["C23:ICU", "C23:intensive-care units"]),
        ("at At AT", []),
        ("K k", ["C25:K"]),
        ("ace inhibitors", ["C26:ace inhibitors"]),
        ("paediatric hospitals", ["C27:paediatric hospitals"]),
        ("hearing aids for AIDS", ["C28:AIDS"]),
        ("\u{FEFF}virus\u{A0}cell\u{200B}s", ["C07:virus", "C15:cell\u{200B}s"]),
        ("", []),
        (" ,;. ", []),
    ]

    @Test(arguments: [64 << 20, 0]) func table(eagerLimit: Int) throws {
        let fixture = try Fixture(Self.terms, eagerLimit: eagerLimit)
        for (text, expected) in Self.cases {
            #expect(try fixture.found(text) == expected, "\(text)")
            // The same in the middle of a longer text: the fast and the careful paths must agree.
            let longer = String(repeating: "qqqq zzz, ", count: 12) + text + String(repeating: " qqqq zzz", count: 12)
            #expect(try fixture.found(longer) == expected, "longer: \(text)")
        }
    }

    @Test func invalidUTF8IsNoWord() throws {
        let fixture = try Fixture(Self.terms)
        let bytes: [UInt8] = Array("virus ".utf8) + [0xFF, 0xC3, 0x28] + Array(" virus".utf8) + [0xE2, 0x80]
        var scratch = MatcherScratch()
        var mentions: [ConceptMention] = []
        try bytes.withUnsafeBufferPointer { try fixture.matcher.matches(in: $0, scratch: &scratch, into: &mentions) }
        #expect(mentions.map(\.start) == [0, 10])
    }

    @Test func wordsTellWhatMatchedNothing() throws {
        let fixture = try Fixture(Self.terms)
        let words = try fixture.matcher.words(in: "the lung virus blorp")
        #expect(words.map(\.isKnown) == [false, true, true, false])
        #expect(words.map(\.isStopWord) == [true, false, false, false])
        #expect(words.map(\.mention) == [nil, nil, 0, nil])
    }

    /// Leftmost-longest over whole words against plain search through the list of names.
    @Test(arguments: 0..<20) func randomAgainstBruteForce(round: Int) throws {
        let seed = UInt64(round) &* 7919 &+ 3
        var random = SeededGenerator(seed: seed)
        let words = ["virus", "lung", "cell", "fever", "cough", "trial", "serum", "blood"]
        var names: Set<String> = []
        for _ in 0..<30 {
            let length = Int.random(in: 1...4, using: &random)
            names.insert((0..<length).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " "))
        }
        let sorted = names.sorted()
        let fixture = try Fixture(sorted.enumerated().map { "X\($0.offset)\t\($0.element)\t\tT047" })
        // More than one block of 64 words.
        let text = (0..<200).map { _ in (words + ["qqq"]).randomElement(using: &random) ?? "" }
        var expected: [String] = []
        var position = 0
        while position < text.count {
            let longest = (1...4).reversed().first { length in
                position + length <= text.count
                    && names.contains(text[position..<(position + length)].joined(separator: " "))
            }
            if let longest {
                let name = text[position..<(position + longest)].joined(separator: " ")
                expected.append("X\(sorted.firstIndex(of: name) ?? -1):\(name)")
            }
            position += longest ?? 1
        }
        #expect(try fixture.found(text.joined(separator: " ")) == expected, "seed \(seed)")
    }

    /// More words than the cache has room for in one place, again and again, with names among them and in any case.
    @Test(arguments: 0..<6) func wordsThatDriveEachOtherOut(round: Int) throws {
        let seed = UInt64(round) &* 104_729 &+ 1
        var random = SeededGenerator(seed: seed)
        var bySet: [Int: Set<String>] = [:]
        var crowd: [String] = []
        while crowd.isEmpty {
            let word = String((0..<7).map { _ in "abcdfghjklmnpqrtvwx".randomElement(using: &random) ?? "a" })
            let set = WordCache.set(of: WordKey.key(of: word))
            bySet[set, default: []].insert(word)
            if let full = bySet[set], full.count == 9 { crowd = full.sorted() }
        }
        // Two names of one word, one of two, and a symbol that must match its case.
        let symbol = String(crowd[5].prefix(2)).uppercased() + crowd[5].dropFirst(2)
        let fixture = try Fixture([
            "X0\t\(crowd[0])\t\tT047", "X1\t\(crowd[1])\t\tT047", "X2\t\(crowd[2]) \(crowd[3])\t\tT047",
            "X5\t\(symbol)\t\tT047",
        ])
        let text = (0..<150).map { _ in
            let word = Bool.random(using: &random) ? crowd.randomElement(using: &random) ?? "" : symbol
            return Int.random(in: 0..<4, using: &random) == 0 && word != symbol ? word.capitalized : word
        }
        var expected: [String] = []
        for (position, word) in text.enumerated() {
            switch word.lowercased() {
            case crowd[0]: expected.append("X0:\(word)")
            case crowd[1]: expected.append("X1:\(word)")
            case crowd[2] where position + 1 < text.count && text[position + 1].lowercased() == crowd[3]:
                expected.append("X2:\(word) \(text[position + 1])")
            case crowd[5] where word == symbol: expected.append("X5:\(word)")
            default: break
            }
        }
        #expect(!expected.isEmpty)
        #expect(try fixture.found(text.joined(separator: " ")) == expected, "seed \(seed)")
    }
}
