import Foundation
import Testing

@testable import BERT

/// Weights that stay eight-bit integers, on a processor with byte products.
@Suite(
    .enabled(
        if: !EngineKernels.availableOverIntegers.isEmpty, "this processor has neither AVX-512 VNNI nor AVX-VNNI"))
struct IntegerTests {
    @Test func storedIntegersAreUsedUnlessFloatsAreAskedFor() throws {
        let golden = try GoldenCase("bytes")
        #expect(
            try InferenceEngine(model: golden.model, threads: 1).kernelName
                == EngineKernels.availableOverIntegers[0].rawValue)
        #expect(golden.model.arithmetic == "integers")
        let floats = try InferenceEngine(model: golden.model, threads: 1, kernels: .narrow)
        #expect(floats.kernelName == "narrow")
        let half = try GoldenCase("half")
        #expect(try InferenceEngine(model: half.model, threads: 1).kernelName.hasSuffix("integer") == false)
        #expect(half.model.arithmetic == "floats")
        for kernels in EngineKernels.overIntegers {
            #expect(throws: BERTError.self) { try InferenceEngine(model: half.model, threads: 1, kernels: kernels) }
        }
    }

    /// Inputs rounded to 255 steps move every stage a little, and none far.
    @Test(arguments: EngineKernels.availableOverIntegers)
    func everyStageIsNearTheReference(kernels: EngineKernels) throws {
        let golden = try GoldenCase("bytes")
        for threads in [1, 3] {
            let (stages, start, end) = try golden.run(threads: threads, kernels: kernels)
            #expect(largestDifference(stages[.embeddings] ?? [], try golden.golden("embeddings")) <= 1e-5)
            for layer in 0..<golden.model.configuration.layers {
                let expected = try golden.golden("layer.\(layer)")
                let difference = largestDifference(stages[.layer(layer)] ?? [], expected)
                // Layer norm makes values of about one.
                #expect((1e-6..<0.05).contains(difference), "layer \(layer)")
            }
            #expect(largestDifference(start, try golden.golden("start")) < 0.05)
            #expect(largestDifference(end, try golden.golden("end")) < 0.05)
        }
    }

    /// Every token has a range of its own: what else is in the batch changes nothing.
    @Test(arguments: EngineKernels.availableOverIntegers)
    func packedEqualsOneByOne(kernels: EngineKernels) throws {
        let golden = try GoldenCase("bytes")
        let engine = try InferenceEngine(model: golden.model, threads: 2, kernels: kernels)
        let all = try engine.logits(batch: golden.batch)
        let growths = engine.workspaceGrowths
        for sequence in 0..<golden.batch.count {
            let range = golden.batch.starts[sequence]..<golden.batch.starts[sequence + 1]
            let boundary = golden.batch.types[range].firstIndex(of: 1) ?? range.upperBound
            var single = PackedBatch()
            single.append(
                ids: golden.batch.ids[range], firstPassageToken: boundary - range.lowerBound, onlyPassageLogits: true)
            let alone = try engine.logits(batch: single)
            for row in 0..<single.tokenCount where !alone.start[row].isNaN {
                #expect(abs(alone.start[row] - all.start[range.lowerBound + row]) <= 1e-5)
                #expect(abs(alone.end[row] - all.end[range.lowerBound + row]) <= 1e-5)
            }
        }
        #expect(engine.workspaceGrowths == growths)
    }

    /// Wherever both kernels are there, they give the same but for what attention rounds.
    @Test func bothKernelsAgree() throws {
        let golden = try GoldenCase("bytes")
        let results = try EngineKernels.availableOverIntegers.map { kernels in
            try InferenceEngine(model: golden.model, threads: 2, kernels: kernels).logits(batch: golden.batch)
        }
        for other in results.dropFirst() {
            let first = Array(zip(results[0].start, other.start)) + Array(zip(results[0].end, other.end))
            #expect(first.allSatisfy { $0.isNaN && $1.isNaN || abs($0 - $1) < 1e-2 })
        }
    }

    /// Whoever asks for floats first expands them, and others meanwhile are not disturbed.
    @Test func floatsAndIntegersRunSideBySide() async throws {
        let golden = try GoldenCase("bytes")
        let start = try golden.golden("start")
        let model = golden.model
        let batch = golden.batch
        let differences = try await withThrowingTaskGroup(of: Float.self) { group in
            for number in 0..<8 {
                group.addTask {
                    let kernels: EngineKernels = number % 2 == 0 ? .narrow : EngineKernels.availableOverIntegers[0]
                    let engine = try InferenceEngine(model: model, threads: 1, kernels: kernels)
                    let limit: Float = number % 2 == 0 ? 1e-5 : 0.05
                    return largestDifference(try engine.logits(batch: batch).start, start) / limit
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(differences.count == 8 && differences.allSatisfy { $0 <= 1 }, "\(differences)")
    }
}
