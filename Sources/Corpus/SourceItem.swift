/// How an item's bytes are to be read.
public enum SourceFormat: Sendable, Hashable {
    /// A CORD-19 parse, a plain record, or an array of either.
    case json
    case jsonLines
    /// JATS articles or PubMed records.
    case xml
    case text
    case markdown
    /// A row of the metadata table that stands for an article of which only the abstract is known.
    case metadataRow
}

/// A piece of work for `ArticleParser`: a file, a member of an archive, or a run of records of a large file.
///
/// Cheap to make and to pass on; where the bytes can be had at random they are read by `load()` on the thread that
/// parses them, otherwise they are here already.
public struct SourceItem: Sendable {
    /// The file's path, and after `!` the member's within an archive.
    public let place: String
    public let format: SourceFormat
    /// The id of the article in it; nil if the bytes must be read to know.
    public let articleID: String?
    /// Bytes on disk this item accounts for; over a whole walk they add up to the files' sizes.
    public let sourceBytes: Int

    enum Payload: Sendable {
        case file(path: String, isCompressed: Bool)
        case bytes([UInt8])
        case zipMember(ZipArchive, ZipArchive.Member)
        case metadataRow(Int)
    }

    let payload: Payload
    /// Position in the file of the item's first byte, and its line.
    var firstByte = 0
    var firstLine = 1
    /// Stem of the file, from which ids of records without one are made.
    var stem: String
    let limits: ReadingLimits

    /// The item's bytes, decompressed.
    public func load() throws(CorpusError) -> [UInt8] {
        switch payload {
        case .bytes(let bytes): return bytes
        case .metadataRow: return []
        case .zipMember(let archive, let member): return try archive.contents(of: member, place: place, limits: limits)
        case .file(let path, let isCompressed):
            let file = try FileSource(path: path)
            if !isCompressed { return try file.readAll(limit: limits.fileBytes) }
            return try InflateSource(file, format: .gzip, place: place, limits: limits)
                .readAll(place: place, limit: limits.fileBytes)
        }
    }
}

/// Bounds that keep a hostile or mistaken input from taking the machine's memory.
public struct ReadingLimits: Sendable, Equatable {
    /// Bytes of one article file or archive member, decompressed. Files of many records are read in runs instead.
    public var fileBytes = 16 << 20
    /// Bytes of one record of a JSONL file or PubMed set.
    public var recordBytes = 16 << 20
    /// Bytes of text in one file that is not read in runs, or in one record. Tokens, concepts and index entries of a text
    /// take some twenty times its size until they are written; a book has half a megabyte.
    public var textBytes = 4 << 20
    /// Files of many records are cut into runs of about this many bytes.
    public var runBytes = 1 << 20
    /// XML files up to this size are parsed whole, which finds faults across records too.
    public var wholeXMLBytes = 4 << 20
    /// Decompressed to compressed bytes, looked at beyond `freeBytes` of output.
    public var compressionRatio = 200
    public var freeBytes = 64 << 20
    public var archiveMembers = 4_000_000
    /// Archives within archives.
    public var archiveDepth = 3
    public var folderDepth = 64
    /// Bytes of a `metadata.csv` inside an archive, which is held in memory; one beside it may have any size.
    public var archivedMetadataBytes = 128 << 20

    public init() {}
}
