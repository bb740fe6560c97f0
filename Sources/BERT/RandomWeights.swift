import Dispatch
import LinearAlgebra

/// Fills a buffer with reproducible normal values and cuts a model's tensors from it.
struct RandomWeights {
    let memory: AlignedBuffer
    let seed: UInt64

    func make(_ configuration: BERTConfiguration) -> BERTWeights {
        fill(count: configuration.parameterCount)
        var next = UnsafePointer(memory.base)
        func take(_ count: Int) -> UnsafePointer<Float> {
            defer { next += count }
            return next
        }
        func dense(_ outputs: Int, _ inputs: Int) -> DenseWeights {
            DenseWeights(weight: take(outputs * inputs), bias: take(outputs), outputs: outputs, inputs: inputs)
        }
        let hidden = configuration.hiddenSize
        func norm() -> NormWeights {
            let gain = UnsafeMutablePointer(mutating: take(hidden))
            // Around 1, as in a trained model.
            for j in 0..<hidden { gain[j] += 1 }
            return NormWeights(gain: gain, shift: take(hidden))
        }
        func table(_ rows: Int) -> EmbeddingTable {
            EmbeddingTable(base: take(rows * hidden), storage: .f32, rows: rows, columns: hidden)
        }
        // The large matrices first, so that each starts on a cache line where its shape allows.
        let layers = (0..<configuration.layers).map { _ in
            LayerWeights(
                query: dense(hidden, hidden), key: dense(hidden, hidden), value: dense(hidden, hidden),
                attentionOutput: dense(hidden, hidden), attentionNorm: norm(),
                intermediate: dense(configuration.intermediateSize, hidden),
                output: dense(hidden, configuration.intermediateSize), outputNorm: norm())
        }
        return BERTWeights(
            words: table(configuration.vocabularySize), positions: table(configuration.maximumPositions),
            types: table(configuration.tokenTypes), embeddingNorm: norm(), layers: layers, span: dense(2, hidden))
    }

    private func fill(count: Int) {
        let piece = 1 << 20
        let base = memory.base
        nonisolated(unsafe) let target = base
        let seed = seed
        DispatchQueue.concurrentPerform(iterations: (count + piece - 1) / piece) { index in
            var state = seed &* 0x9e37_79b9_7f4a_7c15 &+ UInt64(index) &* 0xbf58_476d_1ce4_e5b9
            for position in index * piece..<min((index + 1) * piece, count) {
                // SplitMix64 (Steele, Lea & Flood, 2014); four 16-bit parts sum to nearly a normal variable.
                state &+= 0x9e37_79b9_7f4a_7c15
                var z = state
                z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
                z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
                z ^= z >> 31
                let sum = Int(z & 0xffff) + Int(z >> 16 & 0xffff) + Int(z >> 32 & 0xffff) + Int(z >> 48)
                // Mean 131,070, standard deviation 65,536/√3.
                target[position] = Float(sum - 131_070) * (0.02 / 37_837.2)
            }
        }
    }
}
