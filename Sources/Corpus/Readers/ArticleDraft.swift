/// What a reader found in a file, before the metadata table and the file's name have their say.
struct ArticleDraft {
    /// The id the text itself carries.
    var id: String?
    var title = ""
    var authors: [String] = []
    var journal: String?
    var date: PublicationDate?
    var doi: String?
    var pmcid: String?
    var pubmedID: String?
    var license: String?
    var url: String?
    var abstract: [Paragraph] = []
    var body: [Paragraph] = []
    /// Where in the scanned bytes the article lies, so that it gets a hash of its own among others.
    var range: Range<Int> = 0..<0

    var hasText: Bool { !abstract.isEmpty || !body.isEmpty }

    /// Adds a paragraph unless it is blank.
    static func append(_ text: String, section: String, to paragraphs: inout [Paragraph]) {
        if !text.isBlank { paragraphs.append(Paragraph(section: section, text: text)) }
    }

    /// Adds the parts of a text that empty lines separate.
    static func appendParts(of text: String, section: String, to paragraphs: inout [Paragraph]) {
        for part in PlainTextReader.paragraphs(of: text) { append(part, section: section, to: &paragraphs) }
    }
}

extension String {
    /// Only ASCII white space or nothing.
    var isBlank: Bool { utf8.allSatisfy { $0 <= 0x20 } }

    /// Without ASCII white space at both ends.
    var trimmed: String { Substring(self).trimmed }

    /// Nil where blank, and for the `nan` and `None` with which exported tables mark an absent value.
    var presentValue: String? {
        let text = trimmed
        return text.isEmpty || text == "nan" || text == "NaN" || text == "None" ? nil : text
    }
}

extension Substring {
    var trimmed: String {
        let bytes = utf8
        guard let first = bytes.firstIndex(where: { $0 > 0x20 }), let last = bytes.lastIndex(where: { $0 > 0x20 })
        else {
            return ""
        }
        return String(self[first...last])
    }
}
