/// BibTeX entries (`@article`), with the characters that TeX would read as commands escaped.
enum BibTeX {
    static func text(_ export: CitationExport) -> String {
        var keys: Set<String> = []
        return export.entries.map { entry in
            var key = Self.key(entry.source)
            while !keys.insert(key).inserted { key += "x" }
            let source = entry.source
            let authors = source.authors.map { PersonName($0).inverted }.joined(separator: " and ")
            let fields: [(String, String?)] = [
                ("title", "{" + escape(source.title.isEmpty ? source.id : source.title) + "}"),
                ("author", authors.isEmpty ? nil : escape(authors)),
                ("journal", source.journal.map(escape)),
                ("year", source.year.map(String.init)),
                ("month", source.month.map(String.init)),
                ("doi", source.doi),
                ("pmid", source.pubmedID),
                ("pmcid", source.pmcid),
                ("url", source.url),
                ("abstract", escape(entry.quotes.joined(separator: " […] "))),
                ("note", escape(export.origin)),
            ]
            let lines = fields.compactMap { name, value in value.map { "  \(name) = {\($0)}" } }
            return "@article{\(key),\n" + lines.joined(separator: ",\n") + "\n}\n"
        }.joined(separator: "\n")
    }

    /// Family name of the first author, year and id, in the letters that every BibTeX takes in a key.
    private static func key(_ source: ArticleSummary) -> String {
        let family = source.authors.first.map { PersonName($0).family } ?? ""
        let text = family + (source.year.map(String.init) ?? "") + "-" + source.id
        let key = text.unicodeScalars.filter {
            $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-")
        }
        return String(String.UnicodeScalarView(key))
    }

    static func escape(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "\\": result += "\\textbackslash{}"
            case "{", "}", "%", "&", "#", "_", "$": result += "\\" + String(character)
            case "~": result += "\\textasciitilde{}"
            case "^": result += "\\textasciicircum{}"
            case _ where character.isNewline: result += " "
            default: result.append(character)
            }
        }
        return result
    }
}
