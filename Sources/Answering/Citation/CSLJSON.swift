import Foundation

/// CSL-JSON items (https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html).
enum CSLJSON {
    private struct Item: Encodable {
        var id: String
        var type = "article-journal"
        var title: String
        var author: [Name]?
        var containerTitle: String?
        var issued: DateParts?
        var doi: String?
        var pmid: String?
        var pmcid: String?
        var url: String?
        var abstract: String
        var note: String

        enum CodingKeys: String, CodingKey {
            case id, type, title, author, issued, abstract, note
            case containerTitle = "container-title"
            case doi = "DOI"
            case pmid = "PMID"
            case pmcid = "PMCID"
            case url = "URL"
        }
    }

    private struct Name: Encodable {
        var family: String
        var given: String?
    }

    private struct DateParts: Encodable {
        var parts: [[Int]]
        enum CodingKeys: String, CodingKey { case parts = "date-parts" }
    }

    static func text(_ export: CitationExport) throws -> String {
        let items = export.entries.map { entry in
            let source = entry.source
            let names = source.authors.map { author in
                let name = PersonName(author)
                return Name(family: name.family, given: name.given.isEmpty ? nil : name.given)
            }
            return Item(
                id: source.id, title: source.title.isEmpty ? source.id : source.title,
                author: names.isEmpty ? nil : names, containerTitle: source.journal,
                issued: source.year.map { year in
                    DateParts(parts: [
                        [year] + [source.month, source.month == nil ? nil : source.day].compactMap { $0 }
                    ])
                },
                doi: source.doi, pmid: source.pubmedID, pmcid: source.pmcid, url: source.url,
                abstract: entry.quotes.joined(separator: " […] "), note: export.origin
            )
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(items), as: UTF8.self) + "\n"
    }
}
