import Digest

/// CORD-19's `metadata.csv`, looked up by file stem or by any id of an article.
///
/// Rows stay in their file: the table keeps where each lies and an index of keys, about 60 bytes a row, and reads a
/// row when it is asked for (some 10 µs). Rows about one article, that is with the same `cord_uid` or naming the same
/// parse, count as one, the first row's values going before those of later ones.
public final class MetadataTable: Sendable {
    /// Rows that could not be used and why; at most `maximumProblems` are kept.
    public let problems: [CorpusError]
    /// How many rows could not be used.
    public let problemCount: Int
    /// Articles, that is rows after merging.
    public let count: Int

    public static let maximumProblems = 100

    private let tables: [Table]
    private let rows: [Row]
    /// For a row merged into an earlier one, the chain of those: row → next row of the same article.
    private let followers: [UInt32: UInt32]
    private let merged: Set<UInt32>
    private let index: KeyIndex

    private struct Row {
        var offset: Int
        var length: UInt32
        var table: UInt32
    }

    fileprivate struct Table: Sendable {
        var columns: MetadataColumns
        var storage: Storage

        enum Storage: Sendable {
            case file(OpenFile)
            case memory([UInt8])
        }

        func bytes(at offset: Int, count: Int) -> [UInt8] {
            switch storage {
            case .file(let file): (try? file.bytes(at: offset, count: count)) ?? []
            case .memory(let bytes): offset + count <= bytes.count ? Array(bytes[offset..<(offset + count)]) : []
            }
        }
    }

    /// Opens one or more tables; a `.gz` is held in memory, decompressed.
    ///
    /// Throws if a file cannot be read or its first line is not the header of such a table.
    public convenience init(paths: [String], limits: ReadingLimits = ReadingLimits()) throws(CorpusError) {
        var inputs: [Input] = []
        for path in paths { inputs.append(try Input(path: path, limits: limits)) }
        try self.init(inputs: inputs, limits: limits)
    }

    public convenience init(path: String) throws(CorpusError) { try self.init(paths: [path]) }

    /// A table to be read: its storage and its name for reports.
    struct Input {
        fileprivate var storage: Table.Storage
        var place: String

        init(path: String, limits: ReadingLimits) throws(CorpusError) {
            place = path
            let file = try OpenFile(path: path)
            storage = .file(file)
            if FileName.isCompressed(path) {
                let plain = try InflateSource(FileSource(file), format: .gzip, place: path, limits: limits)
                storage = .memory(try plain.readAll(place: path, limit: limits.archivedMetadataBytes))
            }
        }

        init(bytes: [UInt8], place: String) {
            storage = .memory(bytes)
            self.place = place
        }
    }

    init(inputs: [Input], limits: ReadingLimits) throws(CorpusError) {
        var builder = Builder(limits: limits)
        for input in inputs { try builder.add(input) }
        tables = builder.tables
        rows = builder.rows
        followers = builder.followers
        merged = builder.merged
        index = builder.index
        problems = builder.problems
        problemCount = builder.problemCount
        count = rows.count - merged.count
    }

    // MARK: Looking up

    /// The article one of whose parses is in a file of this stem: `PMC140314.xml`, or a PDF's SHA-1.
    public func metadata(stem: String) -> ArticleMetadata? { entry(stem: stem)?.metadata }

    public func metadata(cordUID: String) -> ArticleMetadata? {
        entry(key: cordUID) { $0.cordUID == cordUID }?.metadata
    }

    public func metadata(sha: String) -> ArticleMetadata? { entry(key: sha) { $0.sha.contains(sha) }?.metadata }

    public func metadata(pmcid: String) -> ArticleMetadata? { entry(key: pmcid) { $0.pmcid == pmcid }?.metadata }

    /// A row's values and the bytes that it was written with, all merged rows together.
    struct Entry {
        var row: Int
        var metadata: ArticleMetadata
        var hash: SHA256Digest
    }

    func entry(stem: String) -> Entry? {
        let key = Self.key(stem)
        return entry(key: key) { metadata in
            metadata.pmcid == key || metadata.sha.contains(stem) || metadata.pmcStems.contains(stem)
                || metadata.pdfStems.contains(stem) || metadata.cordUID == stem
        }
    }

    /// The row that a stem most probably belongs to, without reading it; for statistics.
    func rowCandidate(stem: String) -> Int? { index[Self.key(stem)] }

    /// Rows that were not merged into an earlier one, by number.
    func isHead(row: Int) -> Bool { UInt32(exactly: row).map { !merged.contains($0) } ?? false }

    var rowCount: Int { rows.count }

    private func entry(key: String, isRight: (ArticleMetadata) -> Bool) -> Entry? {
        guard let row = index[key], let entry = entry(row: row), isRight(entry.metadata) else { return nil }
        return entry
    }

    func entry(row head: Int) -> Entry? {
        guard rows.indices.contains(head) else { return nil }
        var hasher = SHA256()
        var metadata: ArticleMetadata?
        var next = UInt32(exactly: head)
        while let row = next {
            let place = rows[Int(row)]
            let table = tables[Int(place.table)]
            let bytes = table.bytes(at: place.offset, count: Int(place.length))
            hasher.update(bytes)
            let values = bytes.withUnsafeBufferPointer { buffer in
                var fields = CSVRow()
                _ = fields.scan(buffer, from: 0, isFinal: true)
                return table.columns.metadata(fields, buffer)
            }
            if metadata == nil { metadata = values } else { metadata?.merge(values) }
            next = followers[row]
        }
        return metadata.map { Entry(row: head, metadata: $0, hash: hasher.finalize()) }
    }

    /// PMC stems and PMC ids share a key: `PMC140314.xml` → `PMC140314`.
    static func key(_ stem: String) -> String { stem.hasSuffix(".xml") ? String(stem.dropLast(4)) : stem }

    // MARK: Building

    private struct Builder {
        var tables: [Table] = []
        var rows: [Row] = []
        var followers: [UInt32: UInt32] = [:]
        var merged: Set<UInt32> = []
        var index = KeyIndex()
        var problems: [CorpusError] = []
        var problemCount = 0
        /// Last row of each chain, by its head.
        private var lastFollower: [UInt32: UInt32] = [:]
        private let limits: ReadingLimits

        init(limits: ReadingLimits) { self.limits = limits }

        mutating func add(_ input: Input) throws(CorpusError) {
            let source: any ByteSource
            switch input.storage {
            case .file(let file): source = FileSource(file)
            case .memory(let bytes): source = MemorySource(bytes)
            }
            var window: [UInt8] = []
            /// Position in the file, and line, of the window's first byte.
            var windowStart = 0
            var line = 1
            var columns: MetadataColumns?
            var isFinal = false
            while !isFinal {
                isFinal = try !source.append(upTo: 1 << 20, to: &window)
                var used = 0
                let base = windowStart
                let table = UInt32(tables.count)
                var refusal: CorpusError?
                window.withUnsafeBufferPointer { bytes in
                    var row = CSVRow()
                    if base == 0, bytes.starts(with: [0xef, 0xbb, 0xbf]) { used = 3 }
                    while used < bytes.count {
                        guard case .row(let next) = row.scan(bytes, from: used, isFinal: isFinal) else {
                            guard bytes.count - used > limits.recordBytes else { break }
                            // A quote that is never closed would swallow the rest: give up that line only.
                            let breakAt = bytes[used...].firstIndex(of: 0x0a) ?? bytes.count - 1
                            report(
                                .malformed(
                                    place: input.place, byte: base + used, line: line, detail: "a quote is not closed"))
                            used = breakAt + 1
                            line += 1
                            continue
                        }
                        let range = used..<next
                        if let columns {
                            addRow(row, bytes, range, columns, table: table, base: base, line: line, place: input.place)
                        } else if !row.fields.isEmpty {
                            columns = MetadataColumns(header: row, in: bytes)
                            if columns == nil {
                                refusal = .malformed(
                                    place: input.place, byte: base + used, line: line,
                                    detail: "the header must name cord_uid or sha, and title")
                                return
                            }
                        }
                        line += bytes[range].reduce(0) { $1 == 0x0a ? $0 + 1 : $0 }
                        used = next
                    }
                }
                if let refusal { throw refusal }
                window.removeFirst(used)
                windowStart += used
            }
            guard let columns else {
                throw .malformed(place: input.place, byte: 0, line: 1, detail: "the table is empty")
            }
            tables.append(Table(columns: columns, storage: input.storage))
        }

        private mutating func addRow(
            _ row: CSVRow, _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ columns: MetadataColumns,
            table: UInt32, base: Int, line: Int, place: String
        ) {
            guard !row.fields.isEmpty else { return }
            guard row.fields.count == columns.count, let length = UInt32(exactly: range.count),
                let number = UInt32(exactly: rows.count)
            else {
                report(
                    .malformed(
                        place: place, byte: base + range.lowerBound, line: line,
                        detail: "\(row.fields.count) columns where the header has \(columns.count)"))
                return
            }
            let keys = columns.keys(row, bytes)
            rows.append(Row(offset: base + range.lowerBound, length: length, table: table))
            let head = known(keys)
            if let head {
                followers[lastFollower[head] ?? head] = number
                lastFollower[head] = number
                merged.insert(number)
            }
            for key in keys { index.insert(key, row: Int(head ?? number)) }
        }

        /// The row that one of the keys already belongs to.
        private func known(_ keys: [String]) -> UInt32? {
            for key in keys {
                if let row = index[key] { return UInt32(exactly: row) }
            }
            return nil
        }

        private mutating func report(_ problem: CorpusError) {
            problemCount += 1
            if problems.count < MetadataTable.maximumProblems { problems.append(problem) }
        }
    }
}

/// Bytes in memory as a stream.
final class MemorySource: ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
        let count = min(buffer.count, bytes.count - position)
        guard count > 0 else { return 0 }
        buffer.copyBytes(from: bytes[position..<(position + count)])
        position += count
        return count
    }
}
