import Foundation
import Testing

@testable import Ranking

@Suite struct CorpusConfidenceTests {
    @Test func followsTheFormula() {
        for (logit, coverage) in [(Float(2), Float(0.75)), (-1, 0), (0, 1)] {
            let sum =
                CorpusConfidence.modelWeight * Double(logit) + CorpusConfidence.coverageWeight * Double(coverage)
                + CorpusConfidence.bias
            #expect(abs(CorpusConfidence.value(logit: logit, coverage: coverage) - 1 / (1 + exp(-sum))) < 1e-12)
        }
    }

    /// A model's 0.8 on an article with nothing of the question is no answer; its 0.5 on one with all of it is.
    @Test func anArticleAboutSomethingElseHasNoAnswer() {
        #expect(CorpusConfidence.value(logit: log(4), coverage: 0) < CorpusConfidence.threshold)
        #expect(CorpusConfidence.value(logit: 0, coverage: 1) > CorpusConfidence.threshold)
    }
}
