import Foundation
import Testing

@testable import Ranking

@Suite struct CorpusConfidenceTests {
    @Test func followsTheFormula() {
        func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
        for (logit, coverage, lead) in [(Float(2), Float(0.75), 0.5), (-1, 0, 0.2), (0, 1, 0.9)] {
            let related = sigmoid(
                CorpusConfidence.modelWeight * Double(logit) + CorpusConfidence.coverageWeight * Double(coverage)
                    + CorpusConfidence.bias)
            let chosen = sigmoid(CorpusConfidence.leadWeight * log(lead / (1 - lead)) + CorpusConfidence.leadBias)
            let value = CorpusConfidence.value(logit: logit, coverage: coverage, lead: lead)
            #expect(abs(value - related * chosen) < 1e-12)
        }
        // The only answer found has all of the share, which is not certainty.
        #expect(
            CorpusConfidence.value(logit: 0, coverage: 1, lead: 1)
                == CorpusConfidence.value(logit: 0, coverage: 1, lead: 0.99))
        #expect(CorpusConfidence.value(logit: 0, coverage: 1, lead: 0) > 0)
    }

    /// A model's 0.8 on an article with nothing of the question is no answer; its 0.5 on one with all of it is.
    @Test func anArticleAboutSomethingElseHasNoAnswer() {
        #expect(CorpusConfidence.value(logit: log(4), coverage: 0, lead: 0.5) < CorpusConfidence.threshold)
        #expect(CorpusConfidence.value(logit: 0, coverage: 1, lead: 0.5) > CorpusConfidence.threshold)
    }
}

@Suite struct AnswerWeightTests {
    @Test func sharesAreOfTheWeightOfAllSpans() {
        let shares = AnswerWeight.shares([("a", 4), ("b", 2), ("a", 2), ("c", 2)])
        let total = 1 + 3 * exp(-1.0)
        let expected = [1 + exp(-1), exp(-1), 1 + exp(-1), exp(-1)].map { $0 / total }
        for (share, value) in zip(shares, expected) { #expect(abs(share - value) < 1e-12) }
        #expect(shares.count == 4)
    }

    @Test func equalSpansWeighTogether() {
        #expect(AnswerWeight.together([3]) == 3)
        #expect(abs(AnswerWeight.together([3, 3]) - (3 + 2 * log(2))) < 1e-12)
        #expect(abs(AnswerWeight.together([1, 5, 1]) - (5 + 2 * log(1 + 2 * exp(-2)))) < 1e-12)
        #expect(AnswerWeight.together([3, 2.9]) > 3.5)
    }

    @Test func theExtremesAreFinite() {
        #expect(AnswerWeight.shares([]).isEmpty)
        #expect(AnswerWeight.shares([("a", -5_000)]) == [1])
        #expect(AnswerWeight.shares([("a", 1e6), ("b", -1e6)]) == [1, 0])
        #expect(AnswerWeight.together([1e6, -1e6]) == 1e6)
        #expect(AnswerWeight.together([]) == -.infinity)
    }
}
