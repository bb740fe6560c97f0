import BERT
import Store
import WordPiece

/// What happens while a question is being answered.
public enum AskEvent: Sendable {
    /// The passages that are going to be read, best first.
    case candidates([Candidate])
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
        compose(&report, passages, read, analysis, request, loaded.model.calibration)
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
}
