/// Articles from XML: JATS as PubMed Central and publishers write it, and PubMed's citation records.
///
/// The document may hold one `<article>`, a set of them, or a `<PubmedArticleSet>`.
enum XMLArticleReader {
    /// - Parameters:
    ///   - isFragment: the bytes are a run of records cut out of a set.
    ///   - body: takes each article as it is read, and whether it stands in a set with others.
    static func read(
        _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isFragment: Bool, body: (ArticleDraft, Bool) -> Void
    ) throws(SyntaxFailure) {
        var scanner = XMLScanner(bytes, from: start, isFragment: isFragment)
        while true {
            let before = scanner.position
            guard let event = try scanner.next() else { return }
            guard case .start(let name, let isEmpty) = event, !isEmpty else { continue }
            if scanner.matches(name, "article") {
                let isInSet = scanner.depth > 1 || isFragment
                var reader = JATSReader(scanner)
                var draft = try reader.article()
                scanner = reader.scanner
                draft.range = before..<scanner.position
                if isInSet, draft.id == nil { draft.id = draft.pmcid ?? draft.pubmedID.map { "PMID\($0)" } }
                body(draft, isInSet)
            } else if scanner.matches(name, "PubmedArticle") {
                var reader = PubMedReader(scanner)
                var draft = try reader.article()
                scanner = reader.scanner
                draft.range = before..<scanner.position
                body(draft, true)
            } else if scanner.matches(name, "PubmedArticleSet") || scanner.matches(name, "pmc-articleset") {
                // The head of a set whose records come in runs ends without its end tag.
                scanner.isCutSet = true
            }
        }
    }
}

/// Collects an element's text: entities replaced, runs of white space made one space.
struct XMLText {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ event: XMLScanner.Event, _ scanner: XMLScanner) {
        let start = bytes.count
        switch event {
        case .text(let range): scanner.appendText(range, to: &bytes)
        case .literalText(let range): bytes.append(contentsOf: scanner.bytes[range])
        case .start, .end: return
        }
        collapse(from: start)
    }

    mutating func appendSpace() {
        if let last = bytes.last, last != 0x20 { bytes.append(0x20) }
    }

    mutating func truncate(to count: Int) {
        if count < bytes.count { bytes.removeLast(bytes.count - count) }
    }

    /// The text so far, which is then empty again.
    mutating func take() -> String {
        if bytes.last == 0x20 { bytes.removeLast() }
        let text = String(decoding: bytes, as: UTF8.self)
        bytes.removeAll(keepingCapacity: true)
        return text
    }

    /// Line breaks and indentation are the file's layout, not the text's.
    private mutating func collapse(from start: Int) {
        var written = start
        var isSpace = start == 0 || bytes[start - 1] == 0x20
        for read in start..<bytes.count {
            let byte = bytes[read] <= 0x20 ? 0x20 : bytes[read]
            if byte == 0x20, isSpace { continue }
            isSpace = byte == 0x20
            bytes[written] = byte
            written += 1
        }
        bytes.removeLast(bytes.count - written)
    }
}

extension XMLScanner {
    /// All the text inside the element whose start tag was just read; the scanner is then past its end tag.
    mutating func elementText() throws(SyntaxFailure) -> String {
        var text = XMLText()
        let level = depth
        while depth >= level {
            guard let event = try next() else { throw failure("the file ends inside an element") }
            text.append(event, self)
        }
        return text.take()
    }
}

/// Parts of a date found one by one.
struct DateParts {
    var year: Int?
    var month: Int?
    var day: Int?

    var date: PublicationDate? { year.flatMap { PublicationDate(lenientYear: $0, month: month, day: day) } }

    /// Takes a `Year`, `month` … element's text.
    mutating func set(_ name: String, _ text: String) {
        switch name {
        case "year": year = Int(text.prefix(4))
        case "month": month = PublicationDate.month(text)
        case "day": day = Int(text)
        default: break
        }
    }
}
