import Foundation

@testable import Answering
@testable import Corpus
@testable import Language
@testable import Store
@testable import WordPiece

/// Readers of articles, and what is done with their text.
struct TextTargets {
    let root: String
    let scratch: Scratch
    private let tokenizer: WordPieceTokenizer
    private let preparer: ArticlePreparer
    private let dictionary: SpellingDictionary

    init(root: String, scratch: Scratch) throws {
        self.root = root
        self.scratch = scratch
        tokenizer = try WordPieceTokenizer(folder: root + "/Weights/minilm-qa")
        preparer = ArticlePreparer(tokenizer: tokenizer, matcher: nil, corrector: nil, languages: nil)
        var builder = SpellingDictionary.Builder()
        for id in 0..<Int32(tokenizer.vocabulary.count) {
            guard let token = tokenizer.vocabulary.token(id), !token.hasPrefix("#") else { continue }
            builder.add(token, count: UInt64(40_000 - min(Int(id), 39_000)))
        }
        dictionary = builder.build()
    }

    private func read(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

    private func articles() throws -> [[UInt8]] {
        let folder = root + "/Tools/demo/articles/document_parses/pmc_json"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted().prefix(4)
        return try names.map { try read(folder + "/" + $0) }
    }

    func all() throws -> [Target] {
        let articles = try articles()
        return [
            parser("json", .json, articles + Seeds.json, Seeds.jsonTokens),
            parser("jsonl", .jsonLines, Seeds.jsonLines, Seeds.jsonTokens),
            parser("jats", .xml, Seeds.jats, Seeds.xmlTokens), parser("pubmed", .xml, Seeds.pubmed, Seeds.xmlTokens),
            parser("markdown", .markdown, Seeds.markdown, ["# ", "```", "---\n", "* ", "| ", "\n\n", "[", "]("]),
            parser("text", .text, Seeds.text, ["\r\n", "\u{feff}", "\n\n"]), try metadata(),
            archive("archive", Self.archives(articles[0])), archive("gzip", [Seeds.gzip(articles[0])]),
            language(), spellingFile(), frequencies(), tokens(), try tokenizerFiles(),
        ]
    }

    // MARK: Articles

    /// Parses and prepares; what comes out must fit the store.
    private func parse(_ item: SourceItem, _ bytes: [UInt8], _ parser: ArticleParser) -> Int {
        let output = parser.parse(item, bytes: bytes)
        for problem in output.problems { Target.require(!problem.description.isEmpty, "a problem says nothing") }
        for article in output.articles {
            do {
                guard case .ready(let record, _) = try preparer.prepare(article) else { continue }
                // Ids come from file names, which the walk makes fit.
                var checked = record
                if checked.id.isEmpty || checked.id.utf8.count > 1000 { checked.id = "x" }
                try checked.validate()
            } catch {
                Target.require(false, "a prepared article does not fit the store: \(error)")
            }
        }
        return output.articles.count
    }

    private func parser(_ name: String, _ format: SourceFormat, _ seeds: [[UInt8]], _ tokens: [String]) -> Target {
        let parser = ArticleParser()
        let isSet = format == .jsonLines || format == .xml
        return Target(name: name, seeds: seeds, tokens: tokens) { bytes in
            let item = SourceItem(
                place: "fuzz", format: format, articleID: isSet ? nil : "fuzz", sourceBytes: bytes.count,
                payload: .bytes(bytes), stem: "fuzz", limits: ReadingLimits())
            return parse(item, bytes, parser) > 0 ? .accepted : .refused
        }
    }

    private func metadata() throws -> Target {
        let demo = try read(root + "/Tools/demo/articles/metadata.csv")
        return Target(
            name: "metadata", seeds: [demo, Array(Seeds.metadata.utf8)],
            tokens: ["\"", "\"\"", ",", "\r\n", "; ", "cord_uid,", "publish_time"]
        ) { bytes in
            Target.verdict {
                let table = try MetadataTable(
                    inputs: [MetadataTable.Input(bytes: bytes, place: "fuzz")], limits: ReadingLimits())
                for row in 0..<table.rowCount {
                    guard let entry = table.entry(row: row) else { continue }
                    _ = table.metadata(cordUID: entry.metadata.cordUID)
                    for stem in entry.metadata.pmcStems + entry.metadata.pdfStems { _ = table.entry(stem: stem) }
                    if let time = entry.metadata.publishTime {
                        Target.require((1...9999).contains(time.year), "year \(time.year) in a metadata table")
                    }
                }
            }
        }
    }

    private static func archives(_ article: [UInt8]) -> [[UInt8]] {
        let tar = Seeds.tar([("a/PMC1.xml.json", article), ("b.txt", Array("Some text. More text.".utf8))])
        let zip = Seeds.zip([("a/PMC1.xml.json", article), ("b.txt", Array("Some text. More text.".utf8))])
        return [
            tar, zip, Seeds.gzip(tar), Seeds.tar([("in.tar", tar), ("in.zip", zip)]),
            Seeds.zip([("in.zip", zip), ("x.tar.gz", Seeds.gzip(tar))]),
        ]
    }

    /// Archives by their first bytes: gzip, zip, or else tar.
    private func archive(_ name: String, _ seeds: [[UInt8]]) -> Target {
        var limits = ReadingLimits()
        limits.fileBytes = 4 << 20
        limits.freeBytes = 1 << 20
        limits.archivedMetadataBytes = 1 << 20
        let compressed = name == "gzip" ? "x.json.gz" : "x.tar.gz"
        return Target(name: name, seeds: seeds, tokens: ["PK\u{1}\u{2}", "PK\u{3}\u{4}", "ustar", "../", "\0\0\0\0"]) {
            bytes in
            let name =
                bytes.starts(with: [0x1F, 0x8B]) ? compressed : bytes.starts(with: Array("PK".utf8)) ? "x.zip" : "x.tar"
            let path = scratch.file(name, bytes)
            defer { unlink(path) }
            let source = ArticleSource(paths: [path], limits: limits)
            let survey = source.survey()
            let parser = ArticleParser(survey: survey)
            let items = source.items(survey)
            var found = 0
            while let next = items.next() {
                switch next {
                case .success(let item):
                    do { found += parse(item, try item.load(), parser) } catch {
                        Target.require(!"\(error)".isEmpty, "an error says nothing")
                    }
                case .failure(let error): Target.require(!"\(error)".isEmpty, "an error says nothing")
                }
            }
            return found > 0 ? .accepted : .refused
        }
    }

    // MARK: Text

    private func language() -> Target {
        let splitter = SentenceSplitter()
        let identifier = LanguageIdentifier()
        let corrector = SpellingCorrector(dictionary: dictionary)
        return Target(
            name: "language", seeds: Seeds.text + Seeds.markdown,
            tokens: [
                "et al.", " Fig. ", "p < 0.05", "i.e.", "...", "(", ")", "[12]", "\u{201c}", "\u{3002}", "e\u{301}",
            ]
        ) { bytes in
            bytes.withUnsafeBufferPointer { buffer in
                var ranges: [Range<Int32>] = []
                splitter.split(buffer, into: &ranges)
                var end: Int32 = 0
                for range in ranges {
                    Target.require(
                        range.lowerBound >= end && Int(range.upperBound) <= bytes.count, "sentences out of order")
                    end = range.upperBound
                }
                let guess = identifier.identify(buffer)
                Target.require(guess.confidence >= 0 && guess.confidence <= 1, "confidence \(guess.confidence)")
                // What reaches the corrector is UTF-8 already.
                var text = String(decoding: buffer, as: UTF8.self)
                text.makeContiguousUTF8()
                let size = text.utf8.count
                for mode in [SpellingCorrector.Mode.text, .query] {
                    guard let form = corrector.correctedForm(of: text, mode: mode) else { continue }
                    let count = form.text.utf8.count
                    for at in stride(from: 0, to: count, by: max(1, count / 16)) {
                        let original = form.originalRange(of: at..<min(count, at + 3))
                        Target.require(
                            original.lowerBound >= 0 && original.upperBound <= size, "a corrected form's offsets")
                    }
                }
            }
            return .accepted
        }
    }

    private func spellingFile() -> Target {
        var builder = SpellingDictionary.Builder()
        for word in ["fever", "fevers", "virus", "viral", "mask", "masks", "the", "of", "spread"] { builder.add(word) }
        let path = scratch.path("seed.words")
        try? builder.build().write(to: path)
        let seed = (try? read(path)) ?? []
        return Target(name: "spelling-file", seeds: [seed]) { bytes in
            let path = scratch.file("x.words", bytes)
            return Target.verdict {
                let found = try SpellingDictionary(path: path)
                let corrector = SpellingCorrector(dictionary: found)
                for mode in [SpellingCorrector.Mode.text, .query] {
                    _ = corrector.correctedForm(of: "Teh fevr ofthe virsu spredd bymasks and viruss maskk", mode: mode)
                }
                _ = found.neighbours(of: "fevr")
                _ = found.frequency(of: "masks")
            }
        }
    }

    private func frequencies() -> Target {
        Target(name: "frequencies", seeds: [Array("the 23135851162\nof 13151942776\n# x\nfever 100\n".utf8)]) { bytes in
            Target.verdict {
                var builder = SpellingDictionary.Builder()
                try bytes.withUnsafeBufferPointer { buffer throws(SpellingError) in try builder.addFrequencies(buffer) }
                _ = builder.build().neighbours(of: "th")
            }
        }
    }

    private func tokens() -> Target {
        Target(
            name: "tokenizer",
            seeds: Seeds.text + [Array("COVID\u{2011}19 [SEP] \u{4e2d}\u{6587} na\u{ef}ve \u{1F9A0}".utf8)],
            tokens: ["[SEP]", "[MASK]", "##", "\u{0}", "\u{200d}", "\u{fffd}", "e\u{301}\u{301}", "\u{ac00}"]
        ) { bytes in
            var result = TokenizedText()
            bytes.withUnsafeBufferPointer { tokenizer.encode($0, into: &result) }
            var last: Int32 = 0
            for index in 0..<result.count {
                Target.require(
                    result.starts[index] >= last && result.ends[index] >= result.starts[index]
                        && Int(result.ends[index]) <= bytes.count, "token offsets out of order")
                Target.require(
                    result.ids[index] >= 0 && Int(result.ids[index]) < tokenizer.vocabulary.count, "token id")
                last = result.starts[index]
            }
            return .accepted
        }
    }

    private func tokenizerFiles() throws -> Target {
        let folder = scratch.path("tokenizer")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let words = Array("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nfever\nthe\n##s\n,\n.\nvirus\n##al\n".utf8)
        let settings = Array(
            "{\"do_lower_case\": true, \"strip_accents\": null, \"tokenize_chinese_chars\": true}".utf8)
        return Target(
            name: "tokenizer-files", seeds: [words, settings],
            tokens: ["[UNK]\n", "[CLS]\n", "##", "\r\n", "\u{feff}", "true", "null", "{"]
        ) { bytes in
            let isSettings = bytes.first == UInt8(ascii: "{")
            _ = scratch.file("tokenizer/vocab.txt", isSettings ? words : bytes)
            _ = scratch.file("tokenizer/tokenizer_config.json", isSettings ? bytes : settings)
            return Target.verdict {
                let tokenizer = try WordPieceTokenizer(folder: folder)
                _ = tokenizer.encode("Fevers, viral and the virus.")
                for id in 0..<Int32(tokenizer.vocabulary.count) { _ = tokenizer.vocabulary.token(id) }
            }
        }
    }
}
