import Testing

@testable import Store

@Suite struct CoverageTests {
    @Test func stemsAreComparedAndRareWordsWeighMore() {
        let coverage = TermCoverage(
            words: ["droplets", "surviving", "surfaces", "droplet"], rarity: ["droplet": 1, "surviv": 4, "surfac": 5])
        func share(_ text: String) -> Float { coverage.share(of: coverage.terms(in: text)) }
        #expect(share("The droplet survives on surfaces.") == 1)
        #expect(share("A surface") == 0.5)
        #expect(share("Droplet, droplets: DROPLET") == 0.1)
        #expect(share("Nothing of it") == 0)
        #expect(coverage.share(of: coverage.terms(in: "droplet") | coverage.terms(in: "surface")) == 0.6)
    }

    @Test func questionsWithoutWordsAndWithTooMany() {
        let nothing = TermCoverage(words: [], rarity: [:])
        #expect(nothing.share(of: nothing.terms(in: "anything")) == 0)
        let many = (0..<100).map { "w\($0)" }
        let coverage = TermCoverage(words: many, rarity: [:])
        #expect(coverage.share(of: coverage.terms(in: many.joined(separator: " "))) == 1)
        #expect(coverage.share(of: coverage.terms(in: "w0")) == 1.0 / 64)
        #expect(coverage.share(of: coverage.terms(in: "w99")) == 0)
    }
}
