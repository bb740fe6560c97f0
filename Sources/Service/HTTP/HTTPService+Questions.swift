import Answering
import HTTPTypes
import Hummingbird
import NIOCore
import Store

extension HTTPService {
    func ask(_ call: inout Call) async throws -> Response {
        let body = try await body(&call)
        let wantsEvents = call.request.headers[.accept].map { $0.contains("text/event-stream") } ?? false
        let epoch = state.epoch
        let key = ResponseCache.key(body: body, user: call.reader)
        if !wantsEvents, let key, let known = responses.fresh(key, epoch: epoch) {
            state.metrics.noteCache(hit: true)
            return bytes(known)
        }
        let request = try askRequest(RequestChecks.decode(QuestionBody.self, from: body.readableBytesView), call)
        guard state.isReady else { throw HTTPFailure.loading }
        if wantsEvents { return events(request, call.channel) }

        if let report = state.backend.memoryCachedReport(request) {
            state.metrics.noteCache(hit: true)
            return bytes(try cached(report, key, epoch))
        }
        let backend = state.backend
        let report = try await state.departures.whileConnected(call.channel, on: state.executor) {
            try await backend.ask(request, events: nil)
        }
        if let key, let entry = responses.any(key), entry.timings == report.timings.map(\.milliseconds) {
            state.metrics.noteCache(hit: true)
            responses.insert(entry.body, timings: entry.timings, epoch: epoch, for: key)
            return bytes(entry.body)
        }
        state.metrics.noteCache(hit: false)
        state.metrics.noteStages(report.timings)
        _ = try cached(report, key, epoch)
        return try json(AskBody(report, fromMemory: false))
    }

    /// The bytes of a report that was known, kept for the next time.
    private func cached(_ report: AskReport, _ key: CacheKey?, _ epoch: Int) throws -> ByteBuffer {
        let timings = report.timings.map(\.milliseconds)
        var body: ByteBuffer
        if let key, let entry = responses.any(key), entry.timings == timings {
            body = entry.body
        } else {
            body = try Self.encode(AskBody(report, fromMemory: true))
        }
        if let key { responses.insert(body, timings: timings, epoch: epoch, for: key) }
        return body
    }

    private func askRequest(_ body: QuestionBody, _ call: Call) throws -> AskRequest {
        var request = AskRequest(
            question: try RequestChecks.text(body.search, missing: .missingSearch, name: "search"))
        request.limit = try RequestChecks.number(body.limit, "limit", in: Bounds.answerLimit, default: 5)
        request.candidates = try RequestChecks.number(
            body.candidates, "candidates", in: Bounds.candidates, default: 25)
        request.filter.years = try RequestChecks.years(body.years)
        request.user = call.reader
        request.client = call.client
        return request
    }

    // MARK: Events

    /// The answer as server-sent events: what is going to be read, then each answer, and the whole at the end.
    private func events(_ request: AskRequest, _ channel: any Channel) -> Response {
        let state = state
        let stream = AsyncStream<ByteBuffer> { continuation in
            @Sendable func send(_ name: String, _ body: some Encodable & Sendable) {
                guard let data = try? Self.encode(body) else { return }
                var event = ByteBuffer(string: "event: \(name)\ndata: ")
                event.writeImmutableBuffer(data)
                event.writeString("\n\n")
                continuation.yield(event)
            }
            let task = Task {
                defer { continuation.finish() }
                do {
                    let known = state.backend.memoryCachedReport(request)
                    let report: AskReport
                    if let known {
                        send("candidates", CandidatesBody(known.candidates))
                        report = known
                    } else {
                        report = try await state.departures.whileConnected(channel, on: state.executor) {
                            try await state.backend.ask(request) { event in
                                switch event {
                                case .candidates(let candidates): send("candidates", CandidatesBody(candidates))
                                }
                            }
                        }
                    }
                    state.metrics.noteCache(hit: known != nil)
                    if known == nil { state.metrics.noteStages(report.timings) }
                    for answer in report.answers {
                        if let result = ResultBody(answer, fromMemory: known != nil) { send("answer", result) }
                    }
                    send("done", AskBody(report, fromMemory: known != nil))
                } catch {
                    let failure = (error as? AnsweringError).map { HTTPFailure($0) } ?? HTTPFailure(.cancelled)
                    send("error", ErrorBody(error: .init(code: failure.code, message: failure.message)))
                }
            }
            continuation.onTermination = { _ in task.cancel() }
        }
        var response = text("", "text/event-stream; charset=utf-8", cache: "no-store")
        response.body = ResponseBody { writer in
            for await event in stream { try await writer.write(event) }
            try await writer.finish(nil)
        }
        return response
    }

    // MARK: A passage of the client's own

    func readPassage(_ call: inout Call) async throws -> Response {
        let body = try await decode(PassageBody.self, &call)
        let question = try RequestChecks.text(
            body.question, missing: HTTPFailure(.badRequest, "missing_question", "“question” is missing"),
            name: "question")
        let passage = try RequestChecks.text(
            body.passage, missing: HTTPFailure(.badRequest, "missing_passage", "“passage” is missing"), name: "passage",
            limit: Bounds.passageCharacters)
        let limit = try RequestChecks.number(body.top_k, "top_k", in: Bounds.passageAnswers, default: 3)
        guard state.isReady else { throw HTTPFailure.loading }
        let client = call.client
        let backend = state.backend
        let report = try await state.departures.whileConnected(call.channel, on: state.executor) {
            try await backend.read(question: question, passage: passage, limit: limit, client: client)
        }
        return try json(PassageAnswersBody(report))
    }
}
