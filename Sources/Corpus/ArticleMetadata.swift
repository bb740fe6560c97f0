/// One row of CORD-19's `metadata.csv`: what is known of an article beside its text. Absent values are empty or nil.
public struct ArticleMetadata: Sendable, Equatable {
    public var cordUID = ""
    /// SHA-1 of the PDFs, which also name their parses.
    public var sha: [String] = []
    public var source = ""
    public var title = ""
    public var doi: String?
    public var pmcid: String?
    public var pubmedID: String?
    public var license: String?
    public var abstract: String?
    public var publishTime: PublicationDate?
    /// `Family, Given M.` as a rule.
    public var authors: [String] = []
    public var journal: String?
    public var magID: String?
    public var whoCovidenceID: String?
    public var arxivID: String?
    /// Paths of the parses within the data set, as written.
    public var pdfFiles: [String] = []
    public var pmcFiles: [String] = []
    public var urls: [String] = []
    public var s2ID: String?

    public init() {}

    /// File stems of the parses made from the publisher's XML.
    public var pmcStems: [String] { pmcFiles.map(FileName.stem(ofPath:)) }
    /// File stems of the parses made from PDFs.
    public var pdfStems: [String] { pdfFiles.map(FileName.stem(ofPath:)) }

    /// Fills in what this row lacks from another row about the same article; of lists, the union.
    mutating func merge(_ other: ArticleMetadata) {
        func fill(_ mine: inout String?, _ theirs: String?) { mine = mine ?? theirs }
        func join(_ mine: inout [String], _ theirs: [String]) { mine += theirs.filter { !mine.contains($0) } }
        if title.isEmpty { title = other.title }
        if source.isEmpty { source = other.source }
        fill(&doi, other.doi)
        fill(&pmcid, other.pmcid)
        fill(&pubmedID, other.pubmedID)
        fill(&license, other.license)
        fill(&abstract, other.abstract)
        fill(&journal, other.journal)
        fill(&magID, other.magID)
        fill(&whoCovidenceID, other.whoCovidenceID)
        fill(&arxivID, other.arxivID)
        fill(&s2ID, other.s2ID)
        publishTime = publishTime ?? other.publishTime
        if authors.isEmpty { authors = other.authors }
        join(&sha, other.sha)
        join(&pdfFiles, other.pdfFiles)
        join(&pmcFiles, other.pmcFiles)
        join(&urls, other.urls)
    }
}
