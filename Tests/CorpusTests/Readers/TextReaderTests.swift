import Testing

@testable import Corpus

@Suite struct TextReaderTests {
    @Test func plainTextParagraphs() throws {
        let output = parse("A title\r\n\r\nFirst line\r\nsecond line.\r\n \t\r\nNext.\n", as: "notes.txt")
        let article = try #require(output.articles.first)
        #expect(article.id == "notes")
        #expect(article.title == "A title")
        #expect(article.paragraphs.map(\.text) == ["First line second line.", "Next."])
        #expect(parse("Only this.", as: "a.txt").articles.first?.title == "")
        #expect(parse(" \n\n ", as: "a.txt").problems == [.noText(place: "a.txt")])
    }

    @Test func markdownSections() throws {
        let text = """
            ---
            title: "From *front*"
            date: 2020-03-05
            authors: Doe, A; Roe, B
            ---
            # Overview
            Intro with **bold**, _it_, `code`, [a link](http://x/y), ![pic](p.png) snake_case, 5 * 3 and 2*3.

            ## Methods ##
            * item one
              goes on
            * item two

            ### Air
            | a | b |
            |---|---|
            1. first
            > quoted

            ```
            # not a heading
            ```
            <!-- hidden
            text -->
            Results
            -------
            Found \\*.

            ## Abstract
            Sum.
            """
        let article = try #require(parse(text, as: "x.md").articles.first)
        #expect(article.title == "From *front*")
        #expect(article.date == PublicationDate(year: 2020, month: 3, day: 5))
        #expect(article.authors == ["Doe, A", "Roe, B"])
        #expect(
            article.paragraphs == [
                Paragraph(section: "Abstract", text: "Sum."),
                Paragraph(section: "Overview", text: "Intro with bold, it, code, a link,  snake_case, 5 * 3 and 2*3."),
                Paragraph(section: "Methods ::: Overview", text: "item one goes on"),
                Paragraph(section: "Methods ::: Overview", text: "item two"),
                Paragraph(section: "Air ::: Methods ::: Overview", text: "first"),
                Paragraph(section: "Air ::: Methods ::: Overview", text: "quoted"),
                Paragraph(section: "Results ::: Overview", text: "Found *."),
            ])
        #expect(parse("# T\n\nBody.", as: "x.md").articles.first?.title == "T")
    }

    @Test func encodings() {
        func text(_ bytes: [UInt8]) -> (String?, [CorpusError]) {
            let output = parse(bytes, as: "a.txt")
            return (output.articles.first?.paragraphs.first?.text, output.problems)
        }
        #expect(text([0xef, 0xbb, 0xbf] + Array("é.".utf8)) == ("é.", []))
        let wide = Array("é 漢 😷.".utf16)
        #expect(text([0xff, 0xfe] + wide.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }) == ("é 漢 😷.", []))
        #expect(text([0xfe, 0xff] + wide.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }) == ("é 漢 😷.", []))
        #expect(text(Array("ab.".utf16).flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }) == ("ab.", []))
        // Latin-1 taken for UTF-8.
        #expect(text([0x61, 0xe9, 0x62]) == ("a\u{fffd}b", [.repairedEncoding(place: "a.txt", byte: 1)]))
        #expect(
            text([0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00]) == ("\u{fffd}a", [.repairedEncoding(place: "a.txt", byte: 2)]))
        #expect(text([0x61, 0x00, 0x62]) == ("a\u{fffd}b", []))
    }

    @Test func validationAgreesWithTheStandardLibrary() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let leads: [UInt8] = [
            0x00, 0x41, 0x7f, 0x80, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0x9f, 0xa0, 0x90, 0x8f,
        ]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 1...20, using: &random)).map { _ in leads.randomElement(using: &random) ?? 0
            }
            let isValid = bytes.withUnsafeBufferPointer { UTF8Validation.firstInvalid(in: $0) } == nil
            #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "seed \(seed): \(bytes)")
        }
    }

    @Test func dates() {
        for (text, expected) in [
            ("2003-07-01", "2003-07-01"), ("2003", "2003"), ("2003-07", "2003-07"), ("2003 Jul 1", "2003-07-01"),
            ("2003 Jul-Aug", "2003-07"), ("2003-02-30", "2003-02"), ("2003-13-01", "2003"),
            ("2000-02-29", "2000-02-29"),
            ("1900-02-29", "1900-02"), ("2003-07-01T10:00:00", "2003-07-01"), ("2003 Winter", "2003"),
        ] {
            #expect(PublicationDate(text)?.description == expected, "\(text)")
        }
        for text in ["", "203", "abcd", "99999", "0000", "03-07-2001"] {
            #expect(PublicationDate(text) == nil, "\(text)")
        }
        #expect(PublicationDate("2003").map { $0 < PublicationDate(year: 2003, month: 1)! } == true)
    }

    @Test func names() {
        for (path, stem) in [
            ("a/PMC140314.xml.json", "PMC140314.xml"), ("a.json.gz", "a"), ("x.nxml", "x"), ("b.tar.gz", "b.tar"),
            ("C:\\d\\n.txt", "n"), ("noextension", "noextension"), ("v1.2", "v1.2"), ("a/b/", "b"),
        ] {
            #expect(FileName.stem(ofPath: path) == stem)
        }
        #expect(FileName.kind(ofPath: "m/METADATA.csv.gz") == .metadata)
        #expect(FileName.kind(ofPath: "a.tgz") == .archive(.tar))
        #expect(FileName.kind(ofPath: "a.zip") == .archive(.zip))
        #expect(FileName.kind(ofPath: "a.JSON") == .article(.json))
        #expect(FileName.kind(ofPath: "a.csv") == .other)
    }

    @Test func reportsStayOnOneLine() {
        let error = CorpusError.malformed(place: "a\nb\u{1b}[31m", byte: 1, line: 1, detail: "x\ny")
        #expect(error.description == "a\\u{a}b\\u{1b}[31m: line 1, byte 1: x\\u{a}y; fix or remove the file")
    }
}
