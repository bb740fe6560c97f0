import Digest

/// One article as its file gives it: what is known about it, and its text as paragraphs in reading order.
///
/// All text is the file's own. Byte offsets kept elsewhere are UTF-8 offsets into one paragraph's `text`.
public struct Article: Sendable, Equatable {
    /// The file's name without its last extension, e.g. `PMC140314.xml` for `PMC140314.xml.json`; for files that
    /// hold many articles the id each of them carries.
    public var id: String
    public var title: String
    /// `Family, Given M` where the parts are known, otherwise as written.
    public var authors: [String]
    public var journal: String?
    public var date: PublicationDate?
    public var doi: String?
    public var pmcid: String?
    public var pubmedID: String?
    public var license: String?
    public var url: String?
    /// Never blank. An abstract's paragraphs come first, in section `Abstract`; the title is not a paragraph.
    public var paragraphs: [Paragraph]
    /// The file, and after `!` the member where the file is an archive.
    public var sourcePath: String
    /// Other ids under which the same article is known here: its other parses and its CORD-19 id.
    public var aliases: [String]
    /// SHA-256 of the bytes the article was read from, and of its row in the metadata table if it has one.
    public var contentHash: SHA256Digest

    public init(
        id: String, title: String = "", authors: [String] = [], journal: String? = nil, date: PublicationDate? = nil,
        doi: String? = nil, pmcid: String? = nil, pubmedID: String? = nil, license: String? = nil, url: String? = nil,
        paragraphs: [Paragraph] = [], sourcePath: String = "", aliases: [String] = [],
        contentHash: SHA256Digest = SHA256.hash("")
    ) {
        self.id = id
        self.title = title
        self.authors = authors
        self.journal = journal
        self.date = date
        self.doi = doi
        self.pmcid = pmcid
        self.pubmedID = pubmedID
        self.license = license
        self.url = url
        self.paragraphs = paragraphs
        self.sourcePath = sourcePath
        self.aliases = aliases
        self.contentHash = contentHash
    }
}

/// A run of text under one heading.
public struct Paragraph: Sendable, Hashable {
    /// The heading; nested headings innermost first, as CORD-19 writes them: `Participants ::: Methods`. May be empty.
    public var section: String
    public var text: String

    public init(section: String = "", text: String) {
        self.section = section
        self.text = text
    }

    /// What stands between the names of nested headings in `section`.
    public static let sectionSeparator = " ::: "
}
