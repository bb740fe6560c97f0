/// What can go wrong when an automaton is built, written or opened.
public enum AhoCorasickError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Pattern number `index` has no symbols; an empty pattern would match everywhere.
    case emptyPattern(index: Int)
    /// Pattern number `index` holds the one symbol that is reserved, `UInt32.max`.
    case reservedSymbol(index: Int)
    /// More states than 31 bits can number.
    case tooManyStates(Int)
    /// A system call on `path` failed.
    case cannot(action: String, path: String, reason: String)
    /// The file is not of the expected kind.
    case foreignFile(path: String, reason: String)
    /// The file was written by a version of the format this code does not read.
    case unsupportedVersion(path: String, found: UInt32, expected: UInt32)
    /// The bytes at `byte` are not those that were written.
    case damaged(path: String, byte: UInt64)

    public var description: String {
        switch self {
        case .emptyPattern(let index):
            "pattern \(index) is empty: leave it out"
        case .reservedSymbol(let index):
            "pattern \(index) holds the reserved symbol 4294967295: use smaller symbols"
        case .tooManyStates(let count):
            "\(count) states do not fit into one automaton (limit 2147483647): split the patterns"
        case .cannot(let action, let path, let reason):
            "cannot \(action) \(path): \(reason)"
        case .foreignFile(let path, let reason):
            "\(path) is not a file of the expected kind (\(reason)): build it again"
        case .unsupportedVersion(let path, let found, let expected):
            "\(path) has format version \(found), this program reads version \(expected): build it again"
        case .damaged(let path, let byte):
            "\(path) is damaged at byte \(byte) (checksum mismatch): build it again or restore a copy"
        }
    }
}
