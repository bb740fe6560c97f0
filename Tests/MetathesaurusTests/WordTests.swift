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

    /// Every token of ASCII text, marks and boundaries included, against a loop over its bytes one by one.
    @Test(arguments: 0..<8) func tokensAgainstABytewiseLoop(round: Int) {
        let seed = UInt64(round) &* 6_700_417 &+ 9
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", "Bc", "virus", "SARS", "2", "19", "hydroxychloroquine", "Pneumonoultramicroscopic", "s", "S", " ", " ",
            " ", " ", "-", " - ", "--", "'", "'s", ",", ". ", "(", "[", "_", "\n", "\n\n", " \n \t\n", "\t", "\r\n",
            "\u{1}",
            "\u{7F}", "~", "@", "`",
        ]
        for _ in 0..<250 {
            let text = (0..<Int.random(in: 0...120, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }
            .joined()
            let bytes = Array(text.utf8)
            var scanner = WordScanner()
            bytes.withUnsafeBufferPointer { scanner.scan($0) }
            let tokens = Array(UnsafeBufferPointer(start: scanner.tokens.start, count: scanner.count))
            #expect(tokens == Self.tokens(bytes), "seed \(seed), \(text.debugDescription)")
            for (index, token) in tokens.enumerated()
            where scanner.capitals.start[index / 64] >> UInt64(index % 64) & 1 == 0 {
                let part = bytes[Int(token.start)..<Int(token.end)]
                #expect(!part.contains { $0 >= 0x41 && $0 <= 0x5A }, "seed \(seed), \(text.debugDescription)")
            }
        }
    }

    private static func tokens(_ text: [UInt8]) -> [WordToken] {
        func isWord(_ index: Int) -> Bool {
            text.indices.contains(index)
                && (text[index] | 0x20 >= 0x61 && text[index] | 0x20 <= 0x7A
                    || text[index] >= 0x30 && text[index] <= 0x39)
        }
        func isSpace(_ index: Int) -> Bool { text.indices.contains(index) && text[index] <= 0x20 }
        var tokens: [WordToken] = []
        func add(_ start: Int, _ end: Int, _ key: UInt64) {
            tokens.append(WordToken(start: UInt32(start), end: UInt32(end), key: key))
        }
        var position = 0
        var lines = 0
        while position < text.count {
            let byte = text[position]
            if isWord(position) {
                var end = position
                while isWord(end) { end += 1 }
                let key = WordKey.key(of: text[position..<end].map { $0 | 0x20 })
                let follows = position > 0 && text[position - 1] == 0x27 && (position == 1 || isWord(position - 2))
                if !(follows && end - position == 1 && byte | 0x20 == 0x73) { add(position, end, key) }
                lines = 0
                position = end
                continue
            }
            switch byte {
            case 0x0A:
                lines += 1
                if lines == 2 { add(position, position + 1, WordKey.boundary) }
            case 0x09, 0x0B, 0x0C, 0x0D, 0x20, 0x27: break
            case 0x2D:
                let isDouble = position > 0 && text[position - 1] == 0x2D
                if isDouble || isSpace(position - 1) && isSpace(position + 1) {
                    add(position, position + 1, WordKey.boundary)
                }
            default: add(position, position + 1, byte < 0x20 ? WordKey.boundary : UInt64(byte | 0x20))
            }
            position += 1
        }
        return tokens
    }
}
