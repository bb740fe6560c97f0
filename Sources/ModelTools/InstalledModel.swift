import Foundation
import Safetensors

/// A model folder and what its files say at a glance.
public struct InstalledModel: Sendable, Equatable, Encodable {
    /// The folder's name.
    public var name: String
    public var path: String
    /// Bytes of `model.safetensors`.
    public var size: Int
    /// Number of weights, the scales of quantized ones not counted; nil when the file cannot be read.
    public var parameters: Int?
    /// The type most weights are stored as: `f32`, `f16`, `bf16` or `i8`.
    public var type: String?
    /// Whether it came with the program.
    public var isBundled: Bool
    /// Whether it reads when no model is named.
    public var isDefault: Bool
    /// What is wrong with it, nil when it can be opened.
    public var problem: String?

    /// Looks at a folder; opening the weights reads their header only.
    init(folder: URL, isBundled: Bool) {
        name = folder.lastPathComponent
        path = folder.path
        self.isBundled = isBundled
        isDefault = false
        size = 0
        do throws(SafetensorsError) {
            let file = try SafetensorsFile(path: ModelFolder.weights(in: folder.path))
            size = file.fileSize
            var counts: [ElementType: Int] = [:]
            for name in file.tensorNames where !name.hasSuffix(SafetensorsFile.scaleSuffix) {
                let view = try file.tensor(named: name)
                if ModelFolder.isWeight(view.type) { counts[view.type, default: 0] += view.elementCount }
            }
            parameters = counts.values.reduce(0, +)
            type = counts.max { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }?.key.rawValue.lowercased()
        } catch {
            problem = error.description
        }
        if problem == nil, let missing = ModelFolder.missingFile(in: path) { problem = "\(missing) is missing" }
    }
}

/// The files of a model folder.
enum ModelFolder {
    static let required = ["config.json", "vocab.txt", "model.safetensors"]
    /// Copied by a conversion, where present.
    static let companions = ["config.json", "vocab.txt", "tokenizer_config.json", "answer.json"]

    static func weights(in folder: String) -> String { folder + "/model.safetensors" }

    static func missingFile(in folder: String) -> String? {
        required.first { !FileManager.default.fileExists(atPath: "\(folder)/\($0)") }
    }

    /// Whether a tensor of this type holds weights (and not, say, position numbers).
    static func isWeight(_ type: ElementType) -> Bool {
        switch type {
        case .f64, .f32, .f16, .bf16, .i8: true
        default: false
        }
    }
}
