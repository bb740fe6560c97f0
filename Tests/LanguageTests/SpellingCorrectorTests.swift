import Foundation
import Testing

@testable import Language

@Suite struct SpellingCorrectorTests {
    /// Common words with frequencies of the usual order.
    private static let corrector: SpellingCorrector = {
        var builder = SpellingDictionary.Builder()
        let counts = """
            the 23000000 of 13000000 and 12900000 in 8400000 is 4700000 was 1400000 were 700000 with 3100000 \
            what 800000 how 750000 a 9000000 patients 92000 patient 70000 period 120000 incubation 2000 \
            transmission 24000 virus 50000 fever 12000 message 130000 mask 15000 masks 6000 treated 18000 \
            received 140000 temperature 45000 between 380000 colour 60000 color 150000 review 250000 species \
            60000 measles 1100 spread 32000 despite 40000 horrible 6000 based 300000 on 3700000 are 4400000 \
            feverish 1500
            """.split(separator: " ")
        for place in stride(from: 0, to: counts.count - 1, by: 2) {
            builder.add(String(counts[place]), count: UInt64(counts[place + 1]) ?? 0)
        }
        return SpellingCorrector(dictionary: builder.build())
    }()

    @Test(arguments: [
        ("what is the incubaton period", "what is the incubation period"),
        ("transmision ofthe virus", "transmission of the virus"),
        ("thehorible virus", "the horrible virus"),
        ("the messa ge", "the message"),
        ("Waht is meales", "What is measles"),
        // A forgotten space is likelier than a wrong letter, both parts may have a slip, a space may be one letter off.
        ("the feveris", "the fever is"),
        ("horibletransmision", "horrible transmission"),
        ("the patient swas treated", "the patients was treated"),
    ])
    func correctsQuestions(_ noisy: String, _ wanted: String) {
        #expect(Self.corrector.correctedForm(of: noisy, mode: .query)?.text == wanted)
    }

    @Test(arguments: [
        ("The patients recieved masks.", "The patients received masks."),
        ("Fever ofthe patients was treated.", "Fever of the patients was treated."),
        ("Betweeen patients, temperture was in review.", "Between patients, temperature was in review."),
        ("We saw transmision; masks arebased on review.", "We saw transmission; masks are based on review."),
    ])
    func correctsText(_ noisy: String, _ wanted: String) {
        #expect(Self.corrector.correctedForm(of: noisy, mode: .text)?.text == wanted)
    }

    /// What must stay in both modes, whatever is near it in the dictionary.
    @Test(arguments: [
        "12.5 3,000 1e-5 2020", "IL-6 p53 CD4 TNF-α tnfa1 5mg", "MASC MAKS VIRSU", "mRNA siRNA pHluorin",
        "feve-r mas/k vir_us fev@er", "féver naïve", "the virus of patients",
    ])
    func leavesSymbols(_ text: String) {
        #expect(Self.corrector.correctedForm(of: text, mode: .query) == nil)
        #expect(Self.corrector.correctedForm(of: text, mode: .text) == nil)
    }

    /// Article text: names, binomials, Latin, inflections, variants and other words stay.
    @Test(arguments: [
        "Patients of Smithe and Fevere were treated.", "The Bacillus temperatur of E. temperatur was spread.",
        "In vitro, in vivo, et al. and in situ.", "The maskless, masking, premask and viruses were treated.",
        "The colours and colour were between.", "Smithe was treated.", "It came from J. A. Wasspread.",
        "They saw masl and fevr.",
    ])
    func leavesText(_ text: String) {
        #expect(Self.corrector.correctedForm(of: text, mode: .text) == nil)
    }

    @Test func mapsBackToTheOriginal() throws {
        let original = "Ein é: transmision ofthe virus in temperture."
        let form = try #require(Self.corrector.correctedForm(of: original, mode: .query))
        #expect(form.text.hasSuffix("transmission of the virus in temperature."))
        let corrected = Array(form.text.utf8)
        let source = Array(original.utf8)
        func back(_ part: String) throws -> String {
            let range = try #require(form.text.range(of: part))
            let start = form.text.utf8.distance(from: form.text.startIndex, to: range.lowerBound)
            return String(decoding: source[form.originalRange(of: start..<(start + part.utf8.count))], as: UTF8.self)
        }
        #expect(try back("transmission") == "transmision")
        #expect(try back("mission") == "transmision")
        #expect(try back("of the") == "ofthe")
        #expect(try back("the virus") == "ofthe virus")
        #expect(try back("virus in") == "virus in")
        #expect(try back("temperature.") == "temperture.")
        for edit in form.edits {
            #expect(corrected[edit.corrected] != source[edit.original])
        }
        #expect(form.originalRange(of: 0..<corrected.count) == 0..<source.count)
    }

    /// Edits are in order and apart; outside them corrected and original text agree byte for byte.
    @Test(arguments: 0..<30)
    func onlyEditsDiffer(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let pieces = [
            "the", "ofthe", "virsu", "incubaton", "patints", "Fevre", "IL-6", "3.5", "é", "messa", "ge", ".", ",", "(",
            ")",
            "\n", "despite", "thehorible", "masks", "α-", "Bacillus", "aa", "whatis", "x",
        ]
        var text = ""
        for _ in 0..<60 {
            text += pieces.randomElement(using: &random) ?? ""
            if Int.random(in: 0..<4, using: &random) > 0 { text += " " }
        }
        let source = Array(text.utf8)
        for mode in [SpellingCorrector.Mode.query, .text] {
            guard let form = Self.corrector.correctedForm(of: text, mode: mode) else { continue }
            let corrected = Array(form.text.utf8)
            var place = (source: 0, corrected: 0)
            for edit in form.edits {
                #expect(edit.original.lowerBound >= place.source && !edit.original.isEmpty, "seed \(seed)")
                #expect(
                    source[place.source..<edit.original.lowerBound]
                        == corrected[place.corrected..<edit.corrected.lowerBound], "seed \(seed)")
                place = (edit.original.upperBound, edit.corrected.upperBound)
            }
            #expect(source[place.source...] == corrected[place.corrected...], "seed \(seed)")
        }
    }

    @Test func anyBytes() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            bytes.withUnsafeBufferPointer {
                _ = Self.corrector.correctedForm(of: $0, mode: .query)
                _ = Self.corrector.correctedForm(of: $0, mode: .text)
            }
        }
    }
}
