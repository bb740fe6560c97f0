/// What was wrong with an input, where, and what to do. Nothing here stops a walk: the rest of the input is read.
///
/// `place` is a file's path, followed by `!` and the member's name inside an archive.
public enum CorpusError: Error, Hashable, Sendable {
    case notFound(place: String)
    /// The system refused; `reason` is its own message.
    case unreadable(place: String, reason: String)
    case symbolicLinkLoop(place: String)
    /// Not a file of a kind that is read here.
    case unsupported(place: String, detail: String)
    case tooLarge(place: String, bytes: Int, limit: Int)
    /// Unpacks to far more than articles do.
    case suspiciousCompression(place: String, ratio: Int, limit: Int)
    case tooManyMembers(place: String, limit: Int)
    /// A compressed file or archive is cut short or inconsistent at `byte` of the file named.
    case damagedArchive(place: String, byte: Int, detail: String)
    case encrypted(place: String)
    /// A member name that points outside the archive. A warning: nothing is unpacked to disk, so it is read like any.
    case unsafeMemberName(place: String)
    /// JSON, XML or CSV that breaks its grammar; `byte` counts from 0, `line` from 1.
    case malformed(place: String, byte: Int, line: Int, detail: String)
    /// Well-formed, but there is no text in it.
    case noText(place: String)
    /// Bytes that are not valid in the file's encoding were replaced by U+FFFD. A warning; `byte` is the first one.
    case repairedEncoding(place: String, byte: Int)
    /// Its id was taken by a file met earlier in the same walk.
    case duplicateArticle(place: String, id: String)

    /// True where the article was read all the same.
    public var isWarning: Bool {
        switch self {
        case .unsafeMemberName, .repairedEncoding: true
        default: false
        }
    }

    /// The file, and the member in it, this is about.
    public var place: String {
        switch self {
        case .notFound(let place), .unreadable(let place, _), .symbolicLinkLoop(let place), .unsupported(let place, _),
            .tooLarge(let place, _, _), .suspiciousCompression(let place, _, _), .tooManyMembers(let place, _),
            .damagedArchive(let place, _, _), .encrypted(let place), .unsafeMemberName(let place),
            .malformed(let place, _, _, _), .noText(let place), .repairedEncoding(let place, _),
            .duplicateArticle(let place, _):
            place
        }
    }
}

extension CorpusError: CustomStringConvertible {
    /// One line: what, where, what to do.
    public var description: String {
        let text = Self.singleLine(place)
        return switch self {
        case .notFound:
            "\(text): no such file or folder; check the path"
        case .unreadable(_, let reason):
            "\(text): cannot be read (\(Self.singleLine(reason))); check its permissions"
        case .symbolicLinkLoop:
            "\(text): this link leads back to a folder that contains it; it was not followed"
        case .unsupported(_, let detail):
            "\(text): \(Self.singleLine(detail)); expected .json, .jsonl, .xml, .nxml, .txt or .md, plain, .gz, .tar or .zip"
        case .tooLarge(_, let bytes, let limit):
            "\(text): \(bytes) bytes are more than the \(limit) allowed for one article or list; split it, or use JSONL"
        case .suspiciousCompression(_, let ratio, let limit):
            "\(text): unpacks to more than \(ratio) times its size (limit \(limit)); if it is genuine, unpack it first"
        case .tooManyMembers(_, let limit):
            "\(text): more than \(limit) members; unpack it and name the folder instead"
        case .damagedArchive(_, let byte, let detail):
            "\(text): damaged at byte \(byte) (\(Self.singleLine(detail))); what came before was read, fetch it again"
        case .encrypted:
            "\(text): encrypted; unpack it with its password first"
        case .unsafeMemberName:
            "\(text): the member's name points outside the archive; it was read, nothing was unpacked"
        case .malformed(_, let byte, let line, let detail):
            "\(text): line \(line), byte \(byte): \(Self.singleLine(detail)); fix or remove the file"
        case .noText:
            "\(text): holds no article text; remove it from the input"
        case .repairedEncoding(_, let byte):
            "\(text): byte \(byte) is not valid text, replaced by U+FFFD; convert the file to UTF-8"
        case .duplicateArticle(_, let id):
            "\(text): article \(Self.singleLine(id)) was already read from another file; rename or remove one of them"
        }
    }

    /// File names may hold anything; a report must stay one line and leave the terminal alone.
    private static func singleLine(_ text: String) -> String {
        guard
            text.unicodeScalars.contains(where: {
                $0.value < 0x20 || $0.value == 0x7f || (0x80..<0xa0).contains($0.value)
            })
        else { return text }
        return text.unicodeScalars.reduce(into: "") { line, scalar in
            if scalar.value < 0x20 || scalar.value == 0x7f || (0x80..<0xa0).contains(scalar.value) {
                line += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                line.unicodeScalars.append(scalar)
            }
        }
    }
}
