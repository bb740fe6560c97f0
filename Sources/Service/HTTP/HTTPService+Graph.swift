import Answering
import HTTPTypes
import Hummingbird
import Store

extension HTTPService {
    func searchGraph(_ call: inout Call) async throws -> Response {
        let body = try await decode(SearchBody.self, &call)
        let text = try RequestChecks.text(body.search, missing: .missingSearch, name: "search")
        let limit = try RequestChecks.number(body.limit, "limit", in: Bounds.graphLimit, default: 300)
        return try await graph(text, years: RequestChecks.years(body.years), limit: limit, call)
    }

    func searchGraphByQuery(_ call: Call) async throws -> Response {
        let query = try query(call)
        let text = try RequestChecks.text(query.text("q"), missing: .missingSearch, name: "q")
        let limit = try query.number("limit", in: Bounds.graphLimit, default: 300)
        return try await graph(text, years: query.years(), limit: limit, call)
    }

    private func graph(_ text: String, years: YearFilter?, limit: Int, _ call: Call) async throws -> Response {
        var filter = AskFilter()
        filter.years = years
        let reader = call.reader
        let report = try await state.executor.run { [backend = state.backend, filter] in
            try backend.searchGraph(text, filter: filter, limit: limit, user: reader)
        }
        return named(try json(GraphBody(report)), call)
    }

    func neighbors(_ call: Call) async throws -> Response {
        let id = try RequestChecks.concept(percentDecoded(call.argument))
        let query = try query(call)
        let limit = try query.number("limit", in: Bounds.graphLimit, default: 30)
        var filter = AskFilter()
        filter.years = try query.years()
        let reader = call.reader
        let report = try await state.executor.run { [backend = state.backend, filter] in
            try backend.neighbors(of: id, filter: filter, limit: limit, user: reader)
        }
        return try json(GraphBody(report))
    }

    func edge(_ call: Call) async throws -> Response {
        let pairs = try EdgeName.pairs(call.argument).map { (try percentDecoded($0), try percentDecoded($1)) }
        guard !pairs.isEmpty else {
            throw HTTPFailure(.notFound, "not_found", "an edge is named edges:CONCEPT:CONCEPT")
        }
        let query = try query(call)
        let offset = try query.number("offset", in: Bounds.offset, default: 0)
        let limit = try query.number("limit", in: Bounds.sentenceLimit, default: 20)
        let years = try query.years()
        let report = try await state.executor.run { [backend = state.backend] in
            try backend.edge(pairs, years: years, offset: offset, limit: limit)
        }
        return try json(EdgeBody(report))
    }

    // MARK: Exclusions

    func exclusions(_ call: Call) async throws -> Response {
        let reader = call.reader
        let list = try await state.executor.run { [backend = state.backend] in try backend.exclusions(user: reader) }
        return try json(ExclusionsBody(excluded: list))
    }

    func changeExclusions(_ call: inout Call, _ method: String) async throws -> Response {
        let concept = try RequestChecks.concept(try await decode(ConceptBody.self, &call).id)
        let user = call.user ?? state.cookie.newUser()
        let adds = method == "POST"
        let list = try await state.executor.run { [backend = state.backend] in
            try adds ? backend.exclude(concept, user: user) : backend.include(concept, user: user)
        }
        state.changed()
        let message = adds ? "left out of your searches from now on" : "back in your searches"
        var response = try json(ExclusionsBody(message: message, excluded: list))
        if call.user == nil { response.headers[.setCookie] = state.cookie.header(for: user) }
        return response
    }
}

/// `edges:{a}:{b}`, where the concepts' own names may hold colons.
enum EdgeName {
    /// The ways to read the name, likeliest first: colons of the names themselves come in equal numbers, most often.
    static func pairs(_ text: Substring) -> [(Substring, Substring)] {
        guard text.hasPrefix("edges:") else { return [] }
        let parts = text.dropFirst("edges:".count)
        let colons = parts.indices.filter { parts[$0] == ":" }.prefix(8)
        let middle = Double(colons.count - 1) / 2
        return colons.enumerated().sorted { abs(Double($0.offset) - middle) < abs(Double($1.offset) - middle) }
            .map { (parts[..<$0.element], parts[parts.index(after: $0.element)...]) }
            .filter { !$0.0.isEmpty && !$0.1.isEmpty }
    }
}

extension AnsweringBackend {
    /// The edge under the first of the readings whose concepts are known.
    func edge(
        _ pairs: [(String, String)], years: YearFilter?, offset: Int, limit: Int
    ) throws(AnsweringError) -> EdgeReport {
        var unknown = AnsweringError.unknownConcept("")
        for pair in pairs {
            do {
                return try edge(pair.0, pair.1, years: years, offset: offset, limit: limit)
            } catch .unknownConcept(let name) {
                unknown = .unknownConcept(name)
            }
        }
        throw unknown
    }
}
