import Testing

@testable import Answering

@Suite struct MergingTests {
    @Test func equalAnswersShareTheirEvidence() {
        let answers = AnswerMerging.merge([
            ("the cat", Sample.evidence(1, article: "A")), ("A dog", Sample.evidence(3, article: "B")),
            ("Cat.", Sample.evidence(2, article: "C")), ("cats", Sample.evidence(0, article: "D")),
        ])
        // Scores 2 and 1 together weigh 2 + 2 ln(1 + exp(-1/2)) = 2.95, a little less than 3.
        #expect(answers.map(\.answer) == ["A dog", "Cat.", "cats"])
        #expect(answers.map(\.evidence.count) == [1, 2, 1])
        #expect(abs(answers[1].score - 2.948) < 0.001)
        #expect(answers[1].evidence.map(\.source.id) == ["C", "A"])
    }

    @Test func whatSeveralPassagesSayComesFirst() {
        let answers = AnswerMerging.merge([
            ("spike", Sample.evidence(3)), ("ACE2", Sample.evidence(2.5)), ("ace2", Sample.evidence(2)),
        ])
        #expect(answers.map(\.answer) == ["ACE2", "spike"])
        #expect(answers[0].evidence.map(\.score) == [2.5, 2])
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
