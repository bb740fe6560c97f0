import Store
import Testing

@testable import Ranking

@Suite struct CandidateRankingTests {
    /// The documented formula, term by term, over random evidence.
    @Test(arguments: 0..<50) func fusionAgreesWithTheFormula(seed: UInt64) {
        var generator = SplitMix(state: seed)
        var evidence = (0..<Int.random(in: 1...40, using: &generator)).map { number in
            SentenceEvidence(
                sentence: Int64(number * 3), article: 0,
                score: Bool.random(using: &generator) ? 0 : Float.random(in: 0.1...9, using: &generator),
                context: Float.random(in: 0...20, using: &generator),
                earliness: Float.random(in: 0...1, using: &generator))
        }
        evidence.sort { $0.score > $1.score }
        let graph = evidence.map(\.sentence).shuffled(using: &generator).prefix(7)
        let ranked = CandidateRanking().rank(evidence, graph: Array(graph))

        let context = evidence.map { Double($0.context) }.max() ?? 0
        let score = evidence.map { Double($0.score) }.max() ?? 0
        func formula(_ item: SentenceEvidence) -> Double {
            var sum = context > 0 ? Double(item.context) / context : 0
            sum += score > 0 ? 0.4 * Double(item.score) / score : 0
            sum += 0.2 * Double(item.earliness)
            if let place = graph.firstIndex(of: item.sentence) { sum += 0.1 * 20 / (20 + Double(place)) }
            return sum
        }
        #expect(Set(ranked.map(\.sentence)) == Set(evidence.map(\.sentence)))
        for item in evidence {
            let found = ranked.first { $0.sentence == item.sentence }
            #expect(abs(Double(found?.score ?? -1) - formula(item)) < 1e-4)
            #expect(found?.graphRank == graph.firstIndex(of: item.sentence).map { $0 + 1 })
        }
        #expect(zip(ranked, ranked.dropFirst()).allSatisfy { $0.score >= $1.score })
    }

    @Test func tiesGoToTheOlderSentence() {
        let equal = [9, 4, 7].map {
            SentenceEvidence(sentence: $0, article: 0, score: 1, context: 1, earliness: 0)
        }
        #expect(CandidateRanking().rank(equal, graph: []).map(\.sentence) == [4, 7, 9])
    }

    @Test func nothingRanksAsNothing() {
        #expect(CandidateRanking().rank([], graph: [1, 2]).isEmpty)
    }

    @Test func proximityReordersTheFirst() {
        let ranked = [1, 2, 3].map {
            CandidateRanking.Scored(sentence: $0, score: 1 - Float($0) / 100, textRank: nil, graphRank: nil)
        }
        let refined = CandidateRanking().refine(ranked) { $0 == 3 ? 1 : 0 }
        #expect(refined.map(\.sentence) == [3, 1, 2])
        #expect(abs(refined[0].score - (0.97 + 0.4)) < 1e-6)
    }
}
