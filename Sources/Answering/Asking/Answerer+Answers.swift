import BERT
import Ranking

/// What was read in a passage.
private struct FoundSpan {
    /// Its place among the passages.
    var passage: Int
    /// Start plus end logit, less the score of "no answer".
    var margin: Float
    /// Its bytes in the passage's text.
    var bytes: Range<Int>
    var text: String
    var score: Double
}

extension Answerer {
    /// Sorts what was read into answers, or into why there is none.
    func compose(
        _ report: inout AskReport, _ passages: [CandidatePassage], _ readings: [PassageResult?],
        _ analysis: QuestionAnalysis, _ request: AskRequest, _ calibration: Calibration
    ) {
        var candidates = passages.map { Candidate($0) }
        let spans = score(readings, of: passages, calibration, &candidates)
        let leads = AnswerWeight.shares(spans.map { (AnswerMerging.key($0.text), $0.score) })
        var accepted: [(answer: String, evidence: Evidence)] = []
        var rejected: [(answer: String, evidence: Evidence)] = []
        for (span, lead) in zip(spans, leads) {
            let passage = passages[span.passage]
            let confidence = CorpusConfidence.value(
                logit: calibration.logit(margin: span.margin), coverage: passage.coverage, lead: lead)
            candidates[span.passage].lead = lead
            candidates[span.passage].confidence = confidence
            let evidence = Evidence(
                sentenceKey: passage.sentence.key.text, sentence: passage.text, start: span.bytes.lowerBound,
                end: span.bytes.upperBound, score: span.score, confidence: confidence, source: passage.article,
                section: passage.sentence.section, edge: passage.edge, cached: candidates[span.passage].cached)
            let isGood = confidence >= request.minimumConfidence ?? CorpusConfidence.threshold
            if isGood { accepted.append((span.text, evidence)) } else { rejected.append((span.text, evidence)) }
        }
        report.candidates = candidates.sorted { ($0.score ?? -.infinity) > ($1.score ?? -.infinity) }
        report.answers = Array(AnswerMerging.merge(accepted).prefix(request.limit))
        if report.answers.isEmpty {
            report.noAnswer = NoAnswer(
                reason: NoAnswerReason.belowThreshold(analysis, read: readings.count { $0 != nil }),
                bestRejected: AnswerMerging.merge(rejected).first)
        }
    }

    /// The spans that say anything, with their scores; notes of each candidate what was read in it.
    private func score(
        _ readings: [PassageResult?], of passages: [CandidatePassage], _ calibration: Calibration,
        _ candidates: inout [Candidate]
    ) -> [FoundSpan] {
        let standings = AnswerScoring.standings(
            passages.map { ($0.sentence.article, $0.ranked.score, $0.coverage) })
        var spans: [FoundSpan] = []
        for (index, result) in readings.enumerated() {
            guard let result else { continue }
            let margin = result.reading.margin
            let bytes = Int(result.reading.start)..<Int(result.reading.end)
            let text = String(decoding: Array(passages[index].text.utf8)[bytes], as: UTF8.self)
            let score = AnswerScoring.score(
                margin: margin, standings[index], answer: text, passage: passages[index].text)
            candidates[index].span = text
            candidates[index].score = score
            candidates[index].passageConfidence = Double(calibration.confidence(margin: margin))
            candidates[index].cached = result.cached
            guard !text.isEmpty else { continue }
            spans.append(FoundSpan(passage: index, margin: margin, bytes: bytes, text: text, score: score))
        }
        return spans
    }
}

extension Candidate {
    init(_ passage: CandidatePassage) {
        self.init(
            sentenceKey: passage.sentence.key.text, sentence: passage.text, source: passage.article,
            section: passage.sentence.section, edge: passage.edge, graphRank: passage.ranked.graphRank,
            textRank: passage.ranked.textRank, fused: Double(passage.ranked.score),
            coverage: Double(passage.coverage), span: nil, score: nil, confidence: nil,
            passageConfidence: nil, lead: nil, cached: false)
    }
}
