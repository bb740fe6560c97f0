#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file met on a walk, on disk or in an archive.
struct WalkEntry {
    enum Origin {
        case file
        /// A member whose bytes can be had until the next entry is asked for.
        case stream(any ByteSource)
        case zip(ZipArchive, ZipArchive.Member)
    }

    var place: String
    /// Its own name, without that of an archive around it.
    var name: String
    var size: Int
    /// Bytes on disk read for it.
    var sourceBytes: Int
    /// Named by the user, not found in a folder or archive.
    var isExplicit: Bool
    var origin: Origin
}

/// Walks paths, the folders below them in byte order of names, and the archives among them.
///
/// What is wrong comes in between as errors; hidden files and folders are passed over. A folder is visited once, however
/// many ways lead to it.
final class EntryWalk {
    private let limits: ReadingLimits
    private var frames: [Frame] = []
    private var visited: Set<FileIdentity> = []
    private var pending: [CorpusError] = []

    private struct FileIdentity: Hashable {
        var device: UInt64
        var inode: UInt64

        init(_ status: stat) {
            device = UInt64(truncatingIfNeeded: status.st_dev)
            inode = UInt64(truncatingIfNeeded: status.st_ino)
        }
    }

    private enum Frame {
        case paths(PathList)
        case tar(TarArchive, place: String, file: FileSource?, counted: Int, depth: Int)
        case zip(ZipArchive, ZipArchive.Members, place: String)
    }

    /// Paths to be visited: those given, or what a folder holds.
    private final class PathList {
        let paths: [String]
        let folder: FileIdentity?
        var next = 0

        init(_ paths: [String], folder: FileIdentity?) {
            self.paths = paths
            self.folder = folder
        }
    }

    init(paths: [String], limits: ReadingLimits) {
        self.limits = limits
        frames = [.paths(PathList(paths, folder: nil))]
    }

    /// The next file or fault; nil when all is done.
    func next() -> Result<WalkEntry, CorpusError>? {
        while true {
            if !pending.isEmpty { return .failure(pending.removeFirst()) }
            guard let frame = frames.popLast() else { return nil }
            do throws(CorpusError) {
                let entry: WalkEntry? =
                    switch frame {
                    case .paths(let list): try nextPath(list)
                    case .tar(let archive, let place, let file, let counted, let depth):
                        try nextTarMember(archive, place, file, counted, depth)
                    case .zip(let archive, let members, let place): try nextZipMember(archive, members, place)
                    }
                if let entry { return .success(entry) }
            } catch {
                return .failure(error)
            }
        }
    }

    /// Goes into an archive; its members are the next entries.
    func enter(_ entry: WalkEntry, as container: FileName.Container) throws(CorpusError) {
        switch container {
        case .zip:
            guard case .file = entry.origin else {
                throw .unsupported(place: entry.place, detail: "a zip archive inside an archive")
            }
            let archive = try ZipArchive(path: entry.place)
            frames.append(.zip(archive, ZipArchive.Members(archive, limits: limits), place: entry.place))
        case .tar:
            let depth = frames.count { if case .tar = $0 { true } else { false } } + 1
            guard depth <= limits.archiveDepth else {
                throw .unsupported(place: entry.place, detail: "archives nested more than \(limits.archiveDepth) deep")
            }
            var file: FileSource?
            var source: any ByteSource
            switch entry.origin {
            case .file:
                let opened = try FileSource(path: entry.place)
                file = opened
                source = opened
            case .stream(let stream): source = stream
            case .zip(let archive, let member): source = try archive.open(member, place: entry.place, limits: limits)
            }
            if FileName.isCompressedTar(entry.name) {
                source = try InflateSource(source, format: .gzip, place: entry.place, limits: limits)
            }
            let archive = TarArchive(source, place: entry.place, limits: limits)
            frames.append(.tar(archive, place: entry.place, file: file, counted: 0, depth: depth))
        }
    }

    // MARK: Folders

    private func nextPath(_ list: PathList) throws(CorpusError) -> WalkEntry? {
        guard list.next < list.paths.count else { return nil }
        let path = list.paths[list.next]
        list.next += 1
        frames.append(.paths(list))
        let isExplicit = list.folder == nil
        var status = stat()
        guard stat(path, &status) == 0 else {
            // A link into nowhere is not worth a report unless it was asked for.
            let failure = OpenFile.failure(path)
            if case .notFound = failure, !isExplicit { return nil }
            if errno == ELOOP { throw .symbolicLinkLoop(place: path) }
            throw failure
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            try enterFolder(path, FileIdentity(status))
            return nil
        case S_IFREG:
            let size = Int(status.st_size)
            return WalkEntry(
                place: path, name: path, size: size, sourceBytes: size, isExplicit: isExplicit, origin: .file)
        default:
            if isExplicit { throw .unsupported(place: path, detail: "neither a file nor a folder") }
            return nil
        }
    }

    private func enterFolder(_ path: String, _ identity: FileIdentity) throws(CorpusError) {
        let isAncestor = frames.contains { if case .paths(let list) = $0 { list.folder == identity } else { false } }
        if isAncestor { throw .symbolicLinkLoop(place: path) }
        guard visited.insert(identity).inserted else { return }
        guard frames.count <= limits.folderDepth else {
            throw .unsupported(place: path, detail: "folders nested more than \(limits.folderDepth) deep")
        }
        let names = try Self.names(inFolder: path).filter { !FileName.isHidden($0) }
        let prefix = path.hasSuffix("/") ? path : path + "/"
        let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        frames.append(.paths(PathList(sorted.map { prefix + $0 }, folder: identity)))
    }

    private static func names(inFolder path: String) throws(CorpusError) -> [String] {
        guard let folder = opendir(path) else { throw OpenFile.failure(path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 1) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    // MARK: Archives

    private func nextTarMember(
        _ archive: TarArchive, _ place: String, _ file: FileSource?, _ counted: Int, _ depth: Int
    ) throws(CorpusError) -> WalkEntry? {
        guard let member = try archive.next() else { return nil }
        let position = file?.position ?? 0
        frames.append(.tar(archive, place: place, file: file, counted: position, depth: depth))
        guard !FileName.isHidden(member.name) else { return nil }
        return WalkEntry(
            place: memberPlace(place, member.name), name: member.name, size: member.size,
            sourceBytes: position - counted, isExplicit: false, origin: .stream(member.source))
    }

    private func nextZipMember(
        _ archive: ZipArchive, _ members: ZipArchive.Members, _ place: String
    ) throws(CorpusError) -> WalkEntry? {
        guard let member = try members.next() else { return nil }
        frames.append(.zip(archive, members, place: place))
        guard !member.name.hasSuffix("/"), !FileName.isHidden(member.name) else { return nil }
        return WalkEntry(
            place: memberPlace(place, member.name), name: member.name, size: member.size,
            sourceBytes: member.compressedSize, isExplicit: false, origin: .zip(archive, member))
    }

    private func memberPlace(_ archive: String, _ member: String) -> String {
        let place = archive + "!" + member
        if Self.leavesArchive(member) { pending.append(.unsafeMemberName(place: place)) }
        return place
    }

    /// An absolute path, or one that climbs above the archive's own folder.
    static func leavesArchive(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        if bytes.first == 0x2f || bytes.first == 0x5c || (bytes.count > 1 && bytes[1] == UInt8(ascii: ":")) {
            return true
        }
        return bytes.split { $0 == 0x2f || $0 == 0x5c }.contains { $0.elementsEqual([0x2e, 0x2e]) }
    }
}
