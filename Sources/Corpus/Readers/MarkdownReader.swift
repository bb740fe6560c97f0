/// Markdown: headings become sections, the first level-one heading (or a `title:` in front matter) the title.
///
/// Only what would otherwise end up in the middle of a sentence is taken out: emphasis marks around words, link
/// targets, images, list and quote marks. Code blocks, tables and HTML comments are left out; they are not prose.
struct MarkdownReader {
    private var draft = ArticleDraft()
    /// Open headings by level, outermost first.
    private var headings: [(level: Int, name: String)] = []
    private var current = ""

    static func read(_ text: String) -> ArticleDraft {
        var reader = MarkdownReader()
        reader.read(PlainTextReader.lines(of: text))
        return reader.draft
    }

    private mutating func read(_ lines: [Substring]) {
        var index = frontMatter(lines)
        var fence: Character?
        var isComment = false
        while index < lines.count {
            let line = lines[index]
            index += 1
            let content = line.trimmed
            if let open = fence {
                if content.hasPrefix(String(repeating: open, count: 3)) { fence = nil }
                continue
            }
            if isComment {
                isComment = !content.contains("-->")
                continue
            }
            if content.hasPrefix("```") || content.hasPrefix("~~~") {
                flush()
                fence = content.first
            } else if content.hasPrefix("<!--") {
                flush()
                isComment = !content.contains("-->")
            } else if content.isEmpty || content.hasPrefix("|") || isRule(content) {
                if let level = underline(content), !current.isEmpty {
                    let name = current
                    current = ""
                    heading(level: level, name: name)
                }
                flush()
            } else if let level = headingLevel(content) {
                flush()
                let name = content.drop { $0 == "#" }.trimmed
                heading(level: level, name: String(name.reversed().drop { $0 == "#" || $0 == " " }.reversed()))
            } else {
                let item = listItem(content)
                if item != nil { flush() }
                if !current.isEmpty { current += " " }
                current += item ?? content
            }
        }
        flush()
    }

    /// Consumes a YAML block at the top, taking title, date, year, doi, journal and authors from it.
    private mutating func frontMatter(_ lines: [Substring]) -> Int {
        guard lines.first?.trimmed == "---", let end = lines.dropFirst().firstIndex(where: { $0.trimmed == "---" })
        else {
            return 0
        }
        for line in lines[1..<end] {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let quotes: (Character) -> Bool = { $0 == "\"" || $0 == "'" }
            var value = line[line.index(after: colon)...].trimmed
            if value.count >= 2, let first = value.first, quotes(first), value.last == first {
                value = String(value.dropFirst().dropLast())
            }
            guard !value.isEmpty else { continue }
            switch line[..<colon].trimmed.lowercased() {
            case "title": draft.title = value
            case "date": draft.date = PublicationDate(value)
            case "year": draft.date = draft.date ?? PublicationDate(value)
            case "doi": draft.doi = value
            case "journal": draft.journal = value
            case "author", "authors":
                let list = value.drop { $0 == "[" }
                draft.authors = list.split { $0 == ";" || $0 == "]" }.map(\.trimmed).filter { !$0.isEmpty }
            case "license": draft.license = value
            case "url": draft.url = value
            default: break
            }
        }
        return end + 1
    }

    private mutating func heading(level: Int, name: String) {
        let name = Self.plain(name).trimmed
        guard !name.isEmpty else { return }
        if level == 1, draft.title.isEmpty, draft.body.isEmpty, draft.abstract.isEmpty {
            draft.title = name
            return
        }
        headings.removeAll { $0.level >= level }
        headings.append((level, name))
    }

    private mutating func flush() {
        let text = Self.plain(current)
        current = ""
        let section = headings.reversed().map(\.name).joined(separator: Paragraph.sectionSeparator)
        if headings.last?.name.lowercased() == "abstract" {
            ArticleDraft.append(text, section: "Abstract", to: &draft.abstract)
        } else {
            ArticleDraft.append(text, section: section, to: &draft.body)
        }
    }

    private func headingLevel(_ line: String) -> Int? {
        let level = line.prefix { $0 == "#" }.count
        guard (1...6).contains(level) else { return nil }
        let rest = line.dropFirst(level)
        return rest.isEmpty || rest.first == " " || rest.first == "\t" ? level : nil
    }

    /// The level of a heading underlined by `===` or `---`.
    private func underline(_ line: String) -> Int? {
        guard line.utf8.count >= 2, let first = line.utf8.first, line.utf8.allSatisfy({ $0 == first }) else {
            return nil
        }
        return first == UInt8(ascii: "=") ? 1 : first == UInt8(ascii: "-") ? 2 : nil
    }

    private func isRule(_ line: String) -> Bool {
        let marks = line.utf8.filter { $0 != 0x20 }
        guard marks.count >= 2, let first = marks.first, marks.allSatisfy({ $0 == first }) else { return false }
        return first == UInt8(ascii: "-") || first == UInt8(ascii: "=")
            || (marks.count >= 3 && (first == UInt8(ascii: "*") || first == UInt8(ascii: "_")))
    }

    /// What follows a list or quote mark, nil if the line has none.
    private func listItem(_ line: String) -> String? {
        guard let first = line.first else { return nil }
        if first == ">" { return line.drop { $0 == ">" || $0 == " " }.trimmed }
        if first == "-" || first == "*" || first == "+" {
            let rest = line.dropFirst()
            return rest.first == " " || rest.first == "\t" ? rest.trimmed : nil
        }
        let digits = line.prefix { ("0"..."9").contains($0) }
        guard (1...9).contains(digits.count) else { return nil }
        let rest = line.dropFirst(digits.count)
        guard rest.first == "." || rest.first == ")", rest.dropFirst().first == " " else { return nil }
        return rest.dropFirst().trimmed
    }

    /// A line's text without inline marks.
    static func plain(_ text: String) -> String {
        let marks: [UInt8] = [0x2a, 0x5f, 0x60, 0x5b, 0x21, 0x5c]
        guard text.utf8.contains(where: { marks.contains($0) }) else { return text }
        let bytes = Array(text.utf8)
        var out: [UInt8] = []
        var i = 0
        while i < bytes.count {
            let byte = bytes[i]
            switch byte {
            case UInt8(ascii: "\\") where i + 1 < bytes.count && isPunctuation(bytes[i + 1]):
                out.append(bytes[i + 1])
                i += 2
            case UInt8(ascii: "!") where i + 1 < bytes.count && bytes[i + 1] == UInt8(ascii: "["):
                if let link = link(bytes, i + 1) {
                    i = link.end
                } else {
                    out.append(byte)
                    i += 1
                }
            case UInt8(ascii: "["):
                if let link = link(bytes, i) {
                    out.append(contentsOf: plain(String(decoding: bytes[link.label], as: UTF8.self)).utf8)
                    i = link.end
                } else {
                    out.append(byte)
                    i += 1
                }
            case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"):
                let run = bytes[i...].prefix { $0 == byte }.count
                // A mark with white space on both sides, or an underscore within a word, is text.
                let before = i > 0 ? bytes[i - 1] : 0x20
                let after = i + run < bytes.count ? bytes[i + run] : 0x20
                let isLone = before <= 0x20 && after <= 0x20
                let isInWord = byte == UInt8(ascii: "_") && isWord(before) && isWord(after)
                let isBetweenDigits = (0x30...0x39).contains(before) && (0x30...0x39).contains(after)
                if isLone || isInWord || isBetweenDigits { out.append(contentsOf: bytes[i..<i + run]) }
                i += run
            default:
                out.append(byte)
                i += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// `[label](target)` at `open`; nil if it is a bracket of the text.
    private static func link(_ bytes: [UInt8], _ open: Int) -> (label: Range<Int>, end: Int)? {
        // Bounded, so that a line of brackets costs no square of its length.
        let limit = min(bytes.count, open + 1000)
        var depth = 0
        var i = open
        while i < limit {
            if bytes[i] == UInt8(ascii: "[") { depth += 1 }
            if bytes[i] == UInt8(ascii: "]") {
                depth -= 1
                if depth == 0 { break }
            }
            i += 1
        }
        guard i + 1 < limit, bytes[i + 1] == UInt8(ascii: "("),
            let close = bytes[(i + 2)..<max(limit, i + 2)].firstIndex(of: UInt8(ascii: ")"))
        else { return nil }
        return (open + 1..<i, close + 1)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        (0x21...0x2f).contains(byte) || (0x3a...0x40).contains(byte) || (0x5b...0x60).contains(byte)
            || (0x7b...0x7e).contains(byte)
    }
}
