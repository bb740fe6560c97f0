/// RIS records (https://en.wikipedia.org/wiki/RIS_(file_format)): a tag and a value a line, lines end with CR LF.
enum RIS {
    static func text(_ export: CitationExport) -> String {
        export.entries.map { entry in
            let source = entry.source
            var lines: [(String, String)] = [("TY", "JOUR"), ("ID", source.id)]
            lines.append(("TI", source.title.isEmpty ? source.id : source.title))
            lines += source.authors.map { ("AU", PersonName($0).inverted) }
            if let journal = source.journal { lines.append(("JO", journal)) }
            if let year = source.year {
                lines.append(("PY", String(year)))
                lines.append(("DA", date(year, source.month, source.day)))
            }
            if let doi = source.doi { lines.append(("DO", doi)) }
            if let pubmedID = source.pubmedID { lines.append(("AN", pubmedID)) }
            if let pmcid = source.pmcid { lines.append(("C2", pmcid)) }
            if let url = source.url { lines.append(("UR", url)) }
            lines += entry.quotes.map { ("N2", $0) }
            lines.append(("N1", export.origin))
            lines.append(("ER", ""))
            return lines.map { "\($0)  - \(oneLine($1))\r\n" }.joined()
        }.joined(separator: "\r\n")
    }

    private static func date(_ year: Int, _ month: Int?, _ day: Int?) -> String {
        func two(_ value: Int?) -> String { value.map { $0 < 10 ? "0\($0)" : "\($0)" } ?? "" }
        return "\(year)/\(two(month))/\(two(day))/"
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
