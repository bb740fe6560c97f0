import BERT
import Digest
import Ranking
import Store

extension Answerer {
    /// Answers a question from a passage that is given with it, through the shared queue.
    public func read(
        question: String, passage: String, limit: Int = 3, client: String = ""
    ) async throws(AnsweringError) -> PassageReport {
        let start = ContinuousClock.now
        let input = try QuestionInput(question)
        let loaded = try loadedReader()
        let words = try input.tokens(loaded.model.tokenizer)
        let tokens = try PassageReport.tokenize(passage, with: loaded.model.tokenizer)
        let work = ReadingWork(
            question: words, passages: [Passage(ids: tokens.ids)], options: ReadingOptions(topK: limit))
        let readings = try await loaded.queue.read(
            work, client: client, timeout: .seconds(configuration.deadlineSeconds))
        return PassageReport(
            question: input.text, passage: passage, tokens: tokens, reading: readings.first, model: loaded.model,
            minimumConfidence: nil, milliseconds: start.duration(to: .now).milliseconds)
    }

    /// The answer to a question from one stored sentence, empty when it has none: what the keys of The Pattern hold.
    public func cachedAnswer(
        sentenceKey: String, question: String, client: String = ""
    ) async throws(AnsweringError) -> String {
        if let answer = memoryCachedAnswer(sentenceKey: sentenceKey, question: question) { return answer }
        let input = try QuestionInput(question)
        let loaded = try loadedReader()
        let sentence = try storedSentence(key: sentenceKey)
        let generation = try storeState().generation
        var tokens = sentence.tokens
        if try !staleTokenizers(loaded.model.tokenizer.digest).isEmpty {
            tokens = loaded.model.tokenizer.encode(sentence.text).ids
        }
        let passage = CandidatePassage(
            sentence: sentence,
            article: ArticleSummary(
                id: sentence.articleKey, title: "", authors: []),
            text: sentence.text, tokens: tokens, edge: nil,
            ranked: CandidateRanking.Scored(sentence: sentence.id, score: 0))
        var request = AskRequest(question: question)
        request.client = client
        let results = try await read([passage], question: input, request, loaded)
        var answer = ""
        if let reading = results.first.flatMap({ $0 })?.reading,
            reading.margin >= loaded.model.calibration.nullThreshold
        {
            answer = String(
                decoding: Array(sentence.text.utf8)[Int(reading.start)..<Int(reading.end)], as: UTF8.self)
        }
        if let key = CacheKey(hashing: sentenceKey + "\n" + question) {
            sentenceAnswers.insert(
                SentenceAnswer(text: answer, generation: generation), for: key, bytes: answer.utf8.count)
        }
        return answer
    }

    /// As `cachedAnswer`, only if this process has it in memory; touches neither disk nor model, so that an event loop
    /// may call it. Nil also when the store has not been looked at for half a second: another process may have
    /// changed it.
    public func memoryCachedAnswer(sentenceKey: String, question: String) -> String? {
        guard let generation = recentGeneration, let key = CacheKey(hashing: sentenceKey + "\n" + question),
            let known = sentenceAnswers.value(for: key), known.generation == generation
        else { return nil }
        return known.text
    }

    /// As `ask`, only if this process has the whole answer in memory.
    public func memoryCachedReport(_ request: AskRequest) -> AskReport? {
        var request = request
        guard request.usesCache, let state = recentState, let excluded = recentExclusions(request.user),
            request.question.utf8.count <= QuestionInput.maximumBytes
        else { return nil }
        if let known = reports.report(for: request, state: state, exclusions: excluded) { return known }
        let asked = request
        guard let input = try? QuestionInput(request.question) else { return nil }
        request.question = input.text
        guard let key = ReportCache.key(request, state: state, exclusions: excluded, inputs: inputs) else { return nil }
        guard let known = reports.report(for: key) else { return nil }
        reports.note(known.report, created: known.created, for: asked, state: state, exclusions: excluded)
        return known.report
    }
}

extension CacheKey {
    /// The digest of a text.
    init?(hashing text: String) { self.init(SHA256.hash(text).bytes) }
}

/// An answer kept in memory under The Pattern's key, valid for one generation of the store.
struct SentenceAnswer: Sendable {
    var text: String
    var generation: Int64
}
