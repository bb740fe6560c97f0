import Ranking
import Testing

@Suite struct NearDuplicatesTests {
    @Test func nearDuplicatesAreDropped() {
        var duplicates = NearDuplicates()
        let first = (1...20).map(Int32.init)
        // 19 of 21 different tokens in common are 0.90, 16 of 24 are 0.67.
        let nearlyEqual = Array(first.dropLast()) + [99]
        let other = Array(first.dropLast(4)) + [91, 92, 93, 94]
        var found: [Bool] = []
        for tokens in [first, first.reversed(), nearlyEqual, other] { found.append(duplicates.isNew(tokens)) }
        #expect(found == [true, false, false, true])
    }
}
