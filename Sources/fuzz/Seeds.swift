import CZlib

/// Small valid inputs of each format.
enum Seeds {
    static let jsonTokens = [
        "\"body_text\":", "\"abstract\":", "\"metadata\":", "\"text\":", "\"authors\":", "\"paper_id\":", "\\u0000",
        "\\ud800", "\\", "null", "true", "[]", "{}", "[{", "}]", "\"", ",", "\u{feff}",
    ]
    static let xmlTokens = [
        "<![CDATA[", "]]>", "<!--", "-->", "<!DOCTYPE a [<!ENTITY b \"c\">]>", "&amp;", "&#0;", "&#x110000;", "&b;",
        "<?xml version=\"1.0\" encoding=\"UTF-16\"?>", "<p>", "</p>", "<sec>", "</sec>", "<article>", "</article>",
        "/>",
        "<title>", "\u{feff}",
    ]

    static let json: [[UInt8]] = [
        #"{"paper_id":"PMC1","metadata":{"title":"A","authors":[{"first":"J","middle":["A"],"last":"B","suffix":""}]},"abstract":[{"text":"Fever lasted \u00e9\ud83e\udda0 five days.","section":"Abstract","cite_spans":[{"start":1,"end":2}]}],"body_text":[{"text":"It ended. Then not.","section":"Results"}],"ref_entries":{},"back_matter":[]}"#,
        #"[{"id":"a","title":"T","text":"Some text.","year":2020},{"id":"b","title":"U","text":"More text.","year":"2019-03-02"}]"#,
    ].map { Array($0.utf8) }

    static let jsonLines: [[UInt8]] = [
        """
        {"id":"a","title":"T","text":"Some text. More of it.","year":2020}
        {"id":"b","title":"U","text":"More text.","year":"2019-03-02","doi":"10.1/x","authors":["A B","C D"]}

        """
    ].map { Array($0.utf8) }

    static let jats: [[UInt8]] = [
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE article PUBLIC "-//NLM//DTD JATS" "x.dtd">
        <article><front><journal-meta><journal-title>J</journal-title></journal-meta><article-meta>
        <article-id pub-id-type="pmc">123</article-id><article-id pub-id-type="doi">10.1/a</article-id>
        <title-group><article-title>On <italic>E. coli</italic> &amp; more</article-title></title-group>
        <contrib-group><contrib contrib-type="author"><name><surname>B</surname><given-names>A</given-names></name>
        </contrib></contrib-group><pub-date><day>2</day><month>3</month><year>2020</year></pub-date>
        <abstract><p>Fever lasted five days.</p></abstract></article-meta></front>
        <body><sec><title>Results</title><p>Text <xref>1</xref> here. <!-- no --> More &#x3b1;.</p>
        <table-wrap><table><tr><td>1</td></tr></table></table-wrap><sec><title>Sub</title><p><![CDATA[raw <p>]]></p>
        </sec></sec></body></article>
        """
    ].map { Array($0.utf8) }

    static let pubmed: [[UInt8]] = [
        """
        <?xml version="1.0"?><PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">1</PMID><Article>
        <Journal><JournalIssue><PubDate><Year>2001</Year><Month>Mar</Month></PubDate></JournalIssue><Title>J</Title>
        </Journal><ArticleTitle>A title.</ArticleTitle><Abstract><AbstractText Label="AIM">To see. To hear.
        </AbstractText></Abstract><AuthorList><Author><LastName>B</LastName><ForeName>A</ForeName></Author></AuthorList>
        </Article></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="doi">10.1/x</ArticleId>
        </ArticleIdList></PubmedData></PubmedArticle><PubmedArticle><MedlineCitation><PMID>2</PMID><Article>
        <ArticleTitle>B</ArticleTitle><Abstract><AbstractText>More text.</AbstractText></Abstract></Article>
        </MedlineCitation></PubmedArticle></PubmedArticleSet>
        """
    ].map { Array($0.utf8) }

    static let markdown: [[UInt8]] = [
        """
        ---
        title: On fever
        year: 2020
        authors: A B; C D
        ---
        # On fever

        Fever *lasted* five [days](http://x). See `code`.

        ## Results

        - one
        - two

        | a | b |
        |---|---|
        | 1 | 2 |

        ```
        code
        ```
        More text.
        """
    ].map { Array($0.utf8) }

    static let text: [[UInt8]] = [
        "On fever\n\nFever lasted 5.3 days (p < 0.05; Fig. 2), cf. Smith et al. [12]. E. coli, i.e. not in vitro! \u{201c}Why?\u{201d} he asked.\n\nThe ofthe virsu spread; 1. first 2. second\u{2026} Dr. J. A. Hassell of Univ. Calif. said so.",
        "Das Fieber dauerte f\u{fc}nf Tage. La fi\u{e8}vre a dur\u{e9} cinq jours. \u{767c}\u{71d2}\u{6301}\u{7e8c}\u{4e94}\u{5929}\u{3002}\u{41b}\u{438}\u{445}\u{43e}\u{440}\u{430}\u{434}\u{43a}\u{430}.",
    ].map { Array($0.utf8) }

    static let metadata = """
        cord_uid,sha,source_x,title,doi,pmcid,pubmed_id,license,abstract,publish_time,authors,journal,mag_id,who_covidence_id,arxiv_id,pdf_json_files,pmc_json_files,url,s2_id
        a1,d1; d2,PMC,"On ""fever"", and
        more",10.1/x,PMC1,11,cc-by,"Long, abstract.",2020-03-02,"B, A; D, C",J,,,,document_parses/pdf_json/d1.json; document_parses/pdf_json/d2.json,document_parses/pmc_json/PMC1.xml.json,http://x; http://y,1
        a1,d3,PMC,Again,,PMC1,,,,2020,,,,,,,,,
        """

    // MARK: Archives

    static func tar(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var archive: [UInt8] = []
        for (name, bytes) in members {
            var header = [UInt8](repeating: 0, count: 512)
            func put(_ text: String, at place: Int) {
                header.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
            }
            func octal(_ value: Int, digits: Int) -> String {
                let text = String(value, radix: 8)
                return String(repeating: "0", count: digits - text.count) + text
            }
            put(name, at: 0)
            put("0000644\0", at: 100)
            put(octal(bytes.count, digits: 11), at: 124)
            put("        0", at: 148)
            put("ustar\u{0}00", at: 257)
            put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + "\0 ", at: 148)
            archive += header + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
        }
        return archive + [UInt8](repeating: 0, count: 1024)
    }

    /// Raw deflate, or with a gzip header.
    static func deflated(_ bytes: [UInt8], windowBits: Int32) -> [UInt8] {
        var stream = z_stream()
        guard
            deflateInit2_(
                &stream, 6, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
                Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return [] }
        defer { deflateEnd(&stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: bytes.count + 1024)
        let room = output.count
        let written = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.next_in = input.baseAddress
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(room)
                _ = deflate(&stream, Z_FINISH)
                return room - Int(stream.avail_out)
            }
        }
        return Array(output.prefix(written))
    }

    static func gzip(_ bytes: [UInt8]) -> [UInt8] { deflated(bytes, windowBits: 31) }

    static func zip(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var archive: [UInt8] = []
        var directory: [UInt8] = []
        func little(_ value: Int, _ size: Int) -> [UInt8] {
            (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
        }
        for (index, member) in members.enumerated() {
            let name = Array(member.name.utf8)
            // Every other one is stored as it is.
            let data = index % 2 == 0 ? deflated(member.bytes, windowBits: -15) : member.bytes
            let sum = member.bytes.withUnsafeBufferPointer { Int(crc32(0, $0.baseAddress, UInt32($0.count))) }
            let common =
                little(20, 2) + little(0, 2) + little(index % 2 == 0 ? 8 : 0, 2) + little(0, 4) + little(sum, 4)
                + little(data.count, 4) + little(member.bytes.count, 4) + little(name.count, 2) + little(0, 2)
            directory +=
                Array("PK\u{1}\u{2}".utf8) + little(20, 2) + common + little(0, 2) + little(0, 2) + little(0, 2)
                + little(0, 4) + little(archive.count, 4) + name
            archive += Array("PK\u{3}\u{4}".utf8) + common + name + data
        }
        let start = archive.count
        return archive + directory + Array("PK\u{5}\u{6}".utf8) + little(0, 4) + little(members.count, 2)
            + little(members.count, 2) + little(directory.count, 4) + little(start, 4) + little(0, 2)
    }
}
