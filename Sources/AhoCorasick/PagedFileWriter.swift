#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes a ``PagedFile``: sections one after another, each page's checksum taken on the way, then the header.
///
/// Everything goes to a temporary file beside the target, which is synced and renamed over it in ``finish()``; a stop at
/// any moment leaves the target as it was. Memory: one page and eight bytes for every page written.
public final class PagedFileWriter {
    private let path: String
    private let temporaryPath: String
    private let kind: UInt64
    private let version: UInt32
    private var descriptor: Int32
    private var page: [UInt8] = []
    private var checksums: [UInt64] = []
    private var written: UInt64 = 0
    private var sections: [PagedFile.Section] = []

    /// Starts a file of `kind` (eight ASCII characters) that will replace `path`.
    public init(path: String, kind: StaticString, version: UInt32) throws(AhoCorasickError) {
        self.path = path
        self.temporaryPath = "\(path).partial-\(getpid())"
        self.kind = PagedFile.kindCode(kind)
        self.version = version
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else {
            throw .cannot(action: "create", path: temporaryPath, reason: String(cString: strerror(errno)))
        }
        page.reserveCapacity(PagedFile.pageSize)
        page.append(contentsOf: repeatElement(0, count: PagedFile.headerSize))
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(temporaryPath)
        }
    }

    /// Bytes from the start of the file to the next one that is written.
    private var position: UInt64 { written + UInt64(page.count) }

    /// Starts section `tag`, aligned to 64 bytes; what is appended from now on belongs to it.
    public func begin(_ tag: StaticString) throws(AhoCorasickError) {
        precondition(sections.count < PagedFile.sectionLimit, "a paged file has at most 24 sections")
        let padding = Int((64 - position % 64) % 64)
        let zeros = [UInt8](repeating: 0, count: padding)
        try zeros.withUnsafeBufferPointer { buffer throws(AhoCorasickError) in try put(UnsafeRawBufferPointer(buffer)) }
        sections.append(PagedFile.Section(tag: PagedFile.kindCode(tag), offset: position, byteCount: 0))
    }

    /// Appends raw bytes to the current section.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(AhoCorasickError) {
        precondition(!sections.isEmpty, "begin a section first")
        try put(bytes)
        sections[sections.count - 1].byteCount += UInt64(bytes.count)
    }

    /// Writes section `tag` with the elements of `array` as they lie in memory (little-endian machines).
    public func section<Element: BitwiseCopyable>(_ tag: StaticString, _ array: [Element]) throws(AhoCorasickError) {
        try begin(tag)
        try array.withUnsafeBufferPointer { buffer throws(AhoCorasickError) in
            try append(UnsafeRawBufferPointer(buffer))
        }
    }

    /// Writes the checksums and the header, syncs, and renames the file into place.
    public func finish() throws(AhoCorasickError) {
        while !page.isEmpty || checksums.isEmpty { try flushPage() }
        let tableOffset = written
        var table = checksums
        for index in table.indices { table[index] = table[index].littleEndian }
        let tableSum = table.withUnsafeBytes { Checksum.sum(of: $0) }
        try table.withUnsafeBufferPointer { buffer throws(AhoCorasickError) in
            try writeAll(UnsafeRawBufferPointer(buffer))
        }

        var header = PagedFile.Header()
        header.kind = kind
        header.version = version
        header.fileSize = tableOffset + UInt64(table.count * 8)
        header.tableOffset = tableOffset
        header.tableSum = tableSum
        header.sections = sections
        let bytes = header.encoded()
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw failure("write") }
        try bytes.withUnsafeBufferPointer { buffer throws(AhoCorasickError) in
            try writeAll(UnsafeRawBufferPointer(buffer))
        }
        guard fsync(descriptor) == 0 else { throw failure("sync") }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(temporaryPath, path) == 0 else {
            let error = AhoCorasickError.cannot(
                action: "replace", path: path, reason: String(cString: strerror(errno)))
            unlink(temporaryPath)
            throw error
        }
    }

    private func failure(_ action: String) -> AhoCorasickError {
        .cannot(action: action, path: temporaryPath, reason: String(cString: strerror(errno)))
    }

    private func put(_ bytes: UnsafeRawBufferPointer) throws(AhoCorasickError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let take = min(PagedFile.pageSize - page.count, rest.count)
            page.append(contentsOf: rest.prefix(take))
            rest = rest.dropFirst(take)
            if page.count == PagedFile.pageSize { try flushPage() }
        }
    }

    private func flushPage() throws(AhoCorasickError) {
        // The first page starts with the header, which has a checksum of its own and is written last.
        let skipped = checksums.isEmpty ? PagedFile.headerSize : 0
        checksums.append(
            page.withUnsafeBytes { Checksum.sum(of: UnsafeRawBufferPointer(rebasing: $0.dropFirst(skipped))) })
        try page.withUnsafeBufferPointer { buffer throws(AhoCorasickError) in
            try writeAll(UnsafeRawBufferPointer(buffer))
        }
        page.removeAll(keepingCapacity: true)
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer) throws(AhoCorasickError) {
        var done = 0
        while done < bytes.count {
            guard let base = bytes.baseAddress else { return }
            let count = write(descriptor, base + done, bytes.count - done)
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("write")
            }
            done += count
        }
        written += UInt64(bytes.count)
    }
}
