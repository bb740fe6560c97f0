import Foundation
import Testing

@testable import Answering

/// A checker for the part of JSON Schema that ours uses.
struct SchemaChecker {
    let root: [String: Any]

    func problems(_ value: Any, _ schema: [String: Any], at path: String = "$") -> [String] {
        if let reference = schema["$ref"] as? String {
            var target: Any = root
            for part in reference.dropFirst(2).split(separator: "/") {
                target = (target as? [String: Any])?[String(part)] as Any
            }
            guard let target = target as? [String: Any] else { return ["\(reference) leads nowhere"] }
            return problems(value, target, at: path)
        }
        switch schema["type"] as? String {
        case "object":
            guard let object = value as? [String: Any] else { return ["\(path) is no object"] }
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            var found = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }.map {
                "\(path).\($0) is missing"
            }
            for (key, item) in object {
                if let known = properties[key] ?? schema["additionalProperties"] as? [String: Any] {
                    found += problems(item, known, at: "\(path).\(key)")
                } else {
                    found.append("\(path).\(key) is not in the schema")
                }
            }
            return found
        case "array":
            guard let list = value as? [Any], let items = schema["items"] as? [String: Any] else {
                return ["\(path) is no list"]
            }
            return list.enumerated().flatMap { problems($1, items, at: "\(path)[\($0)]") }
        case "string": return value is String ? [] : ["\(path) is no string"]
        case "boolean": return value is Bool ? [] : ["\(path) is no boolean"]
        case "integer", "number":
            guard let number = value as? NSNumber else { return ["\(path) is no number"] }
            let isWhole = number.doubleValue == number.doubleValue.rounded()
            if schema["type"] as? String == "integer", !isWhole { return ["\(path) is no integer"] }
            if let least = schema["minimum"] as? NSNumber, number.doubleValue < least.doubleValue {
                return ["\(path) is below \(least)"]
            }
            if let most = schema["maximum"] as? NSNumber, number.doubleValue > most.doubleValue {
                return ["\(path) is above \(most)"]
            }
            return []
        default: return ["\(path) has no type in the schema"]
        }
    }
}

@Suite struct SchemaTests {
    private func check(_ report: AskReport, change: (inout [String: Any]) -> Void = { _ in }) throws -> [String] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let json = try JSONSerialization.jsonObject(with: encoder.encode(report))
        let schema = try JSONSerialization.jsonObject(with: Data(AskReport.jsonSchema.utf8))
        let root = try #require(schema as? [String: Any])
        var object = try #require(json as? [String: Any])
        change(&object)
        return SchemaChecker(root: root).problems(object, root)
    }

    /// A report in which every optional has a value.
    private var full: AskReport {
        var report = Sample.report()
        var source = Sample.article()
        source.journal = "J"
        source.year = 2020
        source.month = 1
        source.day = 2
        source.doi = "10.1/1"
        source.pmcid = "PMC1"
        source.pubmedID = "1"
        source.license = "cc-by"
        source.url = "https://example.org"
        var evidence = Sample.evidence(1)
        evidence.source = source
        evidence.edge = EdgeEnds(source: "C1", target: "C2")
        let answer = Answer(answer: "a", score: 1, confidence: 0.5, evidence: [evidence])
        report.answers = [answer]
        report.noAnswer = NoAnswer(reason: "r", bestRejected: answer)
        report.concepts = [
            QuestionConcept(
                id: "C1", name: "n", semanticTypes: ["t"], text: "w", start: 0, end: 1,
                alternatives: [ConceptName(id: "C3", name: "m")], excluded: false)
        ]
        report.unmatchedWords = ["w"]
        report.edges = [
            EdgeSummary(
                source: ConceptName(id: "C1", name: "n"), target: ConceptName(id: "C2", name: "m"), sentences: 1,
                articles: 1, firstYear: 2019, lastYear: 2020, years: ["2019": 1], pmi: -1.5, negated: 0.5)
        ]
        report.candidates = [
            Candidate(
                sentenceKey: "k", sentence: "s", source: source, section: "", edge: evidence.edge, graphRank: 1,
                textRank: 2, fused: 0.5, coverage: 0.75, span: "s", score: -1, confidence: 0.25, passageConfidence: 0.5,
                lead: 0.5,
                cached: true)
        ]
        report.timings = [StageTiming(stage: "total", milliseconds: 1.5)]
        report.notes = ["n"]
        return report
    }

    @Test func everyKeyIsDescribed() throws {
        #expect(try check(full) == [])
        #expect(try check(Sample.report()) == [])
    }

    @Test func whatDoesNotFitIsFound() throws {
        #expect(try check(full) { $0["extra"] = 1 } == ["$.extra is not in the schema"])
        #expect(try check(full) { $0["notes"] = nil } == ["$.notes is missing"])
        #expect(try check(full) { $0["notes"] = "n" } == ["$.notes is no list"])
    }

    /// Every key that the schema knows is written by a full report: none is left over from former times.
    @Test func nothingIsDescribedThatIsNotWritten() throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        let text = String(decoding: try encoder.encode(full), as: UTF8.self)
        let schema = try JSONSerialization.jsonObject(with: Data(AskReport.jsonSchema.utf8))
        let definitions = try #require((schema as? [String: Any])?["$defs"] as? [String: [String: Any]])
        for (name, definition) in definitions {
            for key in (definition["properties"] as? [String: Any] ?? [:]).keys {
                #expect(text.contains("\"\(key)\":"), "\(name).\(key)")
            }
        }
    }
}
