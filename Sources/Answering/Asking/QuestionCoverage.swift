import Store

/// How much of what a question names the passages of an article have.
///
/// A reader is sure of a span in a sentence about something else altogether, since it looks at how the words fit
/// together. That the article never speaks of what is asked is what gives it away.
struct QuestionCoverage {
    private let coverage: TermCoverage
    /// The question's concepts by their numbers in the store, and the words that name each.
    private var concepts: [UInt32: TermCoverage.Terms] = [:]

    init(_ analysis: QuestionAnalysis, _ evidence: EvidenceList) {
        coverage = TermCoverage(words: analysis.contentWords, rarity: evidence.rarity)
        for concept in analysis.concepts {
            guard let number = evidence.concepts[concept.id] else { continue }
            concepts[number, default: 0] |= coverage.terms(in: concept.text)
        }
    }

    /// Fills in how much of the question the passages of each passage's article have together: its words, and its
    /// concepts under whatever name.
    func measure(_ passages: inout [CandidatePassage]) {
        var found: [Int64: TermCoverage.Terms] = [:]
        for passage in passages {
            var terms = coverage.terms(in: passage.text)
            for mention in passage.sentence.mentions { terms |= concepts[mention.concept] ?? 0 }
            found[passage.sentence.article, default: 0] |= terms
        }
        for index in passages.indices {
            passages[index].coverage = coverage.share(of: found[passages[index].sentence.article] ?? 0)
        }
    }
}
