import Digest

/// Turns an item's bytes into articles and joins the metadata table to them. May be used from any number of threads.
public struct ArticleParser: Sendable {
    public let metadata: MetadataTable?
    /// Stems of the parses made from XML that are among the input, see `ArticleSource.survey()`.
    private let pmcStems: Set<String>

    public init(survey: SourceSurvey) {
        metadata = survey.metadata
        pmcStems = survey.pmcStems
    }

    public init(metadata: MetadataTable? = nil) {
        self.metadata = metadata
        pmcStems = []
    }

    /// An item's articles, and what was wrong with it; a fault in one record leaves the others.
    public struct Output: Sendable {
        public var articles: [Article] = []
        public var problems: [CorpusError] = []

        public init() {}
    }

    /// Loads and parses an item. Never throws: what is wrong is in the output.
    public func parse(_ item: SourceItem) -> Output {
        do throws(CorpusError) {
            return parse(item, bytes: try item.load())
        } catch {
            var output = Output()
            output.problems.append(error)
            return output
        }
    }

    /// The content hash that the item's article will have, without parsing it, so that an article known under
    /// `item.articleID` with the same hash can be passed over. Nil where the item must be parsed to know its articles.
    public func contentHash(of item: SourceItem, bytes: [UInt8]) -> SHA256Digest? {
        guard let id = item.articleID else { return nil }
        if case .metadataRow(let row) = item.payload { return metadata?.entry(row: row)?.hash }
        let row = metadata?.entry(stem: id)
        return bytes.withUnsafeBufferPointer { Self.hash(of: $0, row: row) }
    }

    /// Parses bytes that `item.load()` gave. One core does some 90 MB/s of CORD-19 JSON.
    public func parse(_ item: SourceItem, bytes raw: [UInt8]) -> Output {
        var output = Output()
        if case .metadataRow(let row) = item.payload {
            if let article = articleWithoutText(row: row, item: item) { output.articles.append(article) }
            return output
        }
        let text = DecodedText(raw, sniffsEncoding: item.firstByte == 0)
        if let repair = text.firstRepair {
            output.problems.append(.repairedEncoding(place: item.place, byte: item.firstByte + repair))
        }
        text.bytes.withUnsafeBufferPointer { bytes in
            do throws(SyntaxFailure) {
                try read(item, bytes, from: text.start, raw: raw, into: &output)
            } catch {
                output.problems.append(
                    error.located(in: bytes, place: item.place, firstByte: item.firstByte, firstLine: item.firstLine))
            }
        }
        let hasError = output.problems.contains { !$0.isWarning }
        if output.articles.isEmpty, !hasError { output.problems.append(.noText(place: item.place)) }
        return output
    }

    private func read(
        _ item: SourceItem, _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, raw: [UInt8],
        into output: inout Output
    ) throws(SyntaxFailure) {
        var drafts: [ArticleDraft] = []
        var failure: SyntaxFailure?
        switch item.format {
        case .json:
            do throws(SyntaxFailure) {
                try JSONArticleReader.read(bytes, from: start) { drafts.append($0) }
            } catch {
                failure = error
            }
            // A file that breaks off says nothing certain about the article it holds; of a list, the whole ones stay.
            let isList = start < bytes.count && bytes[start...].first { $0 > 0x20 } == UInt8(ascii: "[")
            add(drafts, item, isList ? bytes : nil, raw: raw, to: &output)
        case .jsonLines:
            readLines(item, bytes, from: start, into: &output)
        case .xml:
            var isSet = false
            do throws(SyntaxFailure) {
                try XMLArticleReader.read(bytes, from: start, isFragment: item.firstByte > 0) { draft, inSet in
                    isSet = inSet
                    drafts.append(draft)
                }
            } catch {
                failure = error
            }
            add(drafts, item, isSet || drafts.count > 1 ? bytes : nil, raw: raw, to: &output)
        case .text, .markdown:
            let string = Self.withoutNULs(bytes, from: start)
            let draft = item.format == .text ? PlainTextReader.read(string) : MarkdownReader.read(string)
            add([draft], item, nil, raw: raw, to: &output)
        case .metadataRow: break
        }
        if let failure { throw failure }
    }

    private func readLines(
        _ item: SourceItem, _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, into output: inout Output
    ) {
        var lineStart = start
        var line = item.firstLine
        while lineStart < bytes.count {
            let lineEnd = bytes[lineStart...].firstIndex(of: 0x0a) ?? bytes.count
            defer {
                lineStart = lineEnd + 1
                line += 1
            }
            guard bytes[lineStart..<lineEnd].contains(where: { $0 > 0x20 }) else { continue }
            let record = UnsafeBufferPointer(rebasing: bytes[lineStart..<lineEnd])
            do throws(SyntaxFailure) {
                var drafts: [ArticleDraft] = []
                try JSONArticleReader.read(record, from: 0) { drafts.append($0) }
                add(drafts, item, record, raw: [], line: line, to: &output)
            } catch {
                let firstByte = item.firstByte + lineStart
                output.problems.append(
                    error.located(in: record, place: item.place, firstByte: firstByte, firstLine: line))
            }
        }
    }

    /// NUL cannot be stored as text.
    private static func withoutNULs(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> String {
        let text = bytes.string(min(start, bytes.count)..<bytes.count)
        guard text.utf8.contains(0) else { return text }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{fffd}" : $0 }))
    }

    // MARK: From drafts to articles

    /// - Parameters:
    ///   - records: the bytes the drafts' ranges refer to, if the item holds several articles, each with an id of its
    ///     own; nil if the item is the article.
    ///   - raw: all of the item's bytes.
    private func add(
        _ drafts: [ArticleDraft], _ item: SourceItem, _ records: UnsafeBufferPointer<UInt8>?, raw: [UInt8],
        line: Int? = nil, to output: inout Output
    ) {
        var held = 0
        for (number, draft) in drafts.enumerated() {
            let fallback = line.map { "\(item.stem):\($0)" } ?? "\(item.stem):\(number + 1)"
            let id = records == nil ? item.stem : draft.id ?? fallback
            let entry = metadata.flatMap { table in
                table.entry(stem: id) ?? draft.pmcid.flatMap { table.entry(stem: $0) }
            }
            var article = article(draft, id: id, place: item.place, entry: entry)
            let size = article.paragraphs.reduce(0) { $0 + $1.text.utf8.count }
            held += size
            guard held <= item.limits.textBytes else {
                let place = records == nil ? item.place : "\(item.place)#\(id)"
                output.problems.append(.tooLarge(place: place, bytes: held, limit: item.limits.textBytes))
                return
            }
            if article.paragraphs.isEmpty {
                if drafts.count > 1 || line != nil { output.problems.append(.noText(place: "\(item.place)#\(id)")) }
                continue
            }
            if let records {
                article.contentHash = Self.hash(of: UnsafeBufferPointer(rebasing: records[draft.range]), row: entry)
            } else {
                article.contentHash = raw.withUnsafeBufferPointer { Self.hash(of: $0, row: entry) }
            }
            output.articles.append(article)
        }
    }

    /// Brings what the file says and what the table says together; the table is the more careful of the two.
    private func article(_ draft: ArticleDraft, id: String, place: String, entry: MetadataTable.Entry?) -> Article {
        var abstract = draft.abstract
        // XML-based parses in CORD-19 leave the abstract to the table.
        if abstract.isEmpty, let text = entry?.metadata.abstract {
            ArticleDraft.appendParts(of: text, section: "Abstract", to: &abstract)
        }
        var article = Article(id: id, paragraphs: abstract + draft.body, sourcePath: place)
        let row = entry?.metadata
        article.title = row.map(\.title)?.presentValue ?? draft.title
        article.authors = row.map(\.authors).flatMap { $0.isEmpty ? nil : $0 } ?? draft.authors
        article.journal = row?.journal ?? draft.journal
        article.date = row?.publishTime ?? draft.date
        article.doi = row?.doi ?? draft.doi
        article.pmcid = row?.pmcid ?? draft.pmcid
        article.pubmedID = row?.pubmedID ?? draft.pubmedID
        article.license = row?.license ?? draft.license
        article.url = row?.urls.first ?? draft.url
        if let row { article.aliases = aliases(of: id, row: row) }
        return article
    }

    /// The CORD-19 id, and the parses that were left out for this one.
    private func aliases(of id: String, row: ArticleMetadata) -> [String] {
        let isChosen = row.pmcStems.contains(id) && (pmcStems.isEmpty || pmcStems.contains(id))
        let isFirst = isChosen || row.pdfStems.first == id
        let others = isChosen ? row.pdfStems + row.pmcStems.filter { !pmcStems.contains($0) } : []
        return ((isFirst && !row.cordUID.isEmpty ? [row.cordUID] : []) + others).filter { $0 != id }
    }

    private func articleWithoutText(row number: Int, item: SourceItem) -> Article? {
        guard let entry = metadata?.entry(row: number) else { return nil }
        var article = article(ArticleDraft(), id: entry.metadata.cordUID, place: item.place, entry: entry)
        article.contentHash = entry.hash
        return article.paragraphs.isEmpty ? nil : article
    }

    private static func hash(of bytes: UnsafeBufferPointer<UInt8>, row: MetadataTable.Entry?) -> SHA256Digest {
        var hasher = SHA256()
        hasher.update(bytes)
        if let row {
            hasher.update([0])
            hasher.update(row.hash.bytes)
        }
        return hasher.finalize()
    }
}
