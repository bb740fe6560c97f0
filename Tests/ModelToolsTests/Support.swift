import Foundation
import Safetensors

/// A folder of its own, removed with the value.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("models-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }
    func path(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Writes a model folder with these tensors.
    func model(_ name: String, _ tensors: [TestTensor]) throws -> String {
        let folder = path(name)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (file, text) in ["config.json": "{}", "vocab.txt": "[UNK]\n", "notes.txt": "mine"] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(file)"))
        }
        var writer = try SafetensorsWriter(
            path: folder + "/model.safetensors",
            tensors: tensors.map { TensorDescription(name: $0.name, type: $0.type, shape: $0.shape) })
        for tensor in tensors {
            if tensor.type == .i64 {
                try writer.write(integers: tensor.values.map { Int64($0) }, to: tensor.name)
            } else {
                try writer.write(tensor.values, to: tensor.name)
            }
        }
        try writer.finish()
        return folder
    }
}

struct TestTensor {
    var name: String
    var shape: [Int]
    var type = ElementType.f32
    var values: [Float]

    /// Reproducible values, roughly normal, of a weight's size.
    init(_ name: String, _ shape: [Int], type: ElementType = .f32, seed: UInt64 = 1) {
        self.name = name
        self.shape = shape
        self.type = type
        var state = seed
        values = (0..<shape.reduce(1, *)).map { _ in
            (0..<4).reduce(Float(0)) { sum, _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return sum + (Float(state >> 40) / Float(1 << 24) - 0.5) * 0.1
            }
        }
    }
}
