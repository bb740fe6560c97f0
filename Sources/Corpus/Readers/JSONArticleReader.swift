/// Articles from JSON: CORD-19 `document_parses` (`pdf_json` and `pmc_json` alike), and the plain records
/// `{"id", "title", "text", "year"}` with any of `abstract`, `authors`, `journal`, `date`, `doi`, `pmcid`,
/// `pubmed_id`, `license`, `url`.
///
/// Unknown members are checked and skipped; a member of an unexpected type counts as absent; of a repeated member the
/// last one counts, as in other JSON parsers.
struct JSONArticleReader {
    private var scanner: JSONScanner

    /// Reads one object or an array of objects, calling `body` for each.
    static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, body: (ArticleDraft) -> Void
    ) throws(SyntaxFailure) {
        var reader = JSONArticleReader(scanner: JSONScanner(bytes, from: start))
        switch reader.scanner.peek() {
        case UInt8(ascii: "["):
            try reader.scanner.enterArray()
            var isFirst = true
            while try reader.scanner.nextElement(isFirst: &isFirst) {
                guard reader.scanner.peek() == UInt8(ascii: "{") else {
                    try reader.scanner.skipValue()
                    continue
                }
                body(try reader.article())
            }
            try reader.scanner.expectEnd()
        default:
            let draft = try reader.article()
            try reader.scanner.expectEnd()
            body(draft)
        }
    }

    private mutating func article() throws(SyntaxFailure) -> ArticleDraft {
        var draft = ArticleDraft()
        var text: String?
        var year: PublicationDate?
        _ = scanner.peek()
        let start = scanner.position
        try scanner.enterObject()
        var isFirst = true
        while let key = try scanner.nextKey(isFirst: &isFirst) {
            if scanner.matches(key, "body_text") {
                draft.body = try passages(defaultSection: "")
            } else if scanner.matches(key, "abstract") {
                draft.abstract = try abstract()
            } else if scanner.matches(key, "metadata") {
                try metadata(into: &draft)
            } else if scanner.matches(key, "title") {
                draft.title = try scanner.stringIfPresent()?.presentValue ?? ""
            } else if scanner.matches(key, "paper_id") || scanner.matches(key, "id") {
                draft.id = try scanner.scalarIfPresent()?.presentValue
            } else if scanner.matches(key, "text") {
                text = try scanner.stringIfPresent()
            } else if scanner.matches(key, "year") {
                year = try scanner.scalarIfPresent().flatMap { PublicationDate($0.trimmed) }
            } else if scanner.matches(key, "date") || scanner.matches(key, "publish_time") {
                draft.date = try scanner.scalarIfPresent().flatMap { PublicationDate($0.trimmed) }
            } else if scanner.matches(key, "authors") {
                draft.authors = try authors()
            } else if scanner.matches(key, "journal") {
                draft.journal = try scanner.stringIfPresent()?.presentValue
            } else if scanner.matches(key, "doi") {
                draft.doi = try scanner.stringIfPresent()?.presentValue
            } else if scanner.matches(key, "pmcid") {
                draft.pmcid = try scanner.scalarIfPresent()?.presentValue
            } else if scanner.matches(key, "pubmed_id") || scanner.matches(key, "pmid") {
                draft.pubmedID = try scanner.scalarIfPresent()?.presentValue
            } else if scanner.matches(key, "license") {
                draft.license = try scanner.stringIfPresent()?.presentValue
            } else if scanner.matches(key, "url") {
                draft.url = try scanner.stringIfPresent()?.presentValue
            } else {
                try scanner.skipValue()
            }
        }
        draft.date = draft.date ?? year
        if let text, draft.body.isEmpty { ArticleDraft.appendParts(of: text, section: "", to: &draft.body) }
        draft.range = start..<scanner.position
        return draft
    }

    private mutating func metadata(into draft: inout ArticleDraft) throws(SyntaxFailure) {
        guard scanner.peek() == UInt8(ascii: "{") else { return try scanner.skipValue() }
        try scanner.enterObject()
        var isFirst = true
        while let key = try scanner.nextKey(isFirst: &isFirst) {
            if scanner.matches(key, "title") {
                draft.title = try scanner.stringIfPresent()?.presentValue ?? ""
            } else if scanner.matches(key, "authors") {
                draft.authors = try authors()
            } else {
                try scanner.skipValue()
            }
        }
    }

    private mutating func abstract() throws(SyntaxFailure) -> [Paragraph] {
        var paragraphs: [Paragraph] = []
        if scanner.peek() == UInt8(ascii: "\"") {
            let text = try scanner.stringIfPresent()?.presentValue ?? ""
            ArticleDraft.appendParts(of: text, section: "Abstract", to: &paragraphs)
        } else {
            paragraphs = try passages(defaultSection: "Abstract")
            // An abstract that a table exported as a missing value.
            paragraphs.removeAll { $0.text.presentValue == nil }
        }
        return paragraphs
    }

    /// An array of `{"text", "section"}` objects, or of plain strings.
    private mutating func passages(defaultSection: String) throws(SyntaxFailure) -> [Paragraph] {
        var paragraphs: [Paragraph] = []
        guard scanner.peek() == UInt8(ascii: "[") else {
            try scanner.skipValue()
            return []
        }
        try scanner.enterArray()
        var isFirst = true
        while try scanner.nextElement(isFirst: &isFirst) {
            guard scanner.peek() == UInt8(ascii: "{") else {
                if let text = try scanner.stringIfPresent() {
                    ArticleDraft.append(text, section: defaultSection, to: &paragraphs)
                }
                continue
            }
            var text = ""
            var section = defaultSection
            try scanner.enterObject()
            var isFirstKey = true
            while let key = try scanner.nextKey(isFirst: &isFirstKey) {
                if scanner.matches(key, "text") {
                    text = try scanner.stringIfPresent() ?? ""
                } else if scanner.matches(key, "section") {
                    section = try scanner.stringIfPresent()?.presentValue ?? defaultSection
                } else {
                    try scanner.skipValue()
                }
            }
            ArticleDraft.append(text, section: section, to: &paragraphs)
        }
        return paragraphs
    }

    /// An array of names or of `{"first", "middle", "last", "suffix"}`, or one string of names separated by `;`.
    private mutating func authors() throws(SyntaxFailure) -> [String] {
        switch scanner.peek() {
        case UInt8(ascii: "\""):
            return (try scanner.stringIfPresent() ?? "").split(separator: ";").map(\.trimmed).filter { !$0.isEmpty }
        case UInt8(ascii: "["): break
        default:
            try scanner.skipValue()
            return []
        }
        var names: [String] = []
        try scanner.enterArray()
        var isFirst = true
        while try scanner.nextElement(isFirst: &isFirst) {
            let name = scanner.peek() == UInt8(ascii: "{") ? try author() : try scanner.stringIfPresent()
            if let name = name?.presentValue { names.append(name) }
        }
        return names
    }

    private mutating func author() throws(SyntaxFailure) -> String {
        var given: [String] = []
        var first = ""
        var last = ""
        var suffix = ""
        try scanner.enterObject()
        var isFirst = true
        while let key = try scanner.nextKey(isFirst: &isFirst) {
            if scanner.matches(key, "first") {
                first = try scanner.stringIfPresent()?.trimmed ?? ""
            } else if scanner.matches(key, "last") {
                last = try scanner.stringIfPresent()?.trimmed ?? ""
            } else if scanner.matches(key, "suffix") {
                suffix = try scanner.stringIfPresent()?.trimmed ?? ""
            } else if scanner.matches(key, "middle"), scanner.peek() == UInt8(ascii: "[") {
                given = []
                try scanner.enterArray()
                var isFirstName = true
                while try scanner.nextElement(isFirst: &isFirstName) {
                    if let name = try scanner.stringIfPresent() { given.append(name.trimmed) }
                }
            } else {
                try scanner.skipValue()
            }
        }
        return PersonName.joined(family: last, given: [first] + given, suffix: suffix)
    }
}

enum PersonName {
    /// `Family, Given M, Jr`; whatever is missing is left out with its comma.
    static func joined(family: String, given: [String], suffix: String = "") -> String {
        let givenNames = given.filter { !$0.isEmpty }.joined(separator: " ")
        return [family, givenNames, suffix].filter { !$0.isEmpty }.joined(separator: ", ")
    }
}
