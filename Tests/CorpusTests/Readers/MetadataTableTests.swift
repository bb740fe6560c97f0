import Foundation
import Testing

@testable import Corpus

@Suite struct MetadataTableTests {
    static let header =
        "cord_uid,sha,source_x,title,doi,pmcid,pubmed_id,license,abstract,publish_time,authors,journal,mag_id,"
        + "who_covidence_id,arxiv_id,pdf_json_files,pmc_json_files,url,s2_id"

    static func table(_ text: String) throws -> MetadataTable {
        try MetadataTable(inputs: [.init(bytes: Array(text.utf8), place: "metadata.csv")], limits: ReadingLimits())
    }

    @Test func allColumns() throws {
        let row = [
            "u1", "s1; s2", "PMC", "\"A \"\"quoted\"\", title\"", "10.1/x", "PMC1", "77", "cc-by",
            "\"Line one\r\nline two\"",
            "2003-07-01", "\"Doe, A; Roe, B\"", "J", "m", "w", "ar", "d/pdf_json/s1.json; d/pdf_json/s2.json",
            "d/pmc_json/PMC1.xml.json", "http://a; http://b", "s2",
        ].joined(separator: ",")
        let table = try Self.table("\u{feff}\(Self.header)\r\n\(row)\r\n")
        #expect(table.count == 1)
        var expected = ArticleMetadata()
        expected.cordUID = "u1"
        expected.sha = ["s1", "s2"]
        expected.source = "PMC"
        expected.title = "A \"quoted\", title"
        expected.doi = "10.1/x"
        expected.pmcid = "PMC1"
        expected.pubmedID = "77"
        expected.license = "cc-by"
        expected.abstract = "Line one\r\nline two"
        expected.publishTime = PublicationDate(year: 2003, month: 7, day: 1)
        expected.authors = ["Doe, A", "Roe, B"]
        expected.journal = "J"
        expected.magID = "m"
        expected.whoCovidenceID = "w"
        expected.arxivID = "ar"
        expected.pdfFiles = ["d/pdf_json/s1.json", "d/pdf_json/s2.json"]
        expected.pmcFiles = ["d/pmc_json/PMC1.xml.json"]
        expected.urls = ["http://a", "http://b"]
        expected.s2ID = "s2"
        #expect(table.metadata(stem: "PMC1.xml") == expected)
        #expect(table.metadata(stem: "s2") == expected)
        #expect(table.metadata(cordUID: "u1") == expected)
        #expect(table.metadata(sha: "s1") == expected)
        #expect(table.metadata(pmcid: "PMC1") == expected)
        #expect(table.metadata(stem: "s3") == nil)
        #expect(table.metadata(cordUID: "s1") == nil)
    }

    @Test func mergesRowsOfOneArticle() throws {
        let table = try Self.table(
            """
            cord_uid,title,doi,publish_time,pdf_json_files,pmc_json_files
            u1,First,,2003,p/a.json,
            u2,Other,,,p/z.json,
            u1,Second,10.1/x,2004,p/b.json,
            u3,Third,,,p/c.json,p/PMC9.xml.json
            u1,,,,,p/PMC9.xml.json
            """)
        #expect(table.count == 3)
        let merged = try #require(table.metadata(stem: "b"))
        #expect(merged.title == "First" && merged.doi == "10.1/x" && merged.publishTime?.year == 2003)
        #expect(merged.pdfStems == ["a", "b"])
        #expect(table.metadata(stem: "PMC9.xml")?.cordUID == "u3")
        #expect(table.metadata(stem: "z")?.title == "Other")
    }

    @Test func reportsBadRowsAndGoesOn() throws {
        let table = try Self.table("cord_uid,title\nu1,a\nu2,b,c\n\nu3\nu4,\"d\n")
        #expect(table.count == 2)
        #expect(table.metadata(cordUID: "u4")?.title == "d")
        #expect(
            table.problems == [
                .malformed(place: "metadata.csv", byte: 20, line: 3, detail: "3 columns where the header has 2"),
                .malformed(place: "metadata.csv", byte: 28, line: 5, detail: "1 columns where the header has 2"),
            ])
        #expect(throws: CorpusError.self) { try Self.table("a,b\n1,2\n") }
        #expect(throws: CorpusError.self) { try Self.table("") }
        #expect(throws: CorpusError.notFound(place: "/no/such.csv")) { try MetadataTable(path: "/no/such.csv") }
    }

    @Test func anUnclosedQuoteDoesNotSwallowTheRest() throws {
        var limits = ReadingLimits()
        limits.recordBytes = 1000
        let rows = (0..<2_000).map { "u\($0),t\($0)" }.joined(separator: "\n")
        let text = "cord_uid,title\nbad,\"open\n" + rows + "\n"
        let table = try MetadataTable(inputs: [.init(bytes: Array(text.utf8), place: "m")], limits: limits)
        #expect(table.problems == [.malformed(place: "m", byte: 15, line: 2, detail: "a quote is not closed")])
        #expect(table.count == 2_000)
        #expect(table.metadata(cordUID: "u1999")?.title == "t1999")
    }

    /// Against a plain reader of RFC 4180, over files made of the characters that matter, cut at every buffer size.
    @Test func rowsAgreeWithAPlainReader() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1500 {
            let expected = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                (0..<Int.random(in: 2...4, using: &random)).map { _ in
                    String(
                        (0..<Int.random(in: 0...12, using: &random)).map { _ in
                            "ab,\"\n\r é".randomElement(using: &random) ?? "a"
                        })
                }
            }
            let ending = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
            let file = expected.map { row in
                row.map { field in
                    let needsQuotes = field.unicodeScalars.contains { ",\"\n\r".unicodeScalars.contains($0) }
                    return needsQuotes || Bool.random(using: &random)
                        ? "\"" + field.replacingOccurrences(of: "\"", with: "\"\"") + "\"" : field
                }.joined(separator: ",") + ending
            }.joined()
            var found: [[String]] = []
            Array(file.utf8).withUnsafeBufferPointer { bytes in
                var row = CSVRow()
                var start = 0
                var visible = 0
                while start < bytes.count {
                    visible = min(bytes.count, visible + Int.random(in: 0...9, using: &random))
                    let part = UnsafeBufferPointer(rebasing: bytes[0..<visible])
                    guard case .row(let next) = row.scan(part, from: start, isFinal: visible == bytes.count) else {
                        continue
                    }
                    guard next > start else { continue }
                    found.append(row.fields.indices.map { row.text($0, in: part) })
                    start = next
                }
            }
            #expect(found == expected, "seed \(seed): \(file.debugDescription)")
        }
    }

    @Test func anyBytesAreRead() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<120 {
            let noise = (0..<400).map { _ in
                [UInt8](",\"\n\r;a".utf8).randomElement(using: &random) ?? UInt8.random(in: 0...255)
            }
            let bytes = Array("cord_uid,title\n".utf8) + noise
            let table = try? MetadataTable(inputs: [.init(bytes: bytes, place: "m")], limits: ReadingLimits())
            #expect(table != nil, "seed \(seed)")
            _ = table?.metadata(cordUID: "a")
        }
    }
}
