import CBinary
import Foundation

/// The files a stand-alone binary carries: `Weights` and `Tools/demo`, as an archive in its read-only data.
///
/// They are unpacked once a version, into the user's cache folder, because everything that opens a model, here and in
/// the user's own tools, works on folders.
enum PackedFiles {
    /// The folder that holds them, unpacked now if need be; nil in a binary that carries none, or where neither the
    /// cache folder nor the temporary one can be written.
    static func folder(environment: [String: String]) -> String? {
        let digest = String(cString: binary_packed_digest())
        guard let start = binary_packed_files(), binary_packed_size() > 0, !digest.isEmpty else { return nil }
        let archive = UnsafeRawBufferPointer(start: start, count: binary_packed_size())
        let home = environment["HOME"] ?? NSHomeDirectory()
        let cache = environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home + "/.cache"
        let places = [cache + "/answer", NSTemporaryDirectory() + "answer-\(getuid())"]
        let candidates = places.map { "\($0)/program-\(digest)" }
        if let found = candidates.first(where: isOurs) { return found }
        return candidates.first { unpack(archive, into: $0) }
    }

    /// A folder that someone else prepared or can exchange, as in a shared temporary folder, is not believed.
    private static func isOurs(_ folder: String) -> Bool {
        [folder, (folder as NSString).deletingLastPathComponent].allSatisfy { path in
            var information = stat()
            guard lstat(path, &information) == 0 else { return false }
            return information.st_mode & S_IFMT == S_IFDIR && information.st_uid == getuid()
        }
    }

    /// Whole or not at all: written beside the final name and renamed.
    private static func unpack(_ archive: UnsafeRawBufferPointer, into folder: String) -> Bool {
        let files = FileManager.default
        let partial = "\(folder).\(getpid()).part"
        defer { try? files.removeItem(atPath: partial) }
        do {
            for member in members(of: archive) {
                let path = partial + "/" + member.name
                try files.createDirectory(
                    atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
                try Data(member.bytes).write(to: URL(fileURLWithPath: path))
            }
        } catch {
            return false
        }
        // Another process may have been faster; its copy is as good.
        rename(partial, folder)
        return isOurs(folder)
    }

    /// The regular files of a ustar archive. It is our own, but a length is checked all the same.
    static func members(of archive: UnsafeRawBufferPointer) -> [(name: String, bytes: UnsafeRawBufferPointer)] {
        let block = 512
        var result: [(name: String, bytes: UnsafeRawBufferPointer)] = []
        var position = 0
        while position + block <= archive.count, archive[position] != 0 {
            func text(_ range: Range<Int>) -> String {
                let field = archive[position + range.lowerBound..<position + range.upperBound]
                return String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
            }
            let prefix = text(345..<500)
            let name = prefix.isEmpty ? text(0..<100) : prefix + "/" + text(0..<100)
            let start = position + block
            guard let size = Int(text(124..<136).trimmingCharacters(in: .whitespaces), radix: 8), size >= 0,
                size <= archive.count - start, !name.hasPrefix("/"), !name.split(separator: "/").contains("..")
            else { return [] }
            if archive[position + 156] == UInt8(ascii: "0") {
                result.append((name, UnsafeRawBufferPointer(rebasing: archive[start..<start + size])))
            }
            position = start + (size + block - 1) / block * block
        }
        return result
    }
}
