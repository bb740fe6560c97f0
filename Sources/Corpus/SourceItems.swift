/// The items of an `ArticleSource`, made one at a time; to be used from one thread at a time.
public final class SourceItems: Sequence, IteratorProtocol {
    private let source: ArticleSource
    private let survey: SourceSurvey
    private let walk: EntryWalk
    private var records: RecordSplitter?
    private var seen: Set<String> = []
    /// Rows of the table of which a parse was met.
    private var rowsSeen: Set<Int> = []
    private var nextRow = 0

    /// Files passed over because they are of no kind read here, or accompany a data set as README and LICENSE do.
    public private(set) var ignoredFiles = 0
    /// Parses passed over because the input has a better one of the same article.
    public private(set) var supersededFiles = 0

    init(_ source: ArticleSource, _ survey: SourceSurvey) {
        self.source = source
        self.survey = survey
        walk = EntryWalk(paths: source.paths, limits: source.limits)
    }

    /// The next item or fault; nil when all is done.
    public func next() -> Result<SourceItem, CorpusError>? {
        while true {
            do throws(CorpusError) {
                if let splitter = records {
                    if let item = try splitter.next() { return .success(item) }
                    records = nil
                    continue
                }
                guard let next = walk.next() else { return nextMetadataRow().map { .success($0) } }
                if let item = try item(try next.get()) { return .success(item) }
            } catch {
                if records?.isAtEnd == true { records = nil }
                return .failure(error)
            }
        }
    }

    private func item(_ entry: WalkEntry) throws(CorpusError) -> SourceItem? {
        let format: SourceFormat
        switch FileName.kind(ofPath: entry.name) {
        case .archive(let container):
            try walk.enter(entry, as: container)
            return nil
        case .metadata: return nil
        case .other:
            guard entry.isExplicit else {
                ignoredFiles += 1
                return nil
            }
            format = try sniff(entry)
        case .article(let found):
            if FileName.isNotice(entry.name), found == .text || found == .markdown, !entry.isExplicit {
                ignoredFiles += 1
                return nil
            }
            format = found
        }
        let stem = FileName.stem(ofPath: entry.name)
        if isSuperseded(stem, format) {
            supersededFiles += 1
            return nil
        }
        guard seen.insert(stem).inserted else { throw .duplicateArticle(place: entry.place, id: stem) }
        if source.metadataOnlyArticles, let row = survey.metadata?.rowCandidate(stem: stem) { rowsSeen.insert(row) }
        let isCompressed = FileName.isCompressed(entry.name)
        if RecordSplitter.applies(
            to: format, size: entry.size, isCompressed: isCompressed, limits: source.limits)
        {
            records = try RecordSplitter(
                try stream(entry, isCompressed: isCompressed), entry: entry, format: format, stem: stem,
                limits: source.limits)
            return nil
        }
        return SourceItem(
            place: entry.place, format: format, articleID: format == .xml || format == .jsonLines ? nil : stem,
            sourceBytes: entry.sourceBytes, payload: try payload(entry, isCompressed: isCompressed), stem: stem,
            limits: source.limits)
    }

    private func payload(_ entry: WalkEntry, isCompressed: Bool) throws(CorpusError) -> SourceItem.Payload {
        switch entry.origin {
        case .file: return .file(path: entry.place, isCompressed: isCompressed)
        case .zip(let archive, let member) where !isCompressed: return .zipMember(archive, member)
        case .stream where !isCompressed && entry.size > source.limits.fileBytes:
            throw .tooLarge(place: entry.place, bytes: entry.size, limit: source.limits.fileBytes)
        case .stream, .zip:
            let plain = try stream(entry, isCompressed: isCompressed)
            return .bytes(
                try plain.readAll(
                    place: entry.place, limit: source.limits.fileBytes, expected: isCompressed ? 0 : entry.size))
        }
    }

    private func stream(_ entry: WalkEntry, isCompressed: Bool) throws(CorpusError) -> any ByteSource {
        let stored: any ByteSource
        switch entry.origin {
        case .file: stored = try FileSource(path: entry.place)
        case .stream(let stream): stored = stream
        case .zip(let archive, let member): stored = try archive.open(member, place: entry.place, limits: source.limits)
        }
        return isCompressed
            ? try InflateSource(stored, format: .gzip, place: entry.place, limits: source.limits) : stored
    }

    /// A PDF's parse where the input also has the publisher's XML; of several of the latter, all but the first.
    private func isSuperseded(_ stem: String, _ format: SourceFormat) -> Bool {
        guard format == .json, !survey.pmcStems.isEmpty, let row = survey.metadata?.entry(stem: stem)?.metadata,
            let best = row.pmcStems.first(where: { survey.pmcStems.contains($0) })
        else { return false }
        return best != stem
    }

    /// What an explicitly named file of unknown extension holds, by its first characters.
    private func sniff(_ entry: WalkEntry) throws(CorpusError) -> SourceFormat {
        var start: [UInt8] = []
        _ = try FileSource(path: entry.place).append(upTo: 4096, to: &start)
        let text = DecodedText(start)
        switch text.bytes[text.start...].first(where: { $0 > 0x20 }) {
        case nil: throw .noText(place: entry.place)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return .json
        case UInt8(ascii: "<"): return .xml
        default:
            // Text cut at 4,096 bytes may end inside a character, but has no control characters.
            let isBinary = text.bytes.contains { $0 < 0x20 && !(0x09...0x0d).contains($0) }
            if isBinary { throw .unsupported(place: entry.place, detail: "not a text file") }
            return .text
        }
    }

    private func nextMetadataRow() -> SourceItem? {
        guard source.metadataOnlyArticles, let table = survey.metadata else { return nil }
        while nextRow < table.rowCount {
            let row = nextRow
            nextRow += 1
            guard table.isHead(row: row), !rowsSeen.contains(row), let entry = table.entry(row: row),
                entry.metadata.abstract != nil, !entry.metadata.cordUID.isEmpty
            else { continue }
            let id = entry.metadata.cordUID
            guard seen.insert(id).inserted else { continue }
            return SourceItem(
                place: "metadata.csv#\(id)", format: .metadataRow, articleID: id, sourceBytes: 0,
                payload: .metadataRow(row), stem: id, limits: source.limits)
        }
        return nil
    }
}
