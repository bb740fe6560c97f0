import Foundation

/// Text given as a file or on standard input.
enum TextInput {
    /// Largest text that is taken as one passage.
    static let maximumBytes = 64 << 20

    /// - Throws: `CommandFailure` for what cannot be read, is too large, empty or not UTF-8.
    static func read(_ path: String) throws -> String {
        let data: Data
        let name = path == "-" ? "standard input" : path
        do {
            let handle =
                path == "-"
                ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            data = try handle.read(upToCount: maximumBytes + 1) ?? Data()
        } catch {
            throw CommandFailure("cannot read \(name): \((error as NSError).localizedDescription)")
        }
        guard data.count <= maximumBytes else {
            throw CommandFailure("\(name) is larger than \(Format.bytes(maximumBytes)); use `answer ingest` for it")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw CommandFailure("\(name) is not UTF-8 text; convert it first, for example with iconv")
        }
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
            throw CommandFailure("\(name) holds no text")
        }
        return text
    }
}
