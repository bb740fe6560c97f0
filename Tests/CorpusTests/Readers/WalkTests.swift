import Foundation
import Testing

@testable import Corpus

@Suite struct WalkTests {
    private let json = "{\"text\": \"Some text.\"}"

    @Test func orderHiddenAndNotices() throws {
        let folder = try ScratchFolder()
        for name in [
            "b/2.json", "b/10.json", "a.json", "Z.txt", "b/.git/x.json", ".h.json", "README.md", "data.csv", "s.jsonl",
        ] {
            try folder.write(name, name.hasSuffix(".jsonl") ? "{\"id\":\"l\",\"text\":\"x\"}" : json)
        }
        let reading = Reading(folder.path)
        #expect(reading.ids == ["Z", "a", "10", "2", "l"])
        #expect(reading.problems.isEmpty)
        #expect(reading.ignored == 2)
        #expect(Reading(folder.path + "/README.md").ids == ["README"])
        // Overlapping paths are read once.
        let twice = Reading(folder.path, folder.path + "/b")
        #expect(twice.ids == reading.ids)
        let source = ArticleSource(paths: [folder.path])
        let survey = source.survey()
        #expect(survey.articleFiles == 6)
        #expect(source.items(survey).reduce(0) { $0 + ((try? $1.get().sourceBytes) ?? 0) } <= survey.totalBytes)
    }

    @Test func linkLoopsEndAndAreReported() throws {
        let folder = try ScratchFolder()
        try folder.write("a/b/x.json", json)
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.path + "/a/b/up", withDestinationPath: folder.path + "/a")
        try manager.createSymbolicLink(
            atPath: folder.path + "/a/self.json", withDestinationPath: folder.path + "/a/self.json")
        try manager.createSymbolicLink(
            atPath: folder.path + "/a/gone.json", withDestinationPath: folder.path + "/nothing")
        try manager.createSymbolicLink(atPath: folder.path + "/again", withDestinationPath: folder.path + "/a")
        let reading = Reading(folder.path)
        #expect(reading.ids == ["x"])
        #expect(
            Set(reading.problems) == [
                .symbolicLinkLoop(place: folder.path + "/a/b/up"),
                .symbolicLinkLoop(place: folder.path + "/a/self.json"),
            ])
    }

    @Test func unusableFiles() throws {
        let folder = try ScratchFolder()
        let unknown = try folder.write("x.bin", [0, 1, 2, 3])
        let empty = try folder.write("empty.json", "")
        let blank = try folder.write("blank", "  ")
        let sniffed = try folder.write("sniffed", json)
        #expect(Reading("/no/such/path").problems == [.notFound(place: "/no/such/path")])
        #expect(Reading(unknown).problems == [.unsupported(place: unknown, detail: "not a text file")])
        #expect(Reading(blank).problems == [.noText(place: blank)])
        #expect(Reading(empty).errors.count == 1)
        #expect(Reading(sniffed).ids == ["sniffed"])
        var limits = ReadingLimits()
        limits.fileBytes = 10
        #expect(
            Reading(ArticleSource(paths: [sniffed], limits: limits)).problems == [
                .tooLarge(place: sniffed, bytes: json.utf8.count, limit: 10)
            ])
        try folder.write("d/one.json", json)
        try folder.write("e/one.json", json)
        #expect(
            Reading(folder.path + "/d", folder.path + "/e").problems == [
                .duplicateArticle(place: folder.path + "/e/one.json", id: "one")
            ])
        #expect(mkfifo(folder.path + "/pipe.json", 0o600) == 0)
        #expect(Reading(folder.path + "/pipe.json").errors.count == 1)
        if getuid() != 0 {
            let locked = try folder.write("locked.json", json)
            try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: locked)
            guard case .unreadable? = Reading(locked).problems.first else {
                Issue.record("read without permission"); return
            }
        }
    }

    /// One text is bounded, whatever it is written in; what comes before it in a list is kept.
    @Test func longTexts() throws {
        let folder = try ScratchFolder()
        let long = String(repeating: "The fever lasted. ", count: 100)
        let short = "{\"id\": \"short\", \"text\": \"Fever lasted.\"}"
        let text = try folder.write("long.txt", long)
        let list = try folder.write("list.json", "[\(short), {\"id\": \"long\", \"text\": \"\(long)\"}]")
        let lines = try folder.write("lines.jsonl", "{\"id\": \"l\", \"text\": \"\(long)\"}\n\(short)\n")
        var limits = ReadingLimits()
        limits.textBytes = 500
        func read(_ path: String) -> Reading { Reading(ArticleSource(paths: [path], limits: limits)) }
        for (path, place, ids) in [
            (text, text, []), (list, list + "#long", ["short"]), (lines, lines + "#l", ["short"]),
        ] {
            let reading = read(path)
            #expect(reading.ids == ids)
            guard reading.problems.count == 1, case .tooLarge(place, _, limit: 500)? = reading.problems.first else {
                Issue.record("\(reading.problems)"); return
            }
        }
        #expect(Reading(text).ids == ["long"])
    }

    /// A file of records is never held whole, its faults carry the file's own lines, and one huge record costs itself.
    @Test func longRecordFiles() throws {
        let folder = try ScratchFolder()
        let filler = String(repeating: "word ", count: 40)
        var lines = (1...2_000).map { "{\"id\": \"r\($0)\", \"text\": \"\(filler)\($0).\"}" }
        lines[1_499] = "{\"id\": oops}"
        lines[999] = "{\"text\": \"" + String(repeating: "x", count: 500_000) + "\"}"
        let path = try folder.write("big.jsonl", lines.joined(separator: "\n"))
        var limits = ReadingLimits()
        limits.recordBytes = 200_000
        limits.runBytes = 1 << 16
        let source = ArticleSource(paths: [path], limits: limits)
        let survey = source.survey()
        let items = source.items(survey).compactMap { try? $0.get() }
        #expect(items.count > 3)
        #expect(items.reduce(0) { $0 + $1.sourceBytes } <= survey.totalBytes)
        let reading = Reading(source)
        #expect(reading.articles.count == 1_998)
        #expect(reading.ids.first == "r1" && reading.ids.last == "r2000")
        #expect(reading.errors.count == 2)
        guard case .tooLarge(let place, _, _)? = reading.errors.first else { Issue.record("\(reading.errors)"); return }
        #expect(place == path + ":1000")
        guard case .malformed(_, let byte, let line, _)? = reading.errors.last else {
            Issue.record("\(reading.errors)"); return
        }
        #expect(line == 1_500)
        let prefix = lines[0..<1_499].reduce(0) { $0 + $1.utf8.count + 1 }
        #expect(byte == prefix + 7)
    }

    @Test func joinsMetadataAndPrefersTheBetterParse() throws {
        let folder = try ScratchFolder()
        try folder.write(
            "metadata.csv",
            """
            cord_uid,sha,title,abstract,publish_time,pdf_json_files,pmc_json_files
            u1,aa; bb,Title one,From the table.,2003-07-01,d/aa.json; d/bb.json,d/PMC1.xml.json
            u2,cc,Title two,,2004,d/cc.json,d/PMC2.xml.json
            u3,,Title three,Only an abstract.,1999,,
            """)
        for name in ["pdf_json/aa", "pdf_json/bb", "pdf_json/cc", "pmc_json/PMC1.xml"] {
            try folder.write(
                "document_parses/\(name).json",
                "{\"metadata\": {\"title\": \"x\"}, \"body_text\": [{\"text\": \"Body.\"}]}")
        }
        func check(_ reading: Reading, place: String) throws {
            #expect(reading.problems.isEmpty)
            #expect(reading.ids == ["cc", "PMC1.xml"], "\(place)")
            #expect(reading.superseded == 2)
            let article = try #require(reading.articles.last)
            #expect(article.title == "Title one")
            #expect(article.date == PublicationDate(year: 2003, month: 7, day: 1))
            #expect(article.paragraphs.map(\.text) == ["From the table.", "Body."])
            #expect(article.aliases == ["u1", "aa", "bb"])
            #expect(reading.articles.first?.aliases == ["u2"])
        }
        try check(Reading(folder.path), place: "folder")
        if ScratchFolder.hasTool("tar") {
            // The data set's own form: the parses come before one knows what else there is.
            let packed = try ScratchFolder()
            try folder.run("tar", "-czf", packed.path + "/all.tar.gz", "document_parses", "metadata.csv")
            try check(Reading(packed.path), place: "archive")
        }
        var source = ArticleSource(paths: [folder.path])
        source.metadataOnlyArticles = true
        let all = Reading(source)
        #expect(all.ids == ["cc", "PMC1.xml", "u3"])
        #expect(all.articles.last?.paragraphs == [Paragraph(section: "Abstract", text: "Only an abstract.")])
    }

    @Test func hashesFollowFileAndMetadata() throws {
        let folder = try ScratchFolder()
        let path = try folder.write("a.json", json)
        func hash(_ metadata: String?) throws -> [UInt8] {
            let table = try metadata.map { try MetadataTableTests.table("cord_uid,sha,title\nu,a,\($0)\n") }
            let parser = ArticleParser(metadata: table)
            let item = try #require(ArticleSource(paths: [path]).items(SourceSurvey()).next()).get()
            let bytes = try item.load()
            let article = try #require(parser.parse(item, bytes: bytes).articles.first)
            #expect(parser.contentHash(of: item, bytes: bytes) == article.contentHash)
            return article.contentHash.bytes
        }
        let plain = try hash(nil)
        #expect(try hash(nil) == plain)
        #expect(try hash("x") == hash("x"))
        #expect(try hash("x") != hash("y"))
        #expect(try hash("x") != plain)
        try folder.write("a.json", json + " ")
        #expect(try hash(nil) != plain)
    }
}
