import CAllocationCount
import Testing

@testable import BERT

@Suite struct PackingTests {
    static let configuration = BERTConfiguration(
        hiddenSize: 64, layers: 2, attentionHeads: 4, intermediateSize: 96, vocabularySize: 200, maximumPositions: 96)

    static func randomBatch(_ generator: inout SystemRandomNumberGenerator, sequences: Int) -> PackedBatch {
        var batch = PackedBatch()
        for _ in 0..<sequences {
            let length = Int.random(in: 1...96, using: &generator)
            batch.append(
                ids: (0..<length).map { _ in Int32.random(in: 0..<200, using: &generator) },
                firstPassageToken: Int.random(in: 0...length, using: &generator))
        }
        return batch
    }

    @Test(arguments: EngineKernels.available)
    func packedEqualsOneByOne(kernels: EngineKernels) throws {
        let model = try BERTModel(random: Self.configuration)
        let engine = try InferenceEngine(model: model, threads: 2, kernels: kernels)
        var generator = SystemRandomNumberGenerator()
        for sequences in [1, 2, 5, 9] {
            let batch = Self.randomBatch(&generator, sequences: sequences)
            engine.chunkTokens = 4096
            let packed = try engine.logits(batch: batch)
            engine.chunkTokens = 100
            let chunked = try engine.logits(batch: batch)
            #expect(largestDifference(packed.start, chunked.start) <= 1e-5, "\(batch)")
            for sequence in 0..<batch.count {
                let range = batch.starts[sequence]..<batch.starts[sequence + 1]
                var single = PackedBatch()
                let boundary = batch.types[range].firstIndex(of: 1) ?? range.upperBound
                single.append(ids: batch.ids[range], firstPassageToken: boundary - range.lowerBound)
                let alone = try engine.logits(batch: single)
                #expect(largestDifference(packed.start[range], alone.start) <= 1e-5, "\(batch)")
                #expect(largestDifference(packed.end[range], alone.end) <= 1e-5, "\(batch)")
            }
        }
    }

    @Test(arguments: EngineKernels.available)
    func laterPassesNeedNoMemory(kernels: EngineKernels) throws {
        let engine = try InferenceEngine(
            model: try BERTModel(random: Self.configuration), threads: 2, kernels: kernels)
        var generator = SystemRandomNumberGenerator()
        let batch = Self.randomBatch(&generator, sequences: 12)
        _ = try engine.logits(batch: batch)
        let growths = engine.workspaceGrowths
        #expect(growths > 0)
        for _ in 0..<3 { _ = try engine.logits(batch: batch) }
        #expect(engine.workspaceGrowths == growths)
    }

    /// What a pass asks of the allocator is the two arrays that it returns and a few things around them, whatever the
    /// model's depth and the batch; nothing inside the pass.
    @Test(.enabled(if: allocation_count_works() != 0, "counts with glibc and without sanitizers"))
    func laterPassesAllocateOnlyTheirResult() throws {
        var counts: [Int] = []
        for (layers, sequences) in [(1, 1), (1, 12), (8, 12)] {
            var configuration = Self.configuration
            configuration.layers = layers
            for kernels in EngineKernels.available {
                let engine = try InferenceEngine(
                    model: try BERTModel(random: configuration), threads: 2, kernels: kernels)
                var generator = SystemRandomNumberGenerator()
                let batch = Self.randomBatch(&generator, sequences: sequences)
                _ = try engine.logits(batch: batch)
                // The least of some passes: other tests allocate too, where they run beside this one.
                var least = Int.max
                for _ in 0..<500 where least > 8 {
                    allocation_count_start()
                    let result = try engine.logits(batch: batch)
                    least = min(least, allocation_count_stop())
                    #expect(result.start.count == batch.ids.count)
                }
                counts.append(least)
            }
        }
        #expect(counts.allSatisfy { (2...8).contains($0) }, "\(counts)")
    }

    @Test func badBatchesAreErrors() throws {
        let engine = try InferenceEngine(model: try BERTModel(random: Self.configuration), threads: 1)
        func fails(_ ids: [Int32]) {
            var batch = PackedBatch()
            batch.append(ids: ids, firstPassageToken: 1)
            #expect(throws: BERTError.self) { try engine.logits(batch: batch) }
        }
        fails([])
        fails([200])
        fails([-1])
        fails(Array(repeating: 1, count: 97))
        let nothing = try engine.logits(batch: PackedBatch())
        #expect(nothing.start.isEmpty && nothing.end.isEmpty)
    }
}
