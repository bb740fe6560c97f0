import Foundation
import Testing

@testable import Corpus

@Suite struct XMLReaderTests {
    static let jats = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE article PUBLIC "-//NLM//DTD JATS" "JATS.dtd" [<!ENTITY x "<y>"> <!-- ] > -->]>
        <article xmlns:xlink="http://www.w3.org/1999/xlink" article-type="research-article">
        <front><journal-meta><journal-id>J</journal-id><journal-title-group><journal-title>Journal of Air</journal-title>
        </journal-title-group></journal-meta><article-meta>
        <article-id pub-id-type="pmid">123</article-id><article-id pub-id-type="pmc">456</article-id>
        <article-id pub-id-type="doi">10.1/a</article-id>
        <title-group><article-title>Effect of <italic>T</italic> &amp; &#x3b2;-CoV&lt;sup&gt;<sup>2</sup></article-title></title-group>
        <contrib-group><contrib contrib-type="author"><name><surname>Doe</surname><given-names>Ann</given-names></name>
        <xref ref-type="aff" rid="a">1</xref></contrib><contrib contrib-type="editor"><name><surname>Ed</surname></name></contrib>
        <contrib contrib-type="author"><collab>The Group</collab></contrib></contrib-group>
        <pub-date pub-type="ppub"><month>8</month><year>2004</year></pub-date>
        <pub-date pub-type="epub"><day>31</day><month>7</month><year>2004</year></pub-date>
        <permissions><license xlink:href="https://creativecommons.org/licenses/by-nc/4.0/"><license-p>Text</license-p></license>
        </permissions>
        <abstract><title>Abstract</title><sec><title>Background</title><p>Why&#160;so.</p></sec><p>Plain.</p></abstract>
        <abstract abstract-type="teaser"><p>Again.</p></abstract>
        </article-meta></front>
        <body><p>No section.</p>
        <sec><title>Methods</title><p>Virus<sup><xref ref-type="bibr" rid="b1">1</xref>,<xref ref-type="bibr">2</xref></sup> and
          H<sub>2</sub>O, 10<sup>3</sup> units [<xref ref-type="bibr" rid="b3">3</xref>].
          <table-wrap><table><tr><td>cell</td></tr></table></table-wrap>More<xref ref-type="bibr"><sup>4</sup></xref>.</p>
        <sec><title>Air</title><p>See <xref ref-type="fig">Fig. 1</xref>:<list><list-item><p>one</p></list-item>
        <list-item><p>two</p></list-item></list> end. <![CDATA[a < b & c]]></p><fig><caption><p>Skip</p></caption></fig>
        </sec></sec><sec sec-type="x"><p>Untitled.</p></sec></body>
        <back><ref-list><ref><mixed-citation>Ref</mixed-citation></ref></ref-list></back></article>
        """

    @Test func readsJATS() throws {
        let output = parse(Self.jats, as: "PMC456.nxml")
        #expect(output.problems.isEmpty)
        let article = try #require(output.articles.first)
        #expect(article.id == "PMC456")
        #expect(article.title == "Effect of T & β-CoV<sup>2")
        #expect(article.authors == ["Doe, Ann", "The Group"])
        #expect(article.journal == "Journal of Air")
        #expect(article.date == PublicationDate(year: 2004, month: 7, day: 31))
        #expect(article.pmcid == "PMC456" && article.pubmedID == "123" && article.doi == "10.1/a")
        #expect(article.license == "cc-by-nc")
        #expect(
            article.paragraphs == [
                Paragraph(section: "Background ::: Abstract", text: "Why\u{a0}so."),
                Paragraph(section: "Abstract", text: "Plain."),
                Paragraph(section: "", text: "No section."),
                Paragraph(section: "Methods", text: "Virus and H2O, 103 units [3]. More."),
                Paragraph(section: "Air ::: Methods", text: "See Fig. 1:"),
                Paragraph(section: "Air ::: Methods", text: "one"),
                Paragraph(section: "Air ::: Methods", text: "two"),
                Paragraph(section: "Air ::: Methods", text: "end. a < b & c"),
                Paragraph(section: "", text: "Untitled."),
            ])
    }

    static func citation(_ id: Int) -> String {
        """
        <PubmedArticle><MedlineCitation><PMID Version="1">\(id)</PMID><Article><Journal><JournalIssue><PubDate>
        <MedlineDate>2003 Jul-Aug</MedlineDate></PubDate></JournalIssue><Title>Lancet</Title></Journal>
        <ArticleTitle>Title \(id).</ArticleTitle><ELocationID EIdType="doi">10.1/\(id)</ELocationID>
        <Abstract><AbstractText Label="MAIN RESULTS">Found &gt; 5.</AbstractText><AbstractText>More.</AbstractText></Abstract>
        <AuthorList><Author><LastName>Doe</LastName><ForeName>A B</ForeName><Initials>AB</Initials></Author>
        <Author><CollectiveName>Group</CollectiveName></Author></AuthorList></Article>
        <CommentsCorrectionsList><CommentsCorrections><PMID>99</PMID></CommentsCorrections></CommentsCorrectionsList>
        </MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pmc">PMC7</ArticleId></ArticleIdList>
        <ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">no</ArticleId></ArticleIdList></Reference>
        </ReferenceList></PubmedData></PubmedArticle>
        """
    }

    @Test func readsCitationSets() throws {
        let set = "<?xml version=\"1.0\"?><PubmedArticleSet>\(Self.citation(1))\n\(Self.citation(2))</PubmedArticleSet>"
        let output = parse(set, as: "pubmed.xml")
        #expect(output.problems.isEmpty)
        #expect(output.articles.map(\.id) == ["PMID1", "PMID2"])
        let article = try #require(output.articles.last)
        #expect(article.title == "Title 2.")
        #expect(article.authors == ["Doe, A B", "Group"])
        #expect(article.date == PublicationDate(year: 2003, month: 7))
        #expect(article.doi == "10.1/2" && article.pmcid == "PMC7" && article.journal == "Lancet")
        #expect(article.paragraphs.first == Paragraph(section: "Main results ::: Abstract", text: "Found > 5."))
        #expect(Set(output.articles.map(\.contentHash)).count == 2)
    }

    /// A file beyond the size that is parsed whole gives the same articles, run by run.
    @Test func largeSetsAreCutIntoRuns() throws {
        let folder = try ScratchFolder()
        let count = 300
        let records = (1...count).map(Self.citation).joined(separator: "\n")
        let path = try folder.write(
            "big.xml",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE PubmedArticleSet>\n<PubmedArticleSet>\n\(records)\n</PubmedArticleSet>\n"
        )
        var source = ArticleSource(paths: [path])
        source.limits.wholeXMLBytes = 1 << 16
        source.limits.runBytes = 1 << 15
        #expect(source.items(SourceSurvey()).filter { (try? $0.get()) != nil }.count > 2)
        let reading = Reading(source)
        #expect(reading.problems.isEmpty)
        #expect(reading.ids == (1...count).map { "PMID\($0)" })
    }

    @Test(arguments: [
        ("<article><body><p>a</q></body></article>", "</q> where </p> should be"),
        ("<article><body><p>a</p></body>", "the file ends inside <article>"),
        ("<article><body><p>a < b</p></body></article>", "'<' that starts no tag; in text it must be written &lt;"),
        ("<article/><article/>", "a second document element"), ("text", "text before the first tag"),
        ("", "no element in it"),
        ("<article><!-- ", "a comment is not closed"), ("<a><![CDATA[x</a>", "a CDATA section is not closed"),
        ("<!DOCTYPE a [", "a declaration is not closed"), ("<a b='", "the file ends inside a tag"),
        ("</a>", "</a> without a start"), ("<a></a>x", "text after the document's end"),
    ])
    func namesFaults(xml: String, detail: String) {
        let output = parse(xml, as: "a.xml")
        guard case .malformed(_, _, _, let found)? = output.problems.first else {
            Issue.record("\(xml): \(output.problems)")
            return
        }
        #expect(found == detail, "\(xml)")
    }

    @Test func boundsDepthAndNeverExpands() {
        let deep = String(repeating: "<a>", count: 100_000)
        #expect(parse(deep, as: "a.xml").problems.count == 1)
        let deepParagraph = "<article><body><p>" + String(repeating: "<b>", count: 100_000) + "</p></body></article>"
        #expect(parse(deepParagraph, as: "a.xml").problems.count == 1)
        let laughs = """
            <!DOCTYPE article [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>
            <article><body><p>&a;&b;&c;&#0;&#xD800;&#x1F637;&nbsp;&eacute;&unknown; & x</p></body></article>
            """
        let output = parse(laughs, as: "a.xml")
        #expect(output.articles.first?.paragraphs.map(\.text) == ["&a;&b;&c;\u{fffd}\u{fffd}😷 é&unknown; & x"])
    }

    @Test func survivesMutation() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let originals = [Array(Self.jats.utf8), Array("<PubmedArticleSet>\(Self.citation(1))</PubmedArticleSet>".utf8)]
        let alphabet = Array("<>/&;\"'=![]-?x p".utf8)
        for round in 0..<600 {
            var bytes = originals[round % 2]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes.removeSubrange(at..<min(bytes.count, at + 20))
                case 1: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: at)
                case 2: bytes[at] = alphabet.randomElement(using: &random) ?? 0
                default: bytes = Array(bytes[0..<max(at, 1)])
                }
                if bytes.isEmpty { bytes = [0x3c] }
            }
            let output = parse(bytes, as: "a.xml")
            #expect(!output.articles.isEmpty || !output.problems.isEmpty, "seed \(seed)")
            for article in output.articles {
                #expect(article.paragraphs.allSatisfy { !$0.text.isBlank }, "seed \(seed)")
            }
        }
    }
}
