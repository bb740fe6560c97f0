import Testing

@testable import Metathesaurus

@Suite struct CollectorTests {
    /// Names collected in parts, as threads do, are as if one collector had read them all.
    @Test(arguments: 0..<10) func partsMakeNoDifference(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let words = [
            "virus", "viruses", "Tumour", "tumor", "oedema", "COVID-19", "IL-6", "no", "of", "the", "α", "lung", "CAT",
            "(finding)", "12", "affect",
        ]
        let names = (0..<200).map { _ in
            (0..<Int.random(in: 1...4, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
                .joined(separator: " ")
        }
        let whole = Self.collect(names[...], from: 0)
        let cuts = [0, Int.random(in: 0...100, using: &random), Int.random(in: 100...200, using: &random), 200]
        var parts = CollectedPatterns()
        for (start, end) in zip(cuts, cuts.dropFirst()) {
            parts.append(Self.collect(names[start..<end], from: start))
        }
        #expect(parts.patterns.symbols == whole.patterns.symbols && parts.patterns.bounds == whole.patterns.bounds)
        #expect(parts.words.normalKeys == whole.words.normalKeys && parts.words.counts == whole.words.counts)
        #expect(parts.claims.map(\.concept) == whole.claims.map(\.concept))
        #expect(parts.claims.map(\.caseRule) == whole.claims.map(\.caseRule))
        #expect(parts.skipped.map(\.name) == whole.skipped.map(\.name) && !whole.skipped.isEmpty)
    }

    private static func collect(_ names: ArraySlice<String>, from first: Int) -> CollectedPatterns {
        var collector = PatternCollector(policy: .dropMinorNames, expectedNames: names.count)
        for (index, name) in names.enumerated() {
            Array(name.utf8).withUnsafeBufferPointer { text in
                collector.add(
                    text,
                    TermCollector.Name(
                        offset: 0, length: UInt32(text.count), concept: UInt32(first + index), rank: 1, preference: 1,
                        isMinor: false, isGene: false, canBeInverted: true))
            }
        }
        return collector.take()
    }
}
