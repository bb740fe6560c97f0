import Answering
import HTTPTypes
import Store

/// A request that gets no result: its status, and what clients are told.
struct HTTPFailure: Error, Sendable {
    var status: HTTPResponse.Status
    /// Stable word for programs.
    var code: String
    /// One line for people.
    var message: String
    var retryAfterSeconds: Int?
    var allow: String?

    init(
        _ status: HTTPResponse.Status, _ code: String, _ message: String, retryAfterSeconds: Int? = nil,
        allow: String? = nil
    ) {
        self.status = status
        self.code = code
        self.message = message
        self.retryAfterSeconds = retryAfterSeconds
        self.allow = allow
    }

    static let loading = HTTPFailure(
        .serviceUnavailable, "loading", "the model is being loaded; try again in a second", retryAfterSeconds: 1)
    static let notFound = HTTPFailure(.notFound, "not_found", "there is nothing at this path; see /docs")
    static let broken = HTTPFailure(
        .badRequest, "bad_request", "the request broke off, or is no HTTP/1.1: send the whole body as its headers say")
    static let missingSearch = HTTPFailure(
        .badRequest, "missing_search", "“search” is missing: give the words to look for")

    /// The failure for an error of the engine. What is the service's own affair is not told to clients.
    init(_ error: AnsweringError) {
        switch error {
        case .badQuestion: self.init(.badRequest, "bad_question", error.description)
        case .badYears: self.init(.badRequest, "bad_years", error.description)
        case .badPassage: self.init(.badRequest, "bad_passage", error.description)
        case .noStore, .emptyStore: self.init(.conflict, "empty_store", "the store holds no articles yet")
        case .noVocabulary: self.init(.conflict, "no_vocabulary", "the store has no concept vocabulary")
        case .unknownConcept: self.init(.notFound, "unknown_concept", error.description)
        case .unknownArticle: self.init(.notFound, "unknown_article", error.description)
        case .unknownSentence: self.init(.notFound, "unknown_sentence", error.description)
        case .unknownModel: self.init(.serviceUnavailable, "no_model", "no model is installed")
        case .busy(let seconds):
            self.init(.serviceUnavailable, "busy", error.description, retryAfterSeconds: seconds)
        case .timedOut: self.init(.gatewayTimeout, "timed_out", error.description)
        case .cancelled: self.init(.serviceUnavailable, "cancelled", "cancelled", retryAfterSeconds: 1)
        case .store(.locked):
            self.init(
                .serviceUnavailable, "store_locked", "another process is writing to the store; try again",
                retryAfterSeconds: 1)
        case .store(.readOnly), .store(.denied):
            self.init(.conflict, "read_only", "the store cannot be written")
        case .store(.invalid(let detail)): self.init(.unprocessableContent, "bad_record", detail)
        case .corpus(let error): self.init(.unprocessableContent, "bad_article", error.description)
        case .store, .model, .terms, .file:
            self.init(.internalServerError, "internal", "something went wrong in the service; its log says what")
        }
    }
}
