/// Everything a set of paths holds, as items to be parsed.
///
/// Folders are walked in byte order of names, archives read in their own order without being unpacked. A pipeline
/// takes the items on one thread and parses them on others:
///
///     let source = ArticleSource(paths: paths)
///     let survey = source.survey()
///     let parser = ArticleParser(survey: survey)
///     var items = source.items(survey)
///     while let item = items.next() { … parser.parse(try item.get()) … }
public struct ArticleSource: Sendable {
    public var paths: [String]
    /// Metadata tables beside those named `metadata.csv` that are found under `paths`.
    public var metadataPaths: [String]
    /// Whether rows of the table with an abstract but no parse among the input become articles of that abstract.
    public var metadataOnlyArticles: Bool
    public var limits: ReadingLimits

    public init(
        paths: [String], metadataPaths: [String] = [], metadataOnlyArticles: Bool = false,
        limits: ReadingLimits = ReadingLimits()
    ) {
        self.paths = paths
        self.metadataPaths = metadataPaths
        self.metadataOnlyArticles = metadataOnlyArticles
        self.limits = limits
    }

    /// Looks at all names, not at contents, to find the metadata and to know how much there is. Compressed archives
    /// must be decompressed for that, which takes a few percent of the time that reading their articles does.
    public func survey() -> SourceSurvey {
        var survey = SourceSurvey()
        var tables: [MetadataTable.Input] = []
        for path in metadataPaths {
            do throws(CorpusError) { tables.append(try MetadataTable.Input(path: path, limits: limits)) } catch {
                survey.problems.append(error)
            }
        }
        let walk = EntryWalk(paths: paths, limits: limits)
        while let next = walk.next() {
            // Faults of the walk itself are reported when the items are taken.
            guard case .success(let entry) = next else { continue }
            if case .file = entry.origin { survey.totalBytes += entry.size }
            switch FileName.kind(ofPath: entry.name) {
            case .archive(let container): try? walk.enter(entry, as: container)
            case .article(let format):
                survey.articleFiles += 1
                let stem = FileName.stem(ofPath: entry.name)
                if format == .json, stem.hasSuffix(".xml") { survey.pmcStems.insert(stem) }
            case .metadata where !metadataPaths.contains(entry.place):
                do throws(CorpusError) { tables.append(try metadata(entry)) } catch { survey.problems.append(error) }
            case .metadata, .other: break
            }
        }
        survey.open(tables, limits: limits)
        return survey
    }

    private func metadata(_ entry: WalkEntry) throws(CorpusError) -> MetadataTable.Input {
        let stream: any ByteSource
        switch entry.origin {
        case .file: return try MetadataTable.Input(path: entry.place, limits: limits)
        case .stream(let source): stream = source
        case .zip(let archive, let member): stream = try archive.open(member, place: entry.place, limits: limits)
        }
        let plain =
            FileName.isCompressed(entry.name)
            ? try InflateSource(stream, format: .gzip, place: entry.place, limits: limits) : stream
        let bytes = try plain.readAll(place: entry.place, limit: limits.archivedMetadataBytes)
        return MetadataTable.Input(bytes: bytes, place: entry.place)
    }

    /// The items in order, made as they are asked for.
    public func items(_ survey: SourceSurvey) -> SourceItems { SourceItems(self, survey) }
}

/// What `ArticleSource.survey()` found.
public struct SourceSurvey: Sendable {
    /// The tables found, as one.
    public internal(set) var metadata: MetadataTable?
    /// Files and archive members that look like articles.
    public internal(set) var articleFiles = 0
    /// Bytes on disk of all files.
    public internal(set) var totalBytes = 0
    /// What was wrong with metadata tables.
    public internal(set) var problems: [CorpusError] = []
    /// Stems of the parses made from the publisher's XML.
    var pmcStems: Set<String> = []

    public init() {}

    /// Joins the tables; one that is none is reported and left out.
    mutating func open(_ inputs: [MetadataTable.Input], limits: ReadingLimits) {
        var usable: [MetadataTable.Input] = []
        for input in inputs {
            do throws(CorpusError) {
                metadata = try MetadataTable(inputs: usable + [input], limits: limits)
                usable.append(input)
            } catch {
                problems.append(error)
            }
        }
        problems += metadata?.problems ?? []
    }
}
