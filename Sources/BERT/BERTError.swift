/// What can be wrong with a model folder, a batch or a question. Each description is one line: what, where, what to do.
public enum BERTError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A file of the model folder is missing or cannot be read.
    case unreadable(path: String, reason: String)
    /// `config.json` is not JSON, lacks a field, or holds a value out of range.
    case badConfiguration(path: String, field: String, reason: String)
    /// The model is something this engine does not compute.
    case unsupported(path: String, reason: String)
    /// The kernels asked for are not for this processor or these weights.
    case noKernels(EngineKernels, reason: String)
    /// A weight the configuration calls for is not in the file.
    case missingTensor(path: String, name: String)
    /// A weight has another shape than the configuration calls for.
    case wrongShape(path: String, tensor: String, found: [Int], expected: [Int])
    /// A weight is stored in a type the engine does not read.
    case wrongType(path: String, tensor: String, found: String, expected: String)
    /// A weight, or a result computed from it, is not a number.
    case notFinite(where: String)
    /// The vocabulary and the configuration do not fit together.
    case vocabularyMismatch(path: String, reason: String)
    /// A batch holds something the model cannot take.
    case badBatch(reason: String)

    /// One line for the user.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read \(path): \(reason)"
        case .badConfiguration(let path, let field, let reason):
            "\(path): “\(field)” \(reason)"
        case .unsupported(let path, let reason):
            "\(path): \(reason); this engine runs BertForQuestionAnswering models with absolute positions"
        case .noKernels(let kernels, let reason):
            "the \(kernels.rawValue) kernels cannot be used: \(reason)"
        case .missingTensor(let path, let name):
            "\(path) has no tensor “\(name)”; is it the model.safetensors of a BertForQuestionAnswering model?"
        case .wrongShape(let path, let tensor, let found, let expected):
            "\(path): tensor “\(tensor)” has shape \(found), expected \(expected) from config.json"
        case .wrongType(let path, let tensor, let found, let expected):
            "\(path): tensor “\(tensor)” is stored as \(found), expected \(expected)"
        case .notFinite(let place):
            "\(place) holds NaN or infinity; the weights are damaged, get the model again"
        case .vocabularyMismatch(let path, let reason):
            "\(path): \(reason)"
        case .badBatch(let reason):
            reason
        }
    }
}
