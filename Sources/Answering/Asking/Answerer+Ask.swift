import BERT
import Ranking
import Store
import WordPiece

/// What happens while a question is being answered.
public enum AskEvent: Sendable {
    /// The passages that are going to be read, best first.
    case candidates([Candidate])
    /// An answer above the threshold that was found before all passages were read.
    case answer(Answer)
}

extension Answerer {
    /// Answers a question from the store; equal questions that come at the same time are worked out once.
    ///
    /// - Parameter events: told of the candidates before they are read.
    /// - Throws: ``AnsweringError``; a question without an answer is a report, not an error.
    public func ask(
        _ request: AskRequest, events: (@Sendable (AskEvent) -> Void)? = nil
    ) async throws(AnsweringError) -> AskReport {
        var watch = Stopwatch()
        var request = request
        request.question = try QuestionInput(request.question).text
        let excluded = try exclusions(user: request.user)
        let status = try storeState()
        guard status.sentences > 0 else { throw .emptyStore(path: configuration.workspace.storePath) }
        watch.end("open")
        guard request.usesCache,
            let key = ReportCache.key(request, state: status, exclusions: excluded.map(\.id), inputs: inputs)
        else { return try await answer(request, status, Set(excluded.map(\.id)), watch, events) }
        if let known = reports.report(for: key) { return known.report }
        if let known = storedReport(key) {
            var report = known.report
            reports.insert(report, created: known.created, for: key)
            watch.end("cache")
            report.timings = watch.total
            return report
        }
        let (before, normalized) = (watch, request)
        return try await flights.run(key, events: events) { events throws(AnsweringError) in
            let report = try await self.answer(normalized, status, Set(excluded.map(\.id)), before, events)
            self.keep(report, for: key)
            return report
        }
    }

    /// What would be read for a question, without reading it.
    public func retrieve(_ request: AskRequest) throws(AnsweringError) -> AskReport {
        var watch = Stopwatch()
        let input = try QuestionInput(request.question)
        let status = try storeState()
        guard status.sentences > 0 else { throw .emptyStore(path: configuration.workspace.storePath) }
        let excluded = Set(try exclusions(user: request.user).map(\.id))
        watch.end("open")
        var (report, _, passages) = try find(input, request, status, excluded, &watch)
        report.candidates = passages.map { Candidate($0) }
        report.timings = watch.total
        return report
    }

    private func answer(
        _ request: AskRequest, _ status: StoreState, _ excluded: Set<String>, _ before: Stopwatch,
        _ events: (@Sendable (AskEvent) -> Void)?
    ) async throws(AnsweringError) -> AskReport {
        var watch = before
        let loaded = try loadedReader()
        let input = try QuestionInput(request.question)
        _ = try input.tokens(loaded.model.tokenizer)
        watch.end("model")
        var (report, analysis, passages) = try find(input, request, status, excluded, &watch)
        report.provenance.model = loaded.model.name
        report.provenance.modelDigest = loaded.model.digest
        guard !passages.isEmpty else {
            report.noAnswer = NoAnswer(reason: NoAnswerReason.nothingFound(analysis, filter: request.filter))
            report.timings = watch.total
            return report
        }
        passages = try tokenized(passages, with: loaded.model.tokenizer, &report.notes)
        watch.end("tokenize")
        events?(.candidates(passages.map { Candidate($0) }))

        let read = try await read(passages, question: input, request, loaded)
        watch.end("inference")
        compose(&report, passages, read, analysis, request, loaded.model)
        report.timings = watch.total
        return report
    }

    /// Everything up to reading: the question taken apart, and the passages that may answer it.
    private func find(
        _ input: QuestionInput, _ request: AskRequest, _ status: StoreState, _ excluded: Set<String>,
        _ watch: inout Stopwatch
    ) throws(AnsweringError) -> (report: AskReport, analysis: QuestionAnalysis, passages: [CandidatePassage]) {
        let analysis = try analyze(input, excluded: excluded)
        watch.end("match")
        let found = try candidates(analysis, request)
        watch.end("rank")
        let report = AskReport(
            question: input.text, answers: [], noAnswer: nil, concepts: analysis.concepts,
            unmatchedWords: analysis.unmatchedWords, edges: found.edges, candidates: [], timings: [],
            provenance: Provenance(
                model: "", modelDigest: "", corpusDigest: status.corpusDigest,
                vocabularyDigest: try terms()?.vocabulary.digest ?? "", version: answerVersion),
            notes: [])
        return (report, analysis, found.passages)
    }

    // MARK: Passages

    /// Passages whose ids another tokenizer made are tokenized again on the fly.
    private func tokenized(
        _ passages: [CandidatePassage], with tokenizer: WordPieceTokenizer, _ notes: inout [String]
    ) throws(AnsweringError) -> [CandidatePassage] {
        let stale = try staleTokenizers(tokenizer.digest)
        guard !stale.isEmpty else { return passages }
        notes.append(
            "the stored token ids are of another vocabulary and were made again for this question; "
                + "`answer ingest --retokenize` does it once")
        return passages.map { passage in
            var passage = passage
            passage.tokens = tokenizer.encode(passage.text).ids
            return passage
        }
    }

    // MARK: Answers

    /// Sorts what was read into answers, or into why there is none.
    private func compose(
        _ report: inout AskReport, _ passages: [CandidatePassage], _ readings: [PassageResult?],
        _ analysis: QuestionAnalysis, _ request: AskRequest, _ model: BERTModel
    ) {
        var accepted: [(answer: String, evidence: Evidence)] = []
        var rejected: [(answer: String, evidence: Evidence)] = []
        var candidates: [Candidate] = []
        let standings = AnswerScoring.standings(
            passages.map { ($0.sentence.article, $0.ranked.score, $0.coverage) })
        for ((passage, standing), result) in zip(zip(passages, standings), readings) {
            var candidate = Candidate(passage)
            defer { candidates.append(candidate) }
            guard let result else { continue }
            let reading = result.reading
            let confidence = CorpusConfidence.value(
                logit: model.calibration.logit(margin: reading.margin), coverage: passage.coverage)
            let bytes = Array(passage.text.utf8)[Int(reading.start)..<Int(reading.end)]
            let span = String(decoding: bytes, as: UTF8.self)
            candidate.span = span
            let score = AnswerScoring.score(
                margin: reading.margin, standing, answer: span, passage: passage.text)
            candidate.score = score
            candidate.confidence = confidence
            candidate.passageConfidence = Double(model.calibration.confidence(margin: reading.margin))
            candidate.cached = result.cached
            guard !span.isEmpty else { continue }
            let evidence = Evidence(
                sentenceKey: passage.sentence.key.text, sentence: passage.text, start: Int(reading.start),
                end: Int(reading.end), score: score, confidence: confidence, source: passage.article,
                section: passage.sentence.section, edge: passage.edge, cached: result.cached)
            let isGood = confidence >= request.minimumConfidence ?? CorpusConfidence.threshold
            if isGood { accepted.append((span, evidence)) } else { rejected.append((span, evidence)) }
        }
        report.candidates = candidates.sorted { ($0.score ?? -.infinity) > ($1.score ?? -.infinity) }
        report.answers = Array(AnswerMerging.merge(accepted).prefix(request.limit))
        if report.answers.isEmpty {
            report.noAnswer = NoAnswer(
                reason: NoAnswerReason.belowThreshold(analysis, read: readings.count { $0 != nil }),
                bestRejected: AnswerMerging.merge(rejected).first)
        }
    }
}

extension Candidate {
    init(_ passage: CandidatePassage) {
        self.init(
            sentenceKey: passage.sentence.key.text, sentence: passage.text, source: passage.article,
            section: passage.sentence.section, edge: passage.edge, graphRank: passage.ranked.graphRank,
            textRank: passage.ranked.textRank, fused: Double(passage.ranked.score),
            coverage: Double(passage.coverage), span: nil, score: nil, confidence: nil,
            passageConfidence: nil, cached: false)
    }
}
