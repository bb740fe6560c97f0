import Foundation
import Testing

@testable import Corpus

/// A small seeded generator, so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// A folder that goes away with the test.
final class ScratchFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/corpus-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, making the folders above it; its path.
    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        let url = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: url)
        return url.path
    }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: path + "/" + name)))
    }

    /// Runs a system tool in the folder.
    func run(_ tool: String, _ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [tool] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: path)
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(tool) \(arguments)")
    }

    static func hasTool(_ name: String) -> Bool {
        ["/usr/bin/", "/bin/", "/usr/local/bin/"].contains { FileManager.default.isExecutableFile(atPath: $0 + name) }
    }
}

/// All that reading some paths gives.
struct Reading {
    var articles: [Article] = []
    var problems: [CorpusError] = []
    var ignored = 0
    var superseded = 0

    init(_ source: ArticleSource) {
        let survey = source.survey()
        problems = survey.problems
        let parser = ArticleParser(survey: survey)
        let items = source.items(survey)
        while let next = items.next() {
            switch next {
            case .failure(let error): problems.append(error)
            case .success(let item):
                let output = parser.parse(item)
                articles += output.articles
                problems += output.problems
            }
        }
        ignored = items.ignoredFiles
        superseded = items.supersededFiles
    }

    init(_ paths: String...) { self.init(ArticleSource(paths: paths)) }

    var ids: [String] { articles.map(\.id) }
    var errors: [CorpusError] { problems.filter { !$0.isWarning } }
}

/// Parses bytes as if they were a whole file of this name.
func parse(_ bytes: [UInt8], as name: String, metadata: MetadataTable? = nil) -> ArticleParser.Output {
    guard case .article(let format) = FileName.kind(ofPath: name) else { return ArticleParser.Output() }
    let stem = FileName.stem(ofPath: name)
    let item = SourceItem(
        place: name, format: format, articleID: stem, sourceBytes: bytes.count, payload: .bytes(bytes), stem: stem,
        limits: ReadingLimits())
    return ArticleParser(metadata: metadata).parse(item)
}

func parse(_ text: String, as name: String, metadata: MetadataTable? = nil) -> ArticleParser.Output {
    parse(Array(text.utf8), as: name, metadata: metadata)
}

enum SharedData {
    /// The folder of shared articles, nil where it is absent.
    static let cord19: String? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let beside = root.deletingLastPathComponent().appendingPathComponent("shared/data").path
        let folder = (ProcessInfo.processInfo.environment["ANSWER_SHARED_DATA"] ?? beside) + "/cord19"
        return FileManager.default.fileExists(atPath: folder + "/metadata.csv") ? folder : nil
    }()
}

/// Writers of archives with whatever fault a test wants.
enum ArchiveBytes {
    static func tar(_ members: [(name: String, bytes: [UInt8])], closed: Bool = true) -> [UInt8] {
        var out: [UInt8] = []
        for member in members {
            var header = [UInt8](repeating: 0, count: 512)
            func put(_ text: String, at: Int) { for (i, byte) in text.utf8.enumerated() { header[at + i] = byte } }
            func octal(_ value: Int, _ digits: Int) -> String {
                let text = String(value, radix: 8)
                return String(repeating: "0", count: digits - text.count) + text
            }
            put(String(member.name.prefix(100)), at: 0)
            put("0000644", at: 100)
            put(octal(member.bytes.count, 11), at: 124)
            put("        ", at: 148)
            put("0", at: 156)
            put("ustar", at: 257)
            put("00", at: 263)
            put(octal(header.reduce(0) { $0 + Int($1) }, 6) + "\0", at: 148)
            out += header + member.bytes + [UInt8](repeating: 0, count: (512 - member.bytes.count % 512) % 512)
        }
        return out + (closed ? [UInt8](repeating: 0, count: 1024) : [])
    }

    struct ZipEntry {
        var name: String
        var bytes: [UInt8]
        var flags: UInt16 = 0
        var method: UInt16 = 0
        /// Size claimed in place of the real one.
        var claimedSize: UInt32?
        var crcIsWrong = false
    }

    static func zip(_ entries: [ZipEntry], usesZip64: Bool = false, repeatsFirst: Int = 1) -> [UInt8] {
        var out: [UInt8] = []
        var directory: [UInt8] = []
        var count = 0
        for (index, entry) in entries.enumerated() {
            let offset = out.count
            let crc = crc32(entry.bytes) ^ (entry.crcIsWrong ? 1 : 0)
            let size = UInt32(entry.bytes.count)
            let name = Array(entry.name.utf8)
            out += le32(0x0403_4b50) + le16(20) + le16(entry.flags) + le16(entry.method) + le32(0) + le32(crc)
            out +=
                le32(size) + le32(entry.claimedSize ?? size) + le16(UInt16(name.count)) + le16(0) + name + entry.bytes
            let wide = le16(1) + le16(24) + le64(UInt64(size)) + le64(UInt64(size)) + le64(UInt64(offset))
            let extra = usesZip64 ? wide : []
            let mark: UInt32 = 0xffff_ffff
            for _ in 0..<(index == 0 ? repeatsFirst : 1) {
                directory += le32(0x0201_4b50) + le16(45) + le16(20) + le16(entry.flags) + le16(entry.method) + le32(0)
                directory += le32(crc) + le32(usesZip64 ? mark : size)
                directory += le32(usesZip64 ? mark : entry.claimedSize ?? size) + le16(UInt16(name.count))
                directory += le16(UInt16(extra.count)) + le16(0) + le16(0) + le16(0) + le32(0)
                directory += le32(usesZip64 ? mark : UInt32(offset)) + name + extra
                count += 1
            }
        }
        let start = out.count
        out += directory
        if usesZip64 {
            let record = out.count
            out += le32(0x0606_4b50) + le64(44) + le16(45) + le16(45) + le32(0) + le32(0) + le64(UInt64(count))
            out += le64(UInt64(count)) + le64(UInt64(directory.count)) + le64(UInt64(start))
            out += le32(0x0706_4b50) + le32(0) + le64(UInt64(record)) + le32(1)
        }
        let number: UInt16 = usesZip64 ? 0xffff : UInt16(count)
        out += le32(0x0605_4b50) + le16(0) + le16(0) + le16(number) + le16(number)
        out +=
            le32(usesZip64 ? 0xffff_ffff : UInt32(directory.count)) + le32(usesZip64 ? 0xffff_ffff : UInt32(start))
            + le16(0)
        return out
    }

    private static func le16(_ value: UInt16) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }
    private static func le32(_ value: UInt32) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }
    private static func le64(_ value: UInt64) -> [UInt8] { withUnsafeBytes(of: value.littleEndian, Array.init) }

    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xffff_ffff
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 != 0 ? 0xedb8_8320 : 0) }
        }
        return ~crc
    }
}
