/// What can be wrong with a file to evaluate on.
public enum EvaluationError: Error, Equatable, Sendable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    case notSQuAD(path: String, reason: String)
    case noQuestions(path: String)

    public var description: String {
        switch self {
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .notSQuAD(let path, let reason):
            "\(path) is not a SQuAD file (\(reason)); expected {\"data\":[{\"paragraphs\":[{\"context\",\"qas\"}]}]}"
        case .noQuestions(let path): "\(path) holds no question"
        }
    }
}
