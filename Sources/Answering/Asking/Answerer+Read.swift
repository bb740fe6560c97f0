import BERT
import Digest
import Ranking
import Store
import WordPiece

/// A passage's best span, and whether it came from the cache.
struct PassageResult: Sendable {
    var reading: CachedReading
    var cached: Bool
}

extension Answerer {
    /// Reads the passages, those of the cache first; with a screen, only its best go to the large model.
    ///
    /// - Returns: a result a passage, in order; nil for passages that the screen kept from being read.
    func read(
        _ passages: [CandidatePassage], question: QuestionInput, _ request: AskRequest, _ loaded: LoadedReader
    ) async throws(AnsweringError) -> [PassageResult?] {
        let options = ReadingOptions(maxAnswerTokens: request.maximumAnswerTokens, topK: Self.spansRead)
        let tokens = try question.tokens(loaded.model.tokenizer)
        guard request.usesScreen, let screen = loaded.screen else {
            return try await read(passages, tokens, options, request, loaded.model, loaded.queue)
        }
        // The screen has a vocabulary of its own; where it is the same, so are the ids.
        let shares = screen.model.tokenizer.digest == loaded.model.tokenizer.digest
        let screened =
            shares
            ? passages
            : passages.map { passage in
                var passage = passage
                passage.tokens = screen.model.tokenizer.encode(passage.text).ids
                return passage
            }
        let screenTokens = shares ? tokens : try question.tokens(screen.model.tokenizer)
        let first = try await read(screened, screenTokens, options, request, screen.model, screen.queue)
        let margins = first.map { $0?.reading.margin ?? -.infinity }
        let best = margins.indices.sorted { left, right in
            margins[left] != margins[right] ? margins[left] > margins[right] : left < right
        }.prefix(configuration.screened)
        let second = try await read(
            best.map { passages[$0] }, tokens, options, request, loaded.model, loaded.queue)
        var results = [PassageResult?](repeating: nil, count: passages.count)
        for (index, result) in zip(best, second) { results[index] = result }
        return results
    }

    /// Spans of a passage among which the one that says most may come before the one the reader is surest of.
    private static let spansRead = 3

    /// The best of a passage's spans, by what the reader thinks of it and by what it says.
    private static func best(
        of spans: [Span], in passage: String, _ tokenizer: WordPieceTokenizer
    ) -> CachedReading? {
        guard !spans.isEmpty else { return nil }
        // Offsets are not stored with the ids: the few passages that were read are tokenized again for them.
        let tokens = tokenizer.encode(passage)
        let bytes = Array(passage.utf8)
        var best: (reading: CachedReading, score: Double)?
        for span in spans {
            let range = tokens.bytes(of: span, in: bytes)
            let text = String(decoding: bytes[range], as: UTF8.self)
            let score = Double(span.margin) + AnswerScoring.fullness(of: text, in: passage)
            if let best, best.score >= score { continue }
            let reading = CachedReading(
                start: Int32(clamping: range.lowerBound), end: Int32(clamping: range.upperBound), score: span.score,
                margin: span.margin)
            best = (reading, score)
        }
        return best?.reading
    }

    private func read(
        _ passages: [CandidatePassage], _ question: [TokenID], _ options: ReadingOptions, _ request: AskRequest,
        _ model: BERTModel, _ queue: InferenceQueue
    ) async throws(AnsweringError) -> [PassageResult?] {
        let cache = request.usesCache ? answerCache() : nil
        let keys = ReadingKey(model: model, question: question, options: options)
        let digests = passages.map { CacheKey(keys.digest(passage: $0.text).bytes) }
        var results = [PassageResult?](repeating: nil, count: passages.count)
        if let cache {
            let found = cache.values(for: digests.compactMap { $0 })
            for (index, key) in digests.enumerated() {
                guard let key, let bytes = found[key],
                    let reading = CachedReading(bytes, passageBytes: passages[index].text.utf8.count)
                else { continue }
                results[index] = PassageResult(reading: reading, cached: true)
            }
            counters.withLock { $0.noteCache(hits: found.count, misses: passages.count - found.count) }
        }
        let missing = passages.indices.filter { results[$0] == nil && !passages[$0].tokens.isEmpty }
        guard !missing.isEmpty else { return results }
        let work = ReadingWork(
            question: question, passages: missing.map { Passage(ids: passages[$0].tokens) }, options: options)
        let readings = try await queue.read(
            work, client: request.client, timeout: .seconds(configuration.deadlineSeconds))
        var new: [(key: CacheKey, value: [UInt8])] = []
        for (index, reading) in zip(missing, readings) {
            guard let result = Self.best(of: reading.spans, in: passages[index].text, model.tokenizer) else { continue }
            results[index] = PassageResult(reading: result, cached: false)
            if let key = digests[index] { new.append((key, result.bytes)) }
        }
        // An answer that cannot be kept is still an answer.
        if let cache { try? cache.insert(new, model: model.digest) }
        return results
    }
}
