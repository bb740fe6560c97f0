import Testing

@testable import Language

@Suite struct SentenceSplitterTests {
    private func sentences(_ text: String) -> [String] {
        let utf8 = Array(text.utf8)
        return SentenceSplitter().sentences(in: text).map { String(decoding: utf8[$0], as: UTF8.self) }
    }

    /// Each case is its sentences; the text is they, joined by a space.
    private static let cases: [[String]] = [
        // Abbreviations
        ["As shown in Fig. 2A, titres rose.", "They fell later."],
        ["Smith et al. Nature 2003 described it.", "Others agreed."],
        ["It was described by Smith et al.", "The authors counted cells."],
        ["Several viruses, e.g. SARS-CoV, i.e. coronaviruses, were found."],
        ["E. coli and S. aureus grew.", "C. elegans did not."],
        ["Dr. Jones and Prof. Lee examined Bacillus spp. isolates.", "They found none."],
        ["Doses of approx. 0.5 mg vs. 1.5 mg were given."],
        ["Significance was set at p < 0.05.", "All tests were two-sided."],
        ["We thank J. K. Rowling and A.-M. Curie for help.", "Funding came from the N.I.H. grants."],
        ["It came from the U.S. Department of Health.", "It spread to the U.S.", "It then reached the U.K."],
        ["See protocol No. 5 and accession no. AH011511 for details.", "The answer was no.", "The trial ended."],
        ["Cells were kept for 10 min.", "Bile was collected for 2 h.", "Mice were fed for 97 d.", "Rats were not."],
        ["Patients had hepatitis B.", "Most recovered from hepatitis C.", "Vaccines exist."],
        ["Masks, gowns, etc. were used.", "Gloves, gowns, etc.", "Nurses wore them."],
        // Lower-case openings
        ["It binds the promoter.", "p53 is then active.", "mRNA was extracted.", "tif1γ was not."],
        ["It binds the receptor.", "β-Actin was the control.", "α-Cre mice were bred."],
        ["The gel was run at 55°C.", "20 μg of lysate was loaded.", "(a) Input.", "(b) Pulldown."],
        // Citations
        ["This is known [1, 2-4].", "That is not (Lee, 2003).", "We agree."],
        ["The virus spread.[12]", "The outbreak grew.3,4", "It ended."],
        ["He saw the virus. [12]", "The rest did not."],
        // Brackets and quotes
        ["(This is a note.)", "“It works.”", "\"So it does.\"", "Nothing else did."],
        ["It failed (see Fig. 3 for the data.) and was dropped."],
        // Numbers, addresses
        ["The ratio was 2.5.", "The rest was 3.", "It is at https://example.org/a.b?c=d.", "Please look."],
        ["Write to a.b@example.org for data.", "Use file table.S1.csv here."],
        // Ellipsis, marks
        ["Why?", "Nobody knows!", "Really?!", "Yes..."],
        ["The dose ... was halved."],
        // Greek and accents after the period
        ["It was found in Zürich.", "Émile agreed.", "Ωmega did not."],
        // CJK marks
        ["这是病毒。", "这不是。"],
    ]

    @Test(arguments: cases)
    func splitsSentences(_ wanted: [String]) {
        #expect(sentences(wanted.joined(separator: " ")) == wanted)
    }

    @Test func missingSpaces() {
        #expect(
            sentences("Foci formed.The phenotype persisted.Mr. Lee paid 1,000.That was it.") == [
                "Foci formed.", "The phenotype persisted.", "Mr. Lee paid 1,000.", "That was it.",
            ])
        #expect(sentences("Open www.Example.Com or Data.Table now.") == ["Open www.Example.Com or Data.Table now."])
    }

    @Test func lines() {
        #expect(
            sentences("Introduction\n\nViruses spread. They\nmutate.\n\n") == [
                "Introduction", "Viruses spread.", "They\nmutate.",
            ])
        #expect(
            sentences("Methods\nMice were bred in\nZürich and\nBern.") == [
                "Methods", "Mice were bred in\nZürich and\nBern.",
            ])
        #expect(sentences("masks\nwashing hands\nstaying home\n") == ["masks", "washing hands", "staying home"])
        #expect(sentences("We need:\n- masks\n- gloves\n") == ["We need:", "- masks", "- gloves"])
        #expect(sentences("Line one\r\n\r\nLine two") == ["Line one", "Line two"])
    }

    @Test func lists() {
        #expect(
            sentences("1) Wash hands 2) Wear masks 3) Stay home") == ["1) Wash hands", "2) Wear masks", "3) Stay home"])
        #expect(sentences("• 9. Wash hands • 10. Wear masks") == ["• 9. Wash hands", "• 10. Wear masks"])
        #expect(sentences("1) from one group, 2) From another, and 3) From a third.").count == 1)
    }

    @Test func edges() {
        #expect(sentences("").isEmpty)
        #expect(sentences(" \n\t\u{3000}\u{A0} ").isEmpty)
        #expect(sentences(".") == ["."])
        #expect(sentences("...") == ["..."])
        #expect(sentences("a") == ["a"])
        #expect(sentences("\u{A0}A b.\u{2009}") == ["A b."])
    }

    @Test func longTextIsCut() {
        let text = String(repeating: "word ", count: 10_000)
        let ranges = SentenceSplitter(longestSentence: 1_000).sentences(in: text)
        #expect(ranges.allSatisfy { $0.count <= 1_000 })
        #expect(ranges.reduce(0) { $0 + $1.count } > 39_000)
        let solid = String(repeating: "é", count: 5_000)
        for range in SentenceSplitter(longestSentence: 333).sentences(in: solid) {
            #expect(String(validating: Array(solid.utf8)[range], as: UTF8.self) != nil)
        }
    }

    /// Ranges are ordered and tight, and nothing but white space is left out, whatever the bytes.
    @Test(arguments: 0..<40)
    func losesNothing(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            ".", "!", "?", "…", " ", "  ", "\n", "\n\n", "\u{A0}", "\u{2009}", "\u{3000}", "(", ")", "[", "]", "\"",
            "”", "“",
            "'", "1", "12", "a", "A", "et al", "Fig", "e.g", "U.S", "The", "virus", "p53", "γ", "。", "•", "1)", "2)",
            "a.",
            "b.", "-", ",", ". . .", "No", "é", "\r\n", "\t", "😀", "[12]", ").", "Mr", "10 min",
        ]
        var utf8: [UInt8] = []
        for _ in 0..<600 {
            if seed % 4 == 3 {
                utf8.append(UInt8.random(in: 0...255, using: &random))
            } else {
                utf8 += Array((pieces.randomElement(using: &random) ?? "").utf8)
                if Bool.random(using: &random) { utf8.append(0x20) }
            }
        }
        var ranges: [Range<Int32>] = []
        utf8.withUnsafeBufferPointer {
            SentenceSplitter(longestSentence: seed % 5 == 0 ? 64 : 10_000).split($0, into: &ranges)
        }
        var place = 0
        for range in ranges {
            #expect(Int(range.lowerBound) >= place && !range.isEmpty, "seed \(seed)")
            let gap = utf8[place..<Int(range.lowerBound)]
            #expect(isWhite(gap), "seed \(seed): lost \(String(decoding: gap, as: UTF8.self))")
            if seed % 4 != 3 {
                let sentence = String(validating: utf8[Int(range.lowerBound)..<Int(range.upperBound)], as: UTF8.self)
                #expect(sentence != nil, "seed \(seed): cut inside a character")
                let scalars = sentence.map { Array($0.unicodeScalars) } ?? []
                #expect(
                    scalars.first?.properties.isWhitespace == false && scalars.last?.properties.isWhitespace == false)
            }
            place = Int(range.upperBound)
        }
        #expect(isWhite(utf8[place...]), "seed \(seed)")
    }

    private func isWhite(_ bytes: ArraySlice<UInt8>) -> Bool {
        String(validating: bytes, as: UTF8.self)?.unicodeScalars.allSatisfy(\.properties.isWhitespace) ?? false
    }

    /// The byte tests for white space agree with Unicode's property.
    @Test func whiteSpaceIsUnicodes() {
        for value in UInt32(1)...0xFFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let utf8 = Array(String(Character(scalar)).utf8) + [0x61]
            utf8.withUnsafeBufferPointer { buffer in
                guard let base = buffer.baseAddress else { return }
                let bytes = Bytes(base: base, count: buffer.count)
                let width = scalar.properties.isWhitespace ? utf8.count - 1 : 0
                #expect(bytes.whiteWidth(at: 0) == width, "U+\(String(value, radix: 16))")
                #expect(bytes.whiteWidth(before: utf8.count - 1) == width, "U+\(String(value, radix: 16))")
            }
        }
    }
}
