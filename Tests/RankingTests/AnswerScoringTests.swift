import Foundation
import Testing

@testable import Ranking

@Suite struct AnswerScoringTests {
    private func score(
        _ margin: Float, _ standing: AnswerScoring.Standing = AnswerScoring.Standing(), _ answer: String = "",
        in passage: String = "x"
    ) -> Double { AnswerScoring.score(margin: margin, standing, answer: answer, passage: passage) }

    private func standings(_ ranked: [(Int64, Float)]) -> [AnswerScoring.Standing] {
        AnswerScoring.standings(ranked.map { ($0, $1, 0.25) })
    }

    @Test func aWorsePassageLosesWhatItsRankLacks() {
        let ranks = standings([(1, 2), (2, 1), (3, -1)])
        #expect(ranks.map(\.rank) == [1, 0.5, 0])
        #expect(ranks.map(\.article) == [1, 0.5, 0])
        #expect(ranks.allSatisfy { $0.coverage == 0.25 })
        #expect(score(3, ranks[0]) == 3 + 1)
        #expect(score(3, ranks[1]) == 3 + 1 - 12 * 0.5 - 6 * 0.5)
        // Of passages without any rank none is better.
        #expect(standings([(1, 0), (2, 0)]).map(\.rank) == [1, 1])
        #expect(standings([]).isEmpty)
    }

    @Test func anArticleGainsByItsOtherPassages() {
        let ranks = standings([(1, 10), (2, 9), (2, 8), (2, 4), (3, 5)])
        // 0.9 + 0.3 · 0.8 + 0.09 · 0.4 is the most; a single passage has its own rank only.
        let most = 0.9 + 0.24 + 0.036
        let expected = [1 + 1 - most, 1, 1, 1, 1 + 0.5 - most]
        for (standing, value) in zip(ranks, expected) { #expect(abs(standing.article - value) < 1e-6) }
    }

    @Test func anArticleGainsByWhatItHasOfTheQuestion() {
        let whole = AnswerScoring.Standing(coverage: 1)
        #expect(score(0, whole) == 4)
        #expect(score(0, AnswerScoring.Standing(coverage: 0.5)) == 2)
    }

    @Test func aSpanGainsByWhatItSays() {
        let passage = "Masks lower the risk of infection in an indoor setting ( see Table 2 ) ."
        #expect(AnswerScoring.wordCount(passage) == 11)
        #expect(AnswerScoring.wordCount("The  a AN\tthen é - ...") == 2)
        let best = AnswerScoring.Standing()
        #expect(abs(score(1, best, "the risk", in: passage) - (1 + 4.0 / 11 + 1.5 * log(2))) < 1e-9)
        let found = score(1, best, "lower the risk of infection", in: passage)
        #expect(abs(found - (1 + 16.0 / 11 + 1.5 * log(5))) < 1e-9)
        #expect(AnswerScoring.fullness(of: "", in: "") == 0)
        #expect(score(2, best, "risk", in: passage) < score(1, best, passage, in: passage))
    }
}
