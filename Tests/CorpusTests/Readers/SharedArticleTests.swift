import Foundation
import Testing

@testable import Corpus

@Suite(.enabled(if: SharedData.cord19 != nil, "the shared articles are not here"))
struct SharedArticleTests {
    @Test func allArticlesLoad() throws {
        let folder = try #require(SharedData.cord19)
        let reading = Reading(folder)
        #expect(reading.problems.isEmpty)
        #expect(reading.articles.count == 87)
        #expect(reading.articles.filter { !$0.aliases.isEmpty }.count == 65)
        #expect(reading.articles.allSatisfy { !$0.title.isEmpty && !$0.paragraphs.isEmpty })
        #expect(reading.articles.contains { $0.id == "PMC140314.xml" })
    }

    /// Text, section by section, as Foundation's parser gives it.
    @Test func textIsThatOfTheFiles() throws {
        let folder = try #require(SharedData.cord19)
        for article in Reading(folder + "/articles").articles {
            let data = try Data(contentsOf: URL(fileURLWithPath: article.sourcePath))
            let tree = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            var expected: [Paragraph] = []
            for key in ["abstract", "body_text"] {
                for passage in tree[key] as? [[String: Any]] ?? [] {
                    let text = passage["text"] as? String ?? ""
                    if text.allSatisfy(\.isWhitespace) || (key == "abstract" && text == "nan") { continue }
                    expected.append(Paragraph(section: passage["section"] as? String ?? "", text: text))
                }
            }
            #expect(article.paragraphs == expected, "\(article.id)")
        }
    }

    @Test func metadataHasEveryRow() throws {
        let folder = try #require(SharedData.cord19)
        let table = try MetadataTable(path: folder + "/metadata.csv")
        #expect(table.count == 396)
        #expect(table.problemCount == 0)
        #expect(table.metadata(pmcid: "PMC2752805")?.doi == "10.1371/journal.pone.0007211")
        #expect(table.metadata(stem: "PMC2752805.xml")?.authors.count == 7)
    }
}
