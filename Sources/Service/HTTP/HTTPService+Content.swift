import Answering
import Digest
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

extension HTTPService {
    func article(_ call: Call) async throws -> Response {
        var id = try percentDecoded(call.argument)
        // Results name articles as the original did.
        if id.hasPrefix("article_id:") { id.removeFirst("article_id:".count) }
        let name = id
        let report = try await state.executor.run { [backend = state.backend] in try backend.article(name) }
        return try json(ArticleBody(report))
    }

    func sentence(_ call: Call) async throws -> Response {
        let key = try percentDecoded(call.argument)
        let report = try await state.executor.run { [backend = state.backend] in try backend.sentence(key: key) }
        return try json(SentenceBody(report))
    }

    func terms(_ call: Call) async throws -> Response {
        let missing = HTTPFailure(.badRequest, "missing_text", "“text” is missing: give the text to look into")
        let text = try RequestChecks.text(query(call).text("text"), missing: missing, name: "text")
        let reader = call.reader
        let report = try await state.executor.run { [backend = state.backend] in
            try backend.terms(in: text, user: reader)
        }
        return try json(TermsBody(report))
    }

    /// Takes in one document. Its name comes from `?name=` or from what its first bytes look like.
    func addArticles(_ call: inout Call) async throws -> Response {
        let body = try await body(&call, limit: state.configuration.limits.articleBytes)
        guard body.readableBytes > 0 else {
            throw HTTPFailure(.badRequest, "empty_body", "the body is empty: send an article as JSON, XML or text")
        }
        let name = try documentName(call, body)
        let bytes = Array(body.readableBytesView)
        let backend = state.backend
        let summary = try await withTaskExecutorPreference(state.executor) {
            try await backend.addArticles(bytes, name: name)
        }
        state.changed()
        if summary.added + summary.replaced + summary.unchanged == 0, summary.problemCount > 0 {
            throw HTTPFailure(
                .unprocessableContent, "bad_article", summary.problems.first ?? "there is no article in the body")
        }
        return try json(IngestBody(summary), status: summary.added > 0 ? .created : .ok)
    }

    private func documentName(_ call: Call, _ body: ByteBuffer) throws -> String {
        if let name = try query(call).text("name") { return try checked(name, "name") }
        let type = call.request.headers[.contentType] ?? ""
        let first = body.readableBytesView.first { $0 > 0x20 && $0 < 0x80 }
        if first == UInt8(ascii: "{"),
            let record = try? JSONDecoder().decode(Record.self, from: Data(body.readableBytesView))
        {
            return try checked(record.id, "id") + ".json"
        }
        let ending =
            first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
            ? ".json"
            : first == UInt8(ascii: "<") || type.contains("xml") ? ".xml" : type.contains("markdown") ? ".md" : ".txt"
        // The same document gets the same name, so that sending it twice adds it once.
        let digest = body.withUnsafeReadableBytes { SHA256.hash($0) }
        return "article-" + digest.hex.prefix(16) + ending
    }

    /// An article in the form of JSONL, which brings its id.
    private struct Record: Decodable {
        var id: String
        var text: String
    }

    private func checked(_ name: String, _ what: String) throws -> String {
        let isPlain = name.unicodeScalars.allSatisfy {
            $0.isASCII
                && ($0.properties.isAlphabetic || $0.properties.numericType != nil || "._-".unicodeScalars.contains($0))
        }
        guard isPlain, (1...200).contains(name.utf8.count), name.first != "." else {
            throw HTTPFailure(
                .badRequest, "bad_name", "“\(what)” is a file name of letters, digits, “.”, “_” and “-”, up to 200")
        }
        return name
    }

    // MARK: The service itself

    func health() -> Response {
        let body = ByteBuffer(string: state.isReady ? #"{"status":"ok"}"# : #"{"status":"loading"}"#)
        var response = bytes(body, status: state.isReady ? .ok : .serviceUnavailable)
        if !state.isReady { response.headers[.retryAfter] = "1" }
        return response
    }

    func info() async throws -> Response {
        let counts = try await state.executor.run { [state] in try state.counts() }
        let model = state.backend.modelSummary
        let configuration = state.configuration
        return try json(
            InfoBody(
                version: answerVersion,
                model: .init(
                    name: model.name, digest: model.digest, parameters: model.parameters, loaded: model.loaded),
                counts: .init(
                    articles: counts.articles, sentences: counts.sentences, concepts: counts.concepts,
                    edges: counts.edges, answers_cached: counts.cachedAnswers),
                years: [counts.firstYear, counts.lastYear].compactMap { $0 },
                sample_questions: configuration.sampleQuestions, demo: configuration.isDemo))
    }

    func metricsPage() async -> Response {
        let counts = try? await state.executor.run { [state] in try state.counts() }
        return text(MetricsPage.text(state, counts), "text/plain; version=0.0.4; charset=utf-8", cache: "no-store")
    }

    func login() -> Response {
        let user = state.cookie.newUser()
        var response = bytes(ByteBuffer(string: #"{"message":"you are a new user now"}"#))
        response.headers[.setCookie] = state.cookie.header(for: user)
        return response
    }

    func page(_ call: Call) -> Response {
        let path = call.request.uri.path
        guard let asset = Page.assets[path] ?? Page.assets["/"] else {
            return Response(status: .notFound)
        }
        return named(text(asset.body, asset.contentType, policy: Page.contentSecurityPolicy), call)
    }
}
