import Foundation
import Safetensors
import Testing

@testable import BERT

/// Folders of models that are not part of the repository; tests that need one are skipped without it.
private enum Models {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let small = root.appendingPathComponent("../shared/models/minilm-qa-bootstrap").standardizedFileURL.path
    static let large = ProcessInfo.processInfo.environment["ANSWER_LARGE_MODEL"]
}

@Suite struct FullSizeTests {
    /// Logits of a model folder against those the reference library computed from it.
    private func compare(model folder: String, golden: String, tolerance: Float) throws {
        let model = try BERTModel(folder: folder)
        let file = try SafetensorsFile(path: golden)
        func values(_ name: String) throws -> [Float] { try file.tensor(named: "golden.\(name)").floats() }
        let ids = try values("ids").map { Int32($0) }
        let types = try values("types")
        var batch = PackedBatch()
        var start = 0
        for length in try values("lengths").map({ Int($0) }) {
            let boundary = types[start..<start + length].firstIndex(of: 1) ?? start
            batch.append(ids: ids[start..<start + length], firstPassageToken: boundary - start)
            start += length
        }
        for kernels in EngineKernels.available {
            let logits = try InferenceEngine(model: model, kernels: kernels).logits(batch: batch)
            let difference = max(
                largestDifference(logits.start, try values("start")), largestDifference(logits.end, try values("end")))
            print("\(model.name), \(kernels.rawValue) kernels: largest difference of a logit \(difference)")
            #expect(difference <= tolerance, "\(kernels)")
        }
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: Models.small), "the development model is not here"))
    func aTrainedModelMatchesTheReference() throws {
        let fixtures = Models.root.appendingPathComponent("Tests/BERTTests/Fixtures")
        try compare(
            model: Models.small, golden: fixtures.appendingPathComponent("minilm-qa-bootstrap.golden.safetensors").path,
            tolerance: 1e-3)
    }

    @Test(.enabled(if: Models.large != nil, "run by Tools/golden/make --large"))
    func bertLargeMatchesTheReference() throws {
        guard let folder = Models.large else { return }
        try compare(model: folder, golden: folder + "/golden.safetensors", tolerance: 1e-3)
    }
}
