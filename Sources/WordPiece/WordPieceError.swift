/// What can be wrong with a tokenizer's files.
public enum WordPieceError: Error, Equatable, Sendable, CustomStringConvertible {
    case cannotRead(path: String, reason: String)
    case notUTF8(path: String, line: Int)
    case emptyVocabulary(path: String)
    case tooManyTokens(path: String, count: Int, limit: Int)
    case missingToken(path: String, token: String)
    case badConfiguration(path: String, reason: String)

    public var description: String {
        switch self {
        case .cannotRead(let path, let reason):
            "\(path): cannot read: \(reason)"
        case .notUTF8(let path, let line):
            "\(path):\(line): the line is not UTF-8; download the vocabulary again"
        case .emptyVocabulary(let path):
            "\(path): the vocabulary has no tokens; download it again"
        case .tooManyTokens(let path, let count, let limit):
            "\(path): \(count) tokens, at most \(limit) are read; is this a vocab.txt?"
        case .missingToken(let path, let token):
            "\(path): the vocabulary has no “\(token)”; BERT needs it, take the vocab.txt that belongs to the model"
        case .badConfiguration(let path, let reason):
            "\(path): \(reason)"
        }
    }
}
