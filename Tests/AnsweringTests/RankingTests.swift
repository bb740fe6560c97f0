import Foundation
import Store
import Testing

@testable import Answering

@Suite struct RankingTests {
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

@Suite struct MergingTests {
    @Test func equalAnswersShareTheirEvidence() {
        let answers = AnswerMerging.merge([
            ("the cat", Sample.evidence(1, article: "A")), ("A dog", Sample.evidence(3, article: "B")),
            ("Cat.", Sample.evidence(2, article: "C")), ("cats", Sample.evidence(0, article: "D")),
        ])
        #expect(answers.map(\.answer) == ["A dog", "Cat.", "cats"])
        #expect(answers.map(\.evidence.count) == [1, 2, 1])
        #expect(answers[1].score == 2)
        #expect(answers[1].evidence.map(\.source.id) == ["C", "A"])
    }

    @Test func numbersAndPercentagesStayApart() {
        #expect(AnswerMerging.key("5.2%") != AnswerMerging.key("5.2"))
        #expect(AnswerMerging.key("The") == "the")
        #expect(AnswerMerging.key("14 days") == AnswerMerging.key("14  Days."))
    }
}

@Suite struct NoAnswerReasonTests {
    private func analysis(_ words: [String], unmatched: [String] = []) -> QuestionAnalysis {
        QuestionAnalysis(text: "", concepts: [], contentWords: words, unmatchedWords: unmatched)
    }

    @Test func reasonsSayWhatIsMissing() {
        #expect(NoAnswerReason.nothingFound(analysis([]), filter: AskFilter()).contains("occur everywhere"))
        var filter = AskFilter()
        filter.articles = ["X"]
        let reason = NoAnswerReason.nothingFound(analysis(["zyx"], unmatched: ["zyx"]), filter: filter)
        #expect(reason.contains("passes the filters") && reason.contains("zyx"))
        #expect(!NoAnswerReason.nothingFound(analysis(["zyx"]), filter: AskFilter()).contains("filters"))
        #expect(NoAnswerReason.belowThreshold(analysis(["a"]), read: 7).contains("7 passages"))
    }
}

@Suite struct ScoringTests {
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
        #expect(abs(score(1, best, "the risk", in: passage) - (1 + 4.0 / 11 + log(2))) < 1e-9)
        let found = score(1, best, "lower the risk of infection", in: passage)
        #expect(abs(found - (1 + 16.0 / 11 + log(5))) < 1e-9)
        #expect(score(2, best, "risk", in: passage) < score(1, best, passage, in: passage))
    }
}
