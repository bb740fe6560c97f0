import Testing

@testable import Metathesaurus

@Suite struct WordTests {
    static func normal(_ word: String) -> String {
        var bytes = Array(word.utf8)
        WordNormalizer.normalize(&bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func formsThatMeet() {
        let groups = [
            ["virus", "viruses"], ["disease", "diseases"], ["metastasis", "metastases"], ["analysis", "analyses"],
            ["body", "bodies"], ["headache", "headaches"], ["branch", "branches"], ["approach", "approaches"],
            ["bacillus", "bacilli"], ["bacterium", "bacteria"], ["vertebra", "vertebrae"], ["child", "children"],
            ["oedema", "edema", "oedemas"], ["haemorrhage", "hemorrhage"], ["tumour", "tumor", "tumours"],
            ["leukaemia", "leukemia", "leukaemias"], ["ischaemia", "ischemia"], ["fibre", "fiber", "fibres"],
            ["paediatric", "pediatric"], ["diarrhoea", "diarrhea"], ["hospitalisation", "hospitalization"],
            ["labelled", "labeled"], ["mosquito", "mosquitoes"], ["mass", "masses"], ["abuse", "abuses"],
            ["sulphate", "sulfate"], ["carcinoma", "carcinomas", "carcinomata"], ["cause", "causes"],
            ["oesophagus", "esophagus"], ["appendix", "appendices"], ["index", "indices", "indexes"],
        ]
        for group in groups {
            #expect(Set(group.map(Self.normal)).count == 1, "\(group.map { "\($0) → \(Self.normal($0))" })")
        }
    }

    @Test func formsThatStayApart() {
        for (one, other) in [
            ("virus", "viral"), ("hearing", "hear"), ("pus", "pu"), ("gas", "gap"), ("sepsis", "septic"),
        ] { #expect(Self.normal(one) != Self.normal(other)) }
    }

    @Test func normalFormsAreFixedAndTheQuickTestIsRight() {
        var random = SeededGenerator(seed: 11)
        let parts = [
            "ae", "oe", "our", "ise", "s", "es", "ses", "sis", "ous", "i", "a", "um", "tre", "lled", "ling", "us", "x",
            "ies", "ch", "b", "tum", "sulph", "og", "ue", "n", "t",
        ]
        for _ in 0..<20_000 {
            let word = (0..<Int.random(in: 1...6, using: &random)).map { _ in parts.randomElement(using: &random) ?? ""
            }
            .joined()
            let once = Self.normal(word)
            #expect(Self.normal(once) == once, "\(word)")
            if once != word {
                let may = Array(word.utf8).withUnsafeBufferPointer { WordNormalizer.mayChange($0) }
                #expect(may, "\(word) → \(once)")
            }
        }
    }

    /// The quick test lets every irregular form through, whatever it ends in.
    @Test func irregularFormsAreNotPassedOver() {
        let words = [
            "mice", "lice", "feet", "teeth", "children", "women", "ovum", "fungi", "sera", "abuse", "titre", "fibre",
            "centre", "greyish", "analyse", "catalogue", "vertebrae", "calves", "bacteria", "labelled", "behaviour",
        ]
        for word in words {
            #expect(Self.normal(word) != word, "\(word)")
            let may = Array(word.utf8).withUnsafeBufferPointer { WordNormalizer.mayChange($0) }
            #expect(may, "\(word)")
        }
    }

    /// The scanner's quick path against the careful one, on random text, and its tokens against a plain loop.
    @Test func scannerAgainstPlainLoop() {
        let seed: UInt64 = 23
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", "Bc", "virus", "SARS", "2", "19", "hydroxychloroquine", "α", "é", " ", " ", "-", "'", ",", ".", "“",
        ]
        for round in 0..<300 {
            let text = (0..<Int.random(in: 0...150, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            let bytes = Array(text.utf8)
            var scanner = WordScanner()
            bytes.withUnsafeBufferPointer { scanner.scan($0) }
            for index in 0..<scanner.count {
                let token = scanner.tokens.start[index]
                #expect(token.start < token.end && Int(token.end) <= bytes.count, "seed \(seed), \(text)")
                if index > 0 { #expect(scanner.tokens.start[index - 1].end <= token.start, "seed \(seed), \(text)") }
                guard !token.isMark, token.key != WordKey.boundary else { continue }
                let key = bytes.withUnsafeBufferPointer { buffer in
                    WordKey.key(
                        of: UnicodeFolding.foldedWord(
                            UnsafeBufferPointer(rebasing: buffer[Int(token.start)..<Int(token.end)])))
                }
                #expect(key == token.key, "seed \(seed), round \(round), \(text)")
            }
            // Every letter and digit is in a token, but for the s of a possessive.
            let covered = (0..<scanner.count).reduce(into: Set<Int>()) {
                $0.formUnion(Int(scanner.tokens.start[$1].start)..<Int(scanner.tokens.start[$1].end))
            }
            for (position, byte) in bytes.enumerated() where (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 {
                #expect(covered.contains(position), "seed \(seed), \(text)")
            }
        }
    }
}
