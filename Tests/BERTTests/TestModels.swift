import Foundation
import LinearAlgebra
import Safetensors

@testable import BERT

/// One of the tiny reference models: weights, batch and the reference's value at every stage.
struct GoldenCase {
    static let names = ["gelu", "gelu-new", "relu", "wide-head", "half", "brain-float", "bytes"]

    let folder: TemporaryFolder
    let model: BERTModel
    let batch: PackedBatch
    let lengths: [Int]
    let file: SafetensorsFile

    init(_ name: String) throws {
        let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
        folder = try TemporaryFolder()
        let weights = fixtures.appendingPathComponent("\(name).safetensors")
        try FileManager.default.copyItem(at: weights, to: folder.url.appendingPathComponent("model.safetensors"))
        try FileManager.default.copyItem(
            at: fixtures.appendingPathComponent("\(name).config.json"),
            to: folder.url.appendingPathComponent("config.json"))
        try folder.writeVocabulary(size: 32)
        model = try BERTModel(folder: folder.url.path)
        file = try SafetensorsFile(path: weights.path)
        let ids = try file.tensor(named: "golden.ids").floats().map { Int32($0) }
        let types = try file.tensor(named: "golden.types").floats()
        lengths = try file.tensor(named: "golden.lengths").floats().map { Int($0) }
        var batch = PackedBatch()
        var start = 0
        for length in lengths {
            let boundary = types[start..<start + length].firstIndex(of: 1) ?? start + length
            batch.append(ids: ids[start..<start + length], firstPassageToken: boundary - start)
            start += length
        }
        self.batch = batch
    }

    func golden(_ name: String) throws -> [Float] { try file.tensor(named: "golden.\(name)").floats() }

    /// What an engine makes of the batch: the hidden values after each stage, row-major, and the logits.
    func run(
        threads: Int, kernels: EngineKernels
    ) throws -> (stages: [Stage: [Float]], start: [Float], end: [Float]) {
        let engine = try InferenceEngine(model: model, threads: threads, kernels: kernels)
        var stages: [Stage: [Float]] = [:]
        engine.encoder.onStage = { stage, view in
            stages[stage] = (0..<view.rows).flatMap { row in
                (0..<view.columns).map { view.base[row * view.stride + $0] }
            }
        }
        let (start, end) = try engine.logits(batch: batch)
        return (stages, start, end)
    }
}

/// A folder that goes away with the value that holds it.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("bert-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: url.appendingPathComponent(name))
    }

    func writeVocabulary(size: Int) throws {
        let tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + (5..<size).map { "word\($0)" }
        try write(tokens.joined(separator: "\n") + "\n", to: "vocab.txt")
    }
}

/// Largest absolute difference; infinite when lengths differ or a value is not a number.
func largestDifference(_ a: some Collection<Float>, _ b: some Collection<Float>) -> Float {
    guard a.count == b.count else { return .infinity }
    return zip(a, b).reduce(0) { largest, pair in
        let difference = abs(pair.0 - pair.1)
        return difference.isNaN ? .infinity : max(largest, difference)
    }
}

extension EngineKernels {
    /// Those that take every model and compute with floats.
    static let available = EngineKernels.allCases.filter {
        $0 != .automatic && !overIntegers.contains($0) && $0.isAvailable
    }
    static let availableOverIntegers = overIntegers.filter(\.isAvailable)
}
