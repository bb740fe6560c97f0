import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A read-only memory-mapped file of named sections, in which no damaged byte is ever used.
///
/// Layout (little-endian): a 1 KiB header with its own checksum; sections, each aligned to 64 bytes; a table with one
/// 64-bit checksum for every 64 KiB page; the header holds the table's checksum. Opening checks header and table, which
/// reads some 150 KB of a file of a gigabyte. A small file's pages are then checked at once; those of a
/// large one when they are first touched, through ``LazyPages``. Whoever reads a section directly calls ``verify(_:)``.
///
/// The file must not be rewritten in place while it is mapped; ``PagedFileWriter`` replaces it by renaming.
public final class PagedFile: @unchecked Sendable {
    // Unchecked: the mapping is never written to, and the page states are atomics.

    /// Bytes under one checksum.
    public static let pageSize = 1 << 16
    static let headerSize = 1024
    static let sectionLimit = 32
    /// Files up to this size are checked whole when opened.
    public static let eagerLimit = 64 << 20

    /// A structural check of a part of a section: gets the section's first byte and the range of bytes to look at.
    public typealias PageCheck = @Sendable (UnsafeRawPointer, Range<Int>) -> Bool

    /// A named range of the file.
    struct Section: Sendable, Equatable {
        var tag: UInt64
        var offset: UInt64
        var byteCount: UInt64
    }

    /// Where the file lies.
    public let path: String
    /// Hexadecimal digest (128 bits) of all page checksums: equal files have equal digests.
    public let digest: String
    /// True where every page was checked when the file was opened.
    public let isVerified: Bool
    /// First byte of the mapping.
    public let base: UnsafeRawPointer
    /// Bytes in the file.
    public let byteCount: Int

    @usableFromInline let states: UnsafeMutablePointer<Atomic<UInt8>>
    private let sections: [Section]
    private let tableOffset: Int
    private let pageCount: Int
    /// Page number + 1 of the first damaged page found, or 0.
    private let damagedPage = Atomic<Int>(0)
    /// Structural checks run on a page after its checksum; set once, before the file is shared.
    private var validators: [(range: Range<Int>, check: PageCheck)] = []

    /// Maps `path` and checks its header, its size and its table of checksums; all pages too up to `eagerLimit` bytes.
    public init(
        path: String, kind: StaticString, version: UInt32, eagerLimit: Int = PagedFile.eagerLimit
    ) throws(AhoCorasickError) {
        self.path = path
        let (base, byteCount) = try Self.map(path)
        self.base = base
        self.byteCount = byteCount
        let header: Header
        do throws(AhoCorasickError) {
            header = try Header(UnsafeRawBufferPointer(start: base, count: byteCount), path: path)
            guard header.kind == Self.kindCode(kind) else {
                throw AhoCorasickError.foreignFile(path: path, reason: "other kind of data")
            }
            guard header.version == version else {
                throw AhoCorasickError.unsupportedVersion(path: path, found: header.version, expected: version)
            }
        } catch {
            munmap(UnsafeMutableRawPointer(mutating: base), byteCount)
            throw error
        }
        sections = header.sections
        tableOffset = Int(header.tableOffset)
        pageCount = (byteCount - tableOffset) / 8
        let table = UnsafeRawBufferPointer(start: base + tableOffset, count: byteCount - tableOffset)
        digest = Self.hex(header.tableSum) + Self.hex(Checksum.sum(of: table, seed: 0x5EED))
        states = .allocate(capacity: max(pageCount, 1))
        for page in 0..<max(pageCount, 1) { (states + page).initialize(to: Atomic(0)) }
        isVerified = byteCount <= eagerLimit
        if isVerified { try verify(0..<tableOffset) }
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: base), byteCount)
        states.deinitialize(count: max(pageCount, 1))
        states.deallocate()
    }

    private static func map(_ path: String) throws(AhoCorasickError) -> (UnsafeRawPointer, Int) {
        let descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else {
            throw .cannot(action: "open", path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var information = stat()
        guard fstat(descriptor, &information) == 0 else {
            throw .cannot(action: "read", path: path, reason: String(cString: strerror(errno)))
        }
        let byteCount = Int(information.st_size)
        guard byteCount >= headerSize else {
            throw .foreignFile(path: path, reason: "only \(byteCount) bytes")
        }
        guard let mapping = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0), mapping != MAP_FAILED else {
            throw .cannot(action: "map", path: path, reason: String(cString: strerror(errno)))
        }
        return (UnsafeRawPointer(mapping), byteCount)
    }

    /// The bytes of section `tag` as elements, or nil where the file has none or its size does not fit. Not verified.
    public func section<Element: BitwiseCopyable>(
        _ tag: StaticString, as type: Element.Type = Element.self
    ) -> UnsafeBufferPointer<Element>? {
        let code = Self.kindCode(tag)
        guard let found = sections.first(where: { $0.tag == code }) else { return nil }
        let stride = MemoryLayout<Element>.stride
        guard Int(found.byteCount) % stride == 0 else { return nil }
        let start = (base + Int(found.offset)).assumingMemoryBound(to: type)
        return UnsafeBufferPointer(start: start, count: Int(found.byteCount) / stride)
    }

    /// Adds a structural check of `section`, called with the bytes of it that a page covers, once, when that page is first verified. Runs at once over the whole where the file is verified already.
    public func validate<Element>(
        _ section: UnsafeBufferPointer<Element>, _ check: @escaping PageCheck
    ) throws(AhoCorasickError) {
        guard let start = section.baseAddress else { return }
        let offset = UnsafeRawPointer(start) - base
        let range = offset..<(offset + section.count * MemoryLayout<Element>.stride)
        if isVerified {
            guard check(UnsafeRawPointer(start), 0..<range.count) else {
                throw .damaged(path: path, byte: UInt64(offset))
            }
        } else {
            validators.append((range, check))
        }
    }

    /// Checks the pages under `range` of the file's bytes that were not checked yet.
    public func verify(_ range: Range<Int>) throws(AhoCorasickError) {
        guard !range.isEmpty else { return }
        for page in (range.lowerBound / Self.pageSize)...((range.upperBound - 1) / Self.pageSize)
        where !isUsable(page: page) {
            throw .damaged(path: path, byte: UInt64(page * Self.pageSize))
        }
    }

    /// Checks the pages under a section, or a part of one, that were not checked yet.
    public func verify<Element>(_ part: UnsafeBufferPointer<Element>) throws(AhoCorasickError) {
        guard !isVerified, let start = part.baseAddress else { return }
        let offset = UnsafeRawPointer(start) - base
        try verify(offset..<(offset + part.count * MemoryLayout<Element>.stride))
    }

    /// Checks every page of the file.
    public func verifyAll() throws(AhoCorasickError) {
        try verify(0..<tableOffset)
    }

    /// The damage found by reads that could not throw, if any.
    public var damage: AhoCorasickError? {
        let page = damagedPage.load(ordering: .relaxed)
        return page == 0 ? nil : .damaged(path: path, byte: UInt64((page - 1) * Self.pageSize))
    }

    /// True where `page` holds what was written; checks it the first time. A page number out of range is not usable.
    @usableFromInline func isUsable(page: Int) -> Bool {
        guard page >= 0, page < pageCount else { return false }
        switch states[page].load(ordering: .acquiring) {
        case 1: return true
        case 2: return false
        default: break
        }
        let start = page * Self.pageSize
        let range = (page == 0 ? Self.headerSize : start)..<min(start + Self.pageSize, tableOffset)
        let expected = UInt64(
            littleEndian: base.loadUnaligned(fromByteOffset: tableOffset + page * 8, as: UInt64.self))
        var usable =
            range.lowerBound <= range.upperBound
            && Checksum.sum(of: UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)) == expected
        for validator in validators where usable && validator.range.overlaps(range) {
            let part = validator.range.clamped(to: range)
            let offset = validator.range.lowerBound
            usable = validator.check(base + offset, (part.lowerBound - offset)..<(part.upperBound - offset))
        }
        states[page].store(usable ? 1 : 2, ordering: .releasing)
        if !usable { _ = damagedPage.compareExchange(expected: 0, desired: page + 1, ordering: .relaxed) }
        return usable
    }

    static func kindCode(_ text: StaticString) -> UInt64 {
        precondition(text.utf8CodeUnitCount <= 8, "at most eight ASCII characters")
        return text.withUTF8Buffer { $0.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
    }

    private static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
