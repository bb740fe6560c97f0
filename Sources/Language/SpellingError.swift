/// What can be wrong with a spelling dictionary's file.
public enum SpellingError: Error, Equatable, Sendable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case notADictionary(path: String)
    case truncated(path: String, bytes: Int, needed: Int)
    case badCount(line: Int, text: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read the spelling dictionary \(path): \(reason); check the path and its permissions"
        case .notADictionary(let path):
            "\(path) is no spelling dictionary of this version; build it again"
        case .truncated(let path, let bytes, let needed):
            "the spelling dictionary \(path) has \(bytes) bytes where its header asks for \(needed); build it again"
        case .badCount(let line, let text):
            "line \(line) of the frequency file is \"\(text)\"; write a word, a space and a whole number"
        }
    }
}
