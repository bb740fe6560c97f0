/// One `<article>` of the Journal Article Tag Suite: front matter, abstract, and the body's paragraphs under their
/// section titles.
///
/// Left out, as none of it is running text: tables, figures, formulas, reference lists, footnotes, supplementary
/// material, everything after the body. Reference numbers set as superscripts are dropped, because they would stick to
/// the word before them; bracketed ones stay as the reader sees them.
struct JATSReader {
    var scanner: XMLScanner
    private var draft = ArticleDraft()
    /// Dates by kind; see `bestDate`.
    private var dates: [(kind: String, date: PublicationDate)] = []

    init(_ scanner: XMLScanner) { self.scanner = scanner }

    /// Reads up to the end tag of the element whose start tag was just read.
    mutating func article() throws(SyntaxFailure) -> ArticleDraft {
        try children { reader, name throws(SyntaxFailure) in
            if reader.scanner.matches(name, "front") {
                try reader.front()
            } else if reader.scanner.matches(name, "body") {
                var text = TextBlock(sections: [])
                try reader.block(&text)
                reader.draft.body = text.paragraphs
            } else {
                try reader.scanner.skipElement()
            }
        }
        draft.date = bestDate
        return draft
    }

    /// Calls `body` past each child's start tag; it must consume the child's end tag.
    private mutating func children(
        _ body: (inout JATSReader, Range<Int>) throws(SyntaxFailure) -> Void
    ) throws(SyntaxFailure) {
        let level = scanner.depth
        while scanner.depth >= level {
            guard let event = try scanner.next() else { throw scanner.failure("the file ends inside an article") }
            guard case .start(let name, let isEmpty) = event, !isEmpty else { continue }
            try body(&self, name)
        }
    }

    // MARK: Front matter

    private mutating func front() throws(SyntaxFailure) {
        try children { reader, name throws(SyntaxFailure) in try reader.frontElement(name) }
    }

    private mutating func frontElement(_ name: Range<Int>) throws(SyntaxFailure) {
        if Self.containers.contains(where: { scanner.matches(name, $0) }) {
            // `license` is also where the licence is named.
            if scanner.matches(name, "license") { license() }
            try front()
        } else if scanner.matches(name, "journal-title") {
            draft.journal = try scanner.elementText().presentValue
        } else if scanner.matches(name, "article-id") {
            let kind = scanner.attribute("pub-id-type")
            let text = try scanner.elementText().presentValue
            switch kind {
            case "doi": draft.doi = text
            case "pmid": draft.pubmedID = text
            case "pmc", "pmcid": draft.pmcid = text.map { $0.hasPrefix("PMC") ? $0 : "PMC" + $0 }
            default: break
            }
        } else if scanner.matches(name, "article-title") {
            var text = TextBlock(sections: [])
            draft.title = try inlineText(&text)
        } else if scanner.matches(name, "contrib") {
            let kind = scanner.attribute("contrib-type")
            if kind == nil || kind == "author" { try author() } else { try scanner.skipElement() }
        } else if scanner.matches(name, "pub-date") {
            try publicationDate()
        } else if scanner.matches(name, "abstract") {
            // Graphical and teaser abstracts repeat the main one.
            guard scanner.attribute("abstract-type") == nil || draft.abstract.isEmpty else {
                return try scanner.skipElement()
            }
            var text = TextBlock(sections: ["Abstract"])
            try block(&text)
            draft.abstract = text.paragraphs
        } else if scanner.matches(name, "ext-link") || scanner.matches(name, "license_ref")
            || scanner.matches(name, "ali:license_ref")
        {
            if let link = scanner.attribute("xlink:href") { setLicense(link) }
            setLicense(try scanner.elementText())
        } else {
            try scanner.skipElement()
        }
    }

    /// Elements of the front matter that are looked into.
    private static let containers: [StaticString] = [
        "article-meta", "journal-meta", "journal-title-group", "title-group", "contrib-group", "permissions", "license",
        "license-p", "p",
    ]

    private mutating func license() {
        if let link = scanner.attribute("xlink:href") { setLicense(link) }
        if draft.license == nil { draft.license = scanner.attribute("license-type")?.presentValue }
    }

    /// `https://creativecommons.org/licenses/by-nc/4.0/` → `cc-by-nc`, as CORD-19's table names them.
    private mutating func setLicense(_ link: String) {
        guard link.contains("creativecommons.org/") else { return }
        if link.contains("/publicdomain/zero") {
            draft.license = "cc0"
        } else if let range = link.utf8.split(separator: 0x2f).drop(while: { !$0.elementsEqual("licenses".utf8) })
            .dropFirst().first
        {
            draft.license = "cc-" + (String(range) ?? "by").lowercased()
        }
    }

    private mutating func author() throws(SyntaxFailure) {
        var family = ""
        var given = ""
        var suffix = ""
        let level = scanner.depth
        while scanner.depth >= level {
            guard let event = try scanner.next() else { throw scanner.failure("the file ends inside an author") }
            guard case .start(let name, let isEmpty) = event, !isEmpty else { continue }
            if scanner.matches(name, "surname") || scanner.matches(name, "collab")
                || scanner.matches(name, "string-name")
            {
                let text = try scanner.elementText()
                if family.isEmpty { family = text }
            } else if scanner.matches(name, "given-names") {
                given = try scanner.elementText()
            } else if scanner.matches(name, "suffix") {
                suffix = try scanner.elementText()
            } else if !scanner.matches(name, "name"), !scanner.matches(name, "name-alternatives") {
                try scanner.skipElement()
            }
        }
        if let author = PersonName.joined(family: family, given: [given], suffix: suffix).presentValue {
            draft.authors.append(author)
        }
    }

    private mutating func publicationDate() throws(SyntaxFailure) {
        let kind = scanner.attribute("pub-type") ?? scanner.attribute("date-type") ?? ""
        var parts = DateParts()
        let level = scanner.depth
        while scanner.depth >= level {
            guard let event = try scanner.next() else { throw scanner.failure("the file ends inside a date") }
            guard case .start(let name, let isEmpty) = event, !isEmpty else { continue }
            let key = scanner.bytes.string(name)
            parts.set(key, try scanner.elementText())
        }
        if let date = parts.date { dates.append((kind, date)) }
    }

    /// The day the article appeared: electronic, then print, then whatever there is.
    private var bestDate: PublicationDate? {
        let order = ["epub", "pub", "epub-ppub", "ppub", "collection"]
        for kind in order {
            if let match = dates.first(where: { $0.kind == kind }) { return match.date }
        }
        return dates.map(\.date).min()
    }

    // MARK: Text

    /// Text being collected, with the titles of the sections around it, outermost first.
    private struct TextBlock {
        var sections: [String]
        var paragraphs: [Paragraph] = []
        var text = XMLText()

        mutating func flush() {
            let section = sections.reversed().joined(separator: Paragraph.sectionSeparator)
            ArticleDraft.append(text.take(), section: section, to: &paragraphs)
        }
    }

    /// Reads a container of sections and paragraphs up to its end tag.
    private mutating func block(_ out: inout TextBlock) throws(SyntaxFailure) {
        let outerSections = out.sections
        let level = scanner.depth
        while scanner.depth >= level {
            guard let event = try scanner.next() else { throw scanner.failure("the file ends inside a section") }
            guard case .start(let name, let isEmpty) = event, !isEmpty else { continue }
            if scanner.matches(name, "title") {
                var title = TextBlock(sections: [])
                let text = try inlineText(&title)
                if let text = text.presentValue, text.lowercased() != out.sections.last?.lowercased() {
                    out.sections = outerSections + [text]
                }
            } else if scanner.matches(name, "p") {
                try paragraph(&out)
            } else if Self.blocks.contains(where: { scanner.matches(name, $0) }) {
                let sections = out.sections
                try block(&out)
                out.sections = sections
            } else {
                try scanner.skipElement()
            }
        }
        out.sections = outerSections
    }

    /// Elements that hold paragraphs, in place of or beside a section.
    private static let blocks: [StaticString] = [
        "sec", "list", "list-item", "disp-quote", "boxed-text", "statement", "def-list", "def-item", "def", "speech",
        "verse-group",
    ]

    /// Elements within a paragraph that are no part of its sentences.
    private static let skipped: [StaticString] = [
        "table-wrap", "table-wrap-group", "table", "fig", "fig-group", "disp-formula", "disp-formula-group",
        "inline-formula", "tex-math", "mml:math", "math", "graphic", "inline-graphic", "media",
        "supplementary-material",
        "fn", "fn-group", "ref-list", "object-id", "label", "alternatives", "chem-struct-wrap", "array", "code",
        "preformat", "email", "inline-supplementary-material", "index-term",
    ]

    /// Reads a `<p>` up to its end tag. Lists and quotations in it become paragraphs of their own.
    private mutating func paragraph(_ out: inout TextBlock) throws(SyntaxFailure) {
        out.flush()
        try inline(&out)
        out.flush()
    }

    private mutating func inlineText(_ block: inout TextBlock) throws(SyntaxFailure) -> String {
        try inline(&block)
        return block.text.take()
    }

    /// Reads inline content up to the end tag of the element just opened. Returns whether a reference number was in it.
    @discardableResult
    private mutating func inline(_ out: inout TextBlock) throws(SyntaxFailure) -> Bool {
        var hasReference = false
        let level = scanner.depth
        while scanner.depth >= level {
            guard let event = try scanner.next() else { throw scanner.failure("the file ends inside a paragraph") }
            switch event {
            case .text, .literalText: out.text.append(event, scanner)
            case .end: break
            case .start(let name, let isEmpty):
                if isEmpty {
                    if scanner.matches(name, "break") { out.text.appendSpace() }
                } else if scanner.matches(name, "sup") {
                    let mark = out.text.bytes.count
                    if try inline(&out) { out.text.truncate(to: mark) }
                } else if scanner.matches(name, "xref") {
                    let isReference = scanner.attribute("ref-type") == "bibr"
                    let mark = out.text.bytes.count
                    let hasSuperscript = try inlineHasSuperscript(&out)
                    if isReference, hasSuperscript { out.text.truncate(to: mark) }
                    hasReference = hasReference || isReference
                } else if scanner.matches(name, "p") || Self.blocks.contains(where: { scanner.matches(name, $0) }) {
                    out.flush()
                    if scanner.matches(name, "p") { try paragraph(&out) } else { try block(&out) }
                } else if Self.skipped.contains(where: { scanner.matches(name, $0) }) {
                    try scanner.skipElement()
                } else {
                    if try inline(&out) { hasReference = true }
                }
            }
        }
        return hasReference
    }

    /// As `inline`, for an `<xref>`: returns whether a superscript was in it.
    private mutating func inlineHasSuperscript(_ out: inout TextBlock) throws(SyntaxFailure) -> Bool {
        var hasSuperscript = false
        let level = scanner.depth
        while scanner.depth >= level {
            guard let event = try scanner.next() else { throw scanner.failure("the file ends inside a reference") }
            switch event {
            case .text, .literalText: out.text.append(event, scanner)
            case .end: break
            case .start(let name, let isEmpty):
                if isEmpty { continue }
                if scanner.matches(name, "sup") { hasSuperscript = true }
                if Self.skipped.contains(where: { scanner.matches(name, $0) }) { try scanner.skipElement() }
            }
        }
        return hasSuperscript
    }
}
