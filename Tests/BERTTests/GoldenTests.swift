import Testing

@testable import BERT

@Suite struct GoldenTests {
    @Test(arguments: GoldenCase.names, EngineKernels.available)
    func everyStageMatchesTheReference(name: String, kernels: EngineKernels) throws {
        let golden = try GoldenCase(name)
        for threads in [1, 3] {
            let (stages, start, end) = try golden.run(threads: threads, kernels: kernels)
            #expect(largestDifference(stages[.embeddings] ?? [], try golden.golden("embeddings")) <= 1e-5)
            for layer in 0..<golden.model.configuration.layers {
                let difference = largestDifference(stages[.layer(layer)] ?? [], try golden.golden("layer.\(layer)"))
                #expect(difference <= 1e-5, "layer \(layer)")
            }
            #expect(largestDifference(start, try golden.golden("start")) <= 1e-5)
            #expect(largestDifference(end, try golden.golden("end")) <= 1e-5)
        }
    }

    @Test(arguments: GoldenCase.names, EngineKernels.available)
    func rowsLeftOutOfTheLastLayerChangeNothing(name: String, kernels: EngineKernels) throws {
        let golden = try GoldenCase(name)
        let engine = try InferenceEngine(model: golden.model, threads: 2, kernels: kernels)
        let all = try engine.logits(batch: golden.batch)
        var partial = PackedBatch()
        var wanted: [Int] = []
        for sequence in 0..<golden.batch.count {
            let range = golden.batch.starts[sequence]..<golden.batch.starts[sequence + 1]
            let boundary = golden.batch.types[range].firstIndex(of: 1) ?? range.upperBound
            partial.append(
                ids: golden.batch.ids[range], firstPassageToken: boundary - range.lowerBound, onlyPassageLogits: true)
            wanted += [range.lowerBound] + Array(boundary..<range.upperBound)
        }
        let some = try engine.logits(batch: partial)
        #expect(largestDifference(wanted.map { all.start[$0] }, wanted.map { some.start[$0] }) <= 1e-5)
        #expect(largestDifference(wanted.map { all.end[$0] }, wanted.map { some.end[$0] }) <= 1e-5)
        for row in 0..<partial.tokenCount where !wanted.contains(row) { #expect(some.start[row].isNaN) }
    }
}
