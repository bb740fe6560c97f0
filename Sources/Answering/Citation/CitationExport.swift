import Foundation

/// The evidence of an answer in the formats that reference managers read.
public enum CitationFormat: String, Sendable, CaseIterable {
    case bibtex
    case ris
    case cslJSON = "csl-json"
}

/// Writes a report's evidence, one entry an article, each with the quoted sentences and what they were found with.
public struct CitationExport: Sendable {
    /// An article with the sentences quoted from it.
    struct Entry {
        var source: ArticleSummary
        var quotes: [String] = []
    }

    let question: String
    let provenance: Provenance
    let entries: [Entry]

    public init(_ report: AskReport) {
        question = report.question
        provenance = report.provenance
        var entries: [Entry] = []
        var places: [String: Int] = [:]
        for evidence in report.answers.flatMap(\.evidence) {
            let place = places[evidence.source.id] ?? entries.count
            if place == entries.count {
                entries.append(Entry(source: evidence.source))
                places[evidence.source.id] = place
            }
            if !entries[place].quotes.contains(evidence.sentence) { entries[place].quotes.append(evidence.sentence) }
        }
        self.entries = entries
    }

    /// The file's text; ends with a line break.
    /// - Throws: only what `JSONEncoder` throws, for CSL-JSON.
    public func text(_ format: CitationFormat) throws -> String {
        switch format {
        case .bibtex: BibTeX.text(self)
        case .ris: RIS.text(self)
        case .cslJSON: try CSLJSON.text(self)
        }
    }

    /// How the evidence was found, so that it can be found again.
    var origin: String {
        "Found by answer \(provenance.version) for the question \"\(question)\"; model \(provenance.model) "
            + "\(provenance.modelDigest), corpus \(provenance.corpusDigest), vocabulary "
            + (provenance.vocabularyDigest.isEmpty ? "none" : provenance.vocabularyDigest)
    }
}

/// An author's name in parts. CORD-19 writes `Last, First Middle`; parses write `First Middle Last`.
struct PersonName {
    var family: String
    var given: String

    init(_ name: String) {
        let parts = name.split(separator: ",", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        if parts.count == 2 {
            (family, given) = (parts[0], parts[1])
            return
        }
        let words = name.split(separator: " ").map(String.init)
        family = words.last ?? name
        given = words.dropLast().joined(separator: " ")
    }

    var inverted: String { given.isEmpty ? family : "\(family), \(given)" }
}
