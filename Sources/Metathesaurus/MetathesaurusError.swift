import AhoCorasick

/// What can go wrong when a vocabulary is built, opened or used.
public enum MetathesaurusError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file or folder is missing or cannot be read or written.
    case cannot(action: String, path: String, reason: String)
    /// A source holds nothing that could be used.
    case nothingUseful(path: String, reason: String)
    /// The vocabulary file is of another kind, another version or damaged.
    case vocabulary(AhoCorasickError)
    /// The parts of the vocabulary file contradict each other.
    case inconsistent(path: String, detail: String)
    /// More of something than the file format can number.
    case tooMany(what: String, count: Int, limit: Int)

    public var description: String {
        switch self {
        case .cannot(let action, let path, let reason): "cannot \(action) \(path): \(reason)"
        case .nothingUseful(let path, let reason): "\(path): no usable term (\(reason))"
        case .vocabulary(let error): error.description
        case .inconsistent(let path, let detail): "\(path) is inconsistent (\(detail)): build it again"
        case .tooMany(let what, let count, let limit):
            "\(count) \(what) are more than the limit of \(limit): choose fewer sources or semantic types"
        }
    }
}
