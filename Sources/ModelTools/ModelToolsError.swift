import Safetensors

/// What can go wrong with models on disk.
public enum ModelToolsError: Error, Equatable, Sendable, CustomStringConvertible {
    case weights(SafetensorsError)
    case notAModel(path: String, missing: String)
    case alreadyExists(path: String)
    case sameFolder(path: String)
    case cannotWrite(path: String, reason: String)
    case notFinite(path: String, tensor: String)
    case tooLargeForHalf(path: String, tensor: String, value: Float)
    case unknownModel(name: String, installed: [String])
    case ambiguousModel(name: String, matches: [String])
    case noModels(searched: [String])

    public var description: String {
        switch self {
        case .weights(let error):
            error.description
        case .notAModel(let path, let missing):
            "\(path): no model here, \(missing) is missing; a model folder holds config.json, vocab.txt and "
                + "model.safetensors"
        case .alreadyExists(let path):
            "\(path) exists; remove it or name another folder"
        case .sameFolder(let path):
            "\(path): a model cannot be converted onto itself; name another folder"
        case .cannotWrite(let path, let reason):
            "\(path): cannot write: \(reason)"
        case .notFinite(let path, let tensor):
            "\(path): tensor “\(tensor)” holds a NaN or an infinity; the training went wrong or the file is damaged"
        case .tooLargeForHalf(let path, let tensor, let value):
            "\(path): tensor “\(tensor)” holds \(value), which half precision cannot; convert with --type f32 or i8"
        case .unknownModel(let name, let installed):
            "no model “\(name)”; "
                + (installed.isEmpty
                    ? "none is installed: run Tools/fetch-weights or name a folder"
                    : "installed: \(installed.joined(separator: ", ")); or name a folder")
        case .ambiguousModel(let name, let matches):
            "“\(name)” could be \(matches.joined(separator: " or ")); give the whole name"
        case .noModels(let searched):
            "no model is installed (looked in \(searched.joined(separator: " and "))); run Tools/fetch-weights "
                + "bert-large, or name a folder with --model"
        }
    }
}
