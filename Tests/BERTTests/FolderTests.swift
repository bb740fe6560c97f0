import Foundation
import Safetensors
import Testing

@testable import BERT

/// What a damaged or foreign model folder leads to: an error that names the trouble, never a trap.
@Suite struct FolderTests {
    static var fields: [String: Any] {
        [
            "architectures": ["BertForQuestionAnswering"], "model_type": "bert", "hidden_size": 8,
            "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 12, "vocab_size": 10,
            "max_position_embeddings": 16, "type_vocab_size": 2, "hidden_act": "gelu",
        ]
    }

    static func shapes(prefix: String = "bert.") -> [(name: String, shape: [Int])] {
        let layer = "\(prefix)encoder.layer.0."
        var shapes: [(String, [Int])] = [
            ("\(prefix)embeddings.word_embeddings.weight", [10, 8]),
            ("\(prefix)embeddings.position_embeddings.weight", [16, 8]),
            ("\(prefix)embeddings.token_type_embeddings.weight", [2, 8]),
        ]
        for (name, outputs, inputs) in [
            ("\(layer)attention.self.query", 8, 8), ("\(layer)attention.self.key", 8, 8),
            ("\(layer)attention.self.value", 8, 8), ("\(layer)attention.output.dense", 8, 8),
            ("\(layer)intermediate.dense", 12, 8), ("\(layer)output.dense", 8, 12), ("qa_outputs", 2, 8),
        ] {
            shapes += [("\(name).weight", [outputs, inputs]), ("\(name).bias", [outputs])]
        }
        for name in ["\(prefix)embeddings.LayerNorm", "\(layer)attention.output.LayerNorm", "\(layer)output.LayerNorm"]
        {
            shapes += [("\(name).weight", [8]), ("\(name).bias", [8])]
        }
        return shapes.map { (name: $0.0, shape: $0.1) }
    }

    static func write(
        _ folder: TemporaryFolder, fields: [String: Any] = fields, shapes: [(name: String, shape: [Int])] = shapes(),
        value: Float = 0.1
    ) throws {
        let json = try JSONSerialization.data(withJSONObject: fields)
        try folder.write(String(decoding: json, as: UTF8.self), to: "config.json")
        try folder.writeVocabulary(size: 10)
        var writer = try SafetensorsWriter(
            path: folder.url.appendingPathComponent("model.safetensors").path,
            tensors: shapes.map { TensorDescription(name: $0.name, type: .f32, shape: $0.shape) })
        for (name, shape) in shapes {
            let count = shape.reduce(1, *)
            try writer.write((0..<count).map { value * Float($0 % 5 + 1) }, to: name)
        }
        try writer.finish()
    }

    static func error(_ folder: TemporaryFolder) -> BERTError? {
        do {
            _ = try BERTModel(folder: folder.url.path)
            return nil
        } catch { return error }
    }

    @Test(arguments: ["bert.", ""])
    func bothPrefixesOpen(prefix: String) throws {
        let folder = try TemporaryFolder()
        try Self.write(folder, shapes: Self.shapes(prefix: prefix))
        let model = try BERTModel(folder: folder.url.path)
        let again = try BERTModel(folder: folder.url.path)
        #expect(model.digest == again.digest && model.digest.count == 64)
        var batch = PackedBatch()
        batch.append(ids: [2, 5, 3, 6, 3], firstPassageToken: 3)
        let logits = try InferenceEngine(model: model, threads: 1).logits(batch: batch)
        #expect(logits.start.allSatisfy { $0.isFinite })
    }

    @Test func missingAndMisshapenTensorsAreNamed() throws {
        for index in Self.shapes().indices {
            let folder = try TemporaryFolder()
            var shapes = Self.shapes()
            let (name, shape) = shapes.remove(at: index)
            try Self.write(folder, shapes: shapes)
            let missing = Self.error(folder)
            #expect(
                missing?.description.contains("LayerNorm") == true || missing?.description.contains(name) == true
                    || index == 0)
            #expect(missing != nil)
            shapes.insert((name: name, shape: [shape[0] + 1] + shape.dropFirst()), at: index)
            try Self.write(folder, shapes: shapes)
            guard case .wrongShape(_, let tensor, let found, let expected) = Self.error(folder) else {
                Issue.record("no shape error for \(name)")
                continue
            }
            #expect(tensor == name && found == [shape[0] + 1] + shape.dropFirst() && expected == shape)
        }
    }

    @Test func whatIsNotSupportedIsSaid() throws {
        let changes: [(String, Any)] = [
            ("model_type", "roberta"), ("position_embedding_type", "relative_key"), ("is_decoder", true),
            ("architectures", ["BertForMaskedLM"]), ("hidden_act", "swish"), ("hidden_size", 0), ("hidden_size", "8"),
            ("hidden_size", 1e300), ("num_attention_heads", 3), ("layer_norm_eps", -1), ("type_vocab_size", 1),
            ("vocab_size", 9), ("max_position_embeddings", NSNull()),
        ]
        for (field, value) in changes {
            let folder = try TemporaryFolder()
            var fields = Self.fields
            fields[field] = value
            try Self.write(folder, fields: fields)
            let error = Self.error(folder)
            #expect(error != nil, "\(field) \(value)")
            #expect(error?.description.contains("\n") == false)
        }
    }

    @Test func missingFilesAreErrors() throws {
        #expect(throws: BERTError.self) { try BERTModel(folder: "/nonexistent") }
        for name in ["config.json", "vocab.txt", "model.safetensors"] {
            let folder = try TemporaryFolder()
            try Self.write(folder)
            try FileManager.default.removeItem(at: folder.url.appendingPathComponent(name))
            #expect(Self.error(folder)?.description.contains(name) == true, "\(name)")
        }
        let folder = try TemporaryFolder()
        try Self.write(folder)
        try folder.write("{\"confidence\": 3}", to: "answer.json")
        #expect(Self.error(folder) != nil)
        try folder.write("{\"confidence\": {\"scale\": 0.5, \"bias\": 1}, \"nullThreshold\": -2}", to: "answer.json")
        let calibration = try BERTModel(folder: folder.url.path).calibration
        #expect(calibration.scale == 0.5 && calibration.nullThreshold == -2)
        #expect(abs(calibration.confidence(margin: 2) - 0.880797) < 1e-5)
    }

    @Test func weightsThatAreNotNumbersAreFound() throws {
        let folder = try TemporaryFolder()
        try Self.write(folder, value: .nan)
        let model = try BERTModel(folder: folder.url.path)
        for kernels in EngineKernels.available {
            let engine = try InferenceEngine(model: model, threads: 1, kernels: kernels)
            #expect(throws: BERTError.self) {
                try engine.read(question: [5], passages: [Passage(ids: [6, 7])])
            }
        }
    }
}
