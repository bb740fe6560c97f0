import Foundation

/// A parser under test.
struct Target {
    /// What became of an input that did not stop the process.
    enum Verdict { case accepted, refused }

    let name: String
    /// Valid inputs.
    let seeds: [[UInt8]]
    /// Words of the format that are put in the wrong place.
    var tokens: [String] = []
    let run: ([UInt8]) -> Verdict

    /// An input may be refused with an error; what the parser promises of accepted ones is checked with this.
    static func require(_ condition: Bool, _ promise: @autoclosure () -> String) {
        guard !condition else { return }
        FileHandle.standardError.write(Data("broken promise: \(promise())\n".utf8))
        abort()
    }

    /// Runs a parser that throws where it refuses.
    static func verdict(_ body: () throws -> Void) -> Verdict {
        do {
            try body()
            return .accepted
        } catch {
            // Errors are shown to people: making their text must not fail either.
            require(!"\(error)".isEmpty, "an error has no description")
            return .refused
        }
    }
}

/// Files that parsers want to open, in memory where there is such a folder.
struct Scratch {
    let folder: String

    init() throws {
        let base = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        folder = base + "/answer-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    func path(_ name: String) -> String { folder + "/" + name }

    /// Writes a file and returns its path.
    func file(_ name: String, _ bytes: [UInt8]) -> String {
        let path = path(name)
        let isWritten = FileManager.default.createFile(atPath: path, contents: Data(bytes))
        Target.require(isWritten, "cannot write \(path)")
        return path
    }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }
}
