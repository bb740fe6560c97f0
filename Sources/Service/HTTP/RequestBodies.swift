// swift-format-ignore-file: AlwaysUseLowerCamelCase, UseSynthesizedInitializer
// The names are those of the interface, which are the original's.

import Answering
import Foundation
import Store

/// Bounds of what requests may ask for; the OpenAPI description states the same numbers.
enum Bounds {
    static let searchCharacters = 1000
    static let passageCharacters = 200_000
    static let years = 20
    static let graphLimit = 1...1000
    static let answerLimit = 1...50
    static let candidates = 1...100
    static let sentenceLimit = 1...500
    static let offset = 0...1_000_000
    static let passageAnswers = 1...20
    static let conceptCharacters = 200
}

struct SearchBody: Decodable, Sendable {
    var search: String?
    var years: [String]?
    var limit: Int?
}

struct QuestionBody: Decodable, Sendable {
    var search: String?
    var years: [String]?
    var limit: Int?
    var candidates: Int?
}

struct PassageBody: Decodable, Sendable {
    var question: String?
    var passage: String?
    var top_k: Int?
}

struct ConceptBody: Decodable, Sendable {
    var id: String?
}

/// Turns what clients sent into what the engine takes.
enum RequestChecks {
    static func decode<Body: Decodable>(_ type: Body.Type, from bytes: some Sequence<UInt8>) throws -> Body {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch DecodingError.typeMismatch(_, let context) where !context.codingPath.isEmpty {
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            throw HTTPFailure(.badRequest, "bad_type", "“\(path)” is of the wrong type; see /docs")
        } catch {
            throw HTTPFailure(.badRequest, "bad_json", "the body is not a JSON object of the expected form; see /docs")
        }
    }

    /// Text to search for: some letters or digits, not too many.
    static func text(
        _ text: String?, missing: HTTPFailure, name: String, limit: Int = Bounds.searchCharacters
    ) throws -> String {
        guard let text else { throw missing }
        guard text.unicodeScalars.count <= limit else {
            throw HTTPFailure(.badRequest, "too_long", "“\(name)” has more than \(limit) characters")
        }
        guard text.unicodeScalars.contains(where: { $0.isWord }) else {
            throw HTTPFailure(.badRequest, "no_words", "“\(name)” holds no letter or digit")
        }
        // What stands for "no character" is nothing to look for.
        guard text.unicodeScalars.contains(where: { $0.value == 0 || $0.value == 0xFFFD }) else { return text }
        return String(
            String.UnicodeScalarView(text.unicodeScalars.map { $0.value == 0 || $0.value == 0xFFFD ? " " : $0 }))
    }

    static func number(_ value: Int?, _ name: String, in range: ClosedRange<Int>, default standard: Int) throws -> Int {
        guard let value else { return standard }
        guard range.contains(value) else {
            throw HTTPFailure(
                .badRequest, "out_of_range", "“\(name)” must be \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// Years as `2003`, `2019:2021`, `2019:` or `:2021`, in either order.
    static func years(_ parts: [String]?) throws -> YearFilter? {
        guard let parts, !parts.isEmpty else { return nil }
        guard parts.count <= Bounds.years else {
            throw HTTPFailure(.badRequest, "bad_years", "there may be at most \(Bounds.years) years or ranges")
        }
        return YearFilter(try parts.map { try range($0) })
    }

    private static func range(_ part: String) throws -> ClosedRange<Int> {
        let ends = part.split(separator: ":", omittingEmptySubsequences: false)
        func year(_ text: Substring, _ open: Int) -> Int? {
            if text.isEmpty { return open }
            guard text.utf8.count == 4, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
            return Int(text)
        }
        guard let first = ends.first, let last = ends.last, ends.count <= 2, part != ":", !part.isEmpty,
            let from = year(first, 0), let to = year(last, 9999)
        else { throw HTTPFailure(AnsweringError.badYears(String(part.prefix(40)))) }
        return min(from, to)...max(from, to)
    }

    static func concept(_ id: String?) throws -> String {
        guard let id, !id.isEmpty else {
            throw HTTPFailure(.badRequest, "missing_id", "“id” is missing: give a concept")
        }
        guard id.unicodeScalars.count <= Bounds.conceptCharacters else {
            throw HTTPFailure(.badRequest, "too_long", "“id” has more than \(Bounds.conceptCharacters) characters")
        }
        return id
    }
}

extension Unicode.Scalar {
    /// A letter, digit or underscore of any script.
    var isWord: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber:
            true
        default: self == "_"
        }
    }
}

/// The parameters after the question mark.
struct QueryParameters {
    private var values: [String: [String]] = [:]

    /// - Throws: ``HTTPFailure`` for what is not percent-encoded UTF-8.
    init(_ query: String?) throws {
        for part in (query ?? "").split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try Self.decoded(pair[0])
            values[name, default: []].append(pair.count > 1 ? try Self.decoded(pair[1]) : "")
        }
    }

    private static func decoded(_ text: Substring) throws -> String {
        guard let decoded = text.replacingOccurrences(of: "+", with: " ").removingPercentEncoding else {
            throw HTTPFailure(.badRequest, "bad_encoding", "the address is not percent-encoded UTF-8")
        }
        return decoded
    }

    func text(_ name: String) -> String? { values[name]?.first }

    func number(_ name: String, in range: ClosedRange<Int>, default standard: Int) throws -> Int {
        guard let text = values[name]?.first else { return standard }
        guard let value = Int(text) else {
            throw HTTPFailure(.badRequest, "bad_type", "“\(name)” is not a whole number")
        }
        return try RequestChecks.number(value, name, in: range, default: standard)
    }

    /// `years=2003&years=2019:2021`, or several with commas.
    func years() throws -> YearFilter? {
        guard let parts = values["years"] else { return nil }
        return try RequestChecks.years(
            parts.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) })
    }
}
