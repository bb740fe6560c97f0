/// Where the columns of a `metadata.csv` are; releases differ in order and number.
struct MetadataColumns: Sendable {
    let count: Int
    private let index: [String: Int]

    /// Nil if the header is not that of such a table: it must name `cord_uid` or `sha`, and `title`.
    init?(header: CSVRow, in bytes: UnsafeBufferPointer<UInt8>) {
        var index: [String: Int] = [:]
        for column in header.fields.indices { index[header.text(column, in: bytes).trimmed] = column }
        guard index["title"] != nil, index["cord_uid"] != nil || index["sha"] != nil else { return nil }
        self.index = index
        count = header.fields.count
    }

    func text(_ name: String, _ row: CSVRow, _ bytes: UnsafeBufferPointer<UInt8>) -> String {
        index[name].map { row.text($0, in: bytes) } ?? ""
    }

    func metadata(_ row: CSVRow, _ bytes: UnsafeBufferPointer<UInt8>) -> ArticleMetadata {
        func value(_ name: String) -> String? { text(name, row, bytes).presentValue }
        func list(_ name: String) -> [String] { Self.list(text(name, row, bytes)) }
        var result = ArticleMetadata()
        result.cordUID = value("cord_uid") ?? ""
        result.sha = list("sha")
        result.source = value("source_x") ?? ""
        result.title = value("title") ?? ""
        result.doi = value("doi")
        result.pmcid = value("pmcid")
        result.pubmedID = value("pubmed_id")
        result.license = value("license")
        result.abstract = value("abstract")
        result.publishTime = value("publish_time").flatMap { PublicationDate($0) }
        result.authors = list("authors")
        result.journal = value("journal")
        result.magID = value("mag_id")
        result.whoCovidenceID = value("who_covidence_id")
        result.arxivID = value("arxiv_id")
        result.pdfFiles = list("pdf_json_files")
        result.pmcFiles = list("pmc_json_files")
        result.urls = list("url")
        result.s2ID = value("s2_id")
        return result
    }

    static func list(_ text: String) -> [String] {
        text.split(separator: ";").map(\.trimmed).filter { $0.presentValue != nil }
    }

    /// All that the row's article may be looked up by.
    func keys(_ row: CSVRow, _ bytes: UnsafeBufferPointer<UInt8>) -> [String] {
        var keys = [text("cord_uid", row, bytes).trimmed, text("pmcid", row, bytes).trimmed]
        keys += Self.list(text("sha", row, bytes))
        for column in ["pdf_json_files", "pmc_json_files"] {
            keys += Self.list(text(column, row, bytes)).map { MetadataTable.key(FileName.stem(ofPath: $0)) }
        }
        return keys.filter { $0.presentValue != nil }
    }
}
