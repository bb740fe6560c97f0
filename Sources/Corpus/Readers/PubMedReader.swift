/// One `<PubmedArticle>`: a citation with, as a rule, an abstract. Its id is `PMID` and the number.
struct PubMedReader {
    var scanner: XMLScanner
    private var draft = ArticleDraft()
    /// An exact electronic date wins over the issue's, which may be a season.
    private var articleDate: PublicationDate?

    init(_ scanner: XMLScanner) { self.scanner = scanner }

    /// Reads up to the end tag of the element whose start tag was just read.
    mutating func article() throws(SyntaxFailure) -> ArticleDraft {
        let level = scanner.depth
        while scanner.depth >= level {
            guard let event = try scanner.next() else { throw scanner.failure("the file ends inside an article") }
            guard case .start(let name, let isEmpty) = event, !isEmpty else { continue }
            try element(name)
        }
        draft.date = articleDate ?? draft.date
        draft.id = draft.pubmedID.map { "PMID\($0)" }
        return draft
    }

    private mutating func element(_ name: Range<Int>) throws(SyntaxFailure) {
        if scanner.matches(name, "PMID") {
            let text = try scanner.elementText()
            if draft.pubmedID == nil { draft.pubmedID = text.presentValue }
        } else if scanner.matches(name, "ArticleTitle") {
            draft.title = try scanner.elementText()
        } else if scanner.matches(name, "Title") {
            draft.journal = try scanner.elementText().presentValue
        } else if scanner.matches(name, "PubDate") {
            draft.date = try date()
        } else if scanner.matches(name, "ArticleDate") {
            articleDate = try date()
        } else if scanner.matches(name, "AbstractText") {
            let label = scanner.attribute("Label")?.presentValue
            let section = label.map { $0.capitalizedLabel + Paragraph.sectionSeparator + "Abstract" } ?? "Abstract"
            ArticleDraft.append(try scanner.elementText(), section: section, to: &draft.abstract)
        } else if scanner.matches(name, "Author") {
            try author()
        } else if scanner.matches(name, "ELocationID") || scanner.matches(name, "ArticleId") {
            let type = scanner.attribute("IdType") ?? scanner.attribute("EIdType")
            let text = try scanner.elementText().presentValue
            if type == "doi" { draft.doi = draft.doi ?? text }
            if type == "pmc" { draft.pmcid = draft.pmcid ?? text }
        } else if Self.skipped.contains(where: { scanner.matches(name, $0) }) {
            try scanner.skipElement()
        }
    }

    /// Other works' ids, translations, and what is no text.
    private static let skipped: [StaticString] = [
        "ReferenceList", "CommentsCorrectionsList", "OtherAbstract", "MeshHeadingList", "ChemicalList", "GrantList",
        "DateCompleted", "DateRevised", "History", "InvestigatorList", "AffiliationInfo", "KeywordList", "DataBankList",
    ]

    private mutating func date() throws(SyntaxFailure) -> PublicationDate? {
        var parts = DateParts()
        var free: String?
        let level = scanner.depth
        while scanner.depth >= level {
            guard let event = try scanner.next() else { throw scanner.failure("the file ends inside a date") }
            guard case .start(let name, let isEmpty) = event, !isEmpty else { continue }
            let key = scanner.bytes.string(name).lowercased()
            let text = try scanner.elementText()
            if key == "medlinedate" { free = text } else { parts.set(key, text) }
        }
        return parts.date ?? free.flatMap { PublicationDate($0) }
    }

    private mutating func author() throws(SyntaxFailure) {
        var family = ""
        var given = ""
        var initials = ""
        var suffix = ""
        let level = scanner.depth
        while scanner.depth >= level {
            guard let event = try scanner.next() else { throw scanner.failure("the file ends inside an author") }
            guard case .start(let name, let isEmpty) = event, !isEmpty else { continue }
            if scanner.matches(name, "LastName") || scanner.matches(name, "CollectiveName") {
                family = try scanner.elementText()
            } else if scanner.matches(name, "ForeName") {
                given = try scanner.elementText()
            } else if scanner.matches(name, "Initials") {
                initials = try scanner.elementText()
            } else if scanner.matches(name, "Suffix") {
                suffix = try scanner.elementText()
            }
        }
        let author = PersonName.joined(family: family, given: [given.isEmpty ? initials : given], suffix: suffix)
        if let author = author.presentValue { draft.authors.append(author) }
    }
}

extension String {
    /// `METHODS AND FINDINGS` → `Methods and findings`; anything else stays.
    fileprivate var capitalizedLabel: String {
        guard utf8.allSatisfy({ !(0x61...0x7a).contains($0) }) else { return self }
        return prefix(1) + dropFirst().lowercased()
    }
}
