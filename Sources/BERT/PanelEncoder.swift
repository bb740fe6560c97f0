import LinearAlgebra

/// The encoder over panels of 16 tokens, see `PanelKernel`.
///
/// With weights that are integers, whatever a dense layer reads is turned into bytes first, see `IntegerPanel`; attention,
/// layer norms and residuals stay floats.
///
/// All workers run `run(worker:)` and take the pieces of each phase one by one: blocks of output rows in the dense
/// layers, pairs of sequence and head in attention, panels in layer norm.
final class PanelEncoder: Encoder, TeamProgram {
    private let model: BERTModel
    private let team: WorkTeam
    private let kernel: PanelKernel
    /// Of the dense layers, where the weights are integers.
    private let integers: IntegerKernel?
    private let attention: PanelAttention
    private var plan = BatchPlan()
    private let hidden = AlignedBuffer()
    private let query = AlignedBuffer()
    private let key = AlignedBuffer()
    private let value = AlignedBuffer()
    private let context = AlignedBuffer()
    private let attended = AlignedBuffer()
    private let middle = AlignedBuffer()
    private let kept = AlignedBuffer()
    /// Bytes and ranges of what the next dense layer reads, and of the kept rows.
    private let quantized = QuantizedPanels()
    private let quantizedKept = QuantizedPanels()
    private let scratch: [AlignedBuffer]
    private let logits = AlignedBuffer()
    var onStage: ((Stage, MatrixView) -> Void)?

    init(model: BERTModel, team: WorkTeam, kernel: PanelKernel, integers: IntegerKernel?) {
        self.model = model
        self.team = team
        self.kernel = kernel
        self.integers = integers
        attention = PanelAttention(
            kernel: kernel, features: model.configuration.hiddenSize, headSize: model.configuration.headSize)
        scratch = (0..<team.workers).map { _ in AlignedBuffer() }
    }

    var growths: Int {
        ([hidden, query, key, value, context, attended, middle, kept, logits] + scratch).reduce(0) { $0 + $1.growths }
            + quantized.growths + quantizedKept.growths
    }

    func encode(_ batch: borrowing PackedBatch, _ sequences: Range<Int>) -> EncoderResult {
        plan.describe(batch, sequences)
        let configuration = model.configuration
        let lanes = panels(plan.tokenCount) * PanelKernel.lanes
        for buffer in [hidden, query, key, value, context, attended, kept] {
            buffer.reserve(lanes * configuration.hiddenSize)
        }
        middle.reserve(lanes * configuration.intermediateSize)
        if integers != nil {
            let widest = max(configuration.hiddenSize, configuration.intermediateSize)
            quantized.reserve(panels: panels(plan.tokenCount), features: widest)
            quantizedKept.reserve(panels: panels(plan.keptRows.count), features: configuration.hiddenSize)
        }
        for buffer in scratch { buffer.reserve(attention.scratchSize(length: plan.longest)) }
        logits.reserve(2 * lanes)
        team.run(self)
        return EncoderResult(rows: plan.keptRows, logits: UnsafePointer(logits.base))
    }

    func run(worker: Int) {
        let configuration = model.configuration
        let size = configuration.hiddenSize
        let epsilon = configuration.layerNormEpsilon
        let tokens = plan.tokenCount
        embed(size, epsilon)
        report(worker, .embeddings, tokens)

        let last = model.weights.layers.count - 1
        for index in 0...last {
            let layer = model.weights.layers[index]
            let isLast = index == last
            let rows = isLast ? plan.keptRows.count : tokens
            let input = isLast ? kept.base : hidden.base
            if isLast { gatherKept(size) }
            project(layer, input, rows, isLast ? quantizedKept : quantized)
            attend(worker, isLast ? plan.keptStarts : plan.starts)
            quantize(context.base, rows, size)
            dense(layer.attentionOutput, context.base, rows, into: attended.base, addingBias: false)
            normalize(attended.base, input, rows, layer.attentionOutput.bias, layer.attentionNorm, size, epsilon)
            dense(layer.intermediate, attended.base, rows, into: middle.base, activation: configuration.activation)
            quantize(middle.base, rows, configuration.intermediateSize)
            dense(layer.output, middle.base, rows, into: hidden.base, addingBias: false)
            normalize(hidden.base, attended.base, rows, layer.output.bias, layer.outputNorm, size, epsilon)
            report(worker, .layer(index), rows)
        }
        scoreSpans(plan.keptRows.count, size)
    }

    private func panels(_ rows: Int) -> Int { (rows + PanelKernel.lanes - 1) / PanelKernel.lanes }

    /// hidden[t] = layerNorm(word[id] + position[p] + type[t]), panel by panel.
    private func embed(_ size: Int, _ epsilon: Float) {
        let weights = model.weights
        let lanes = PanelKernel.lanes
        let count = panels(plan.tokenCount)
        while true {
            let panel = team.take()
            guard panel < count else { break }
            let base = hidden.base + panel * size * lanes
            let first = panel * lanes
            let end = min(first + lanes, plan.tokenCount)
            for row in first..<end {
                let target = base + (row - first)
                weights.words.write(row: Int(plan.ids[row]), to: target, stride: lanes, add: false)
                weights.types.write(row: Int(plan.types[row]), to: target, stride: lanes, add: true)
                weights.positions.write(row: Int(plan.positions[row]), to: target, stride: lanes, add: true)
            }
            // The last panel's spare lanes are computed like the others and must hold numbers.
            for lane in end - first..<lanes {
                for j in 0..<size { base[j * lanes + lane] = 0 }
            }
            normalizePanel(
                base, residual: nil, bias: nil, features: size, gain: weights.embeddingNorm.gain,
                shift: weights.embeddingNorm.shift, epsilon: epsilon)
            if integers != nil { quantized.take(hidden.base, panel, size) }
        }
        team.barrier()
    }

    /// Copies the rows that the span head needs to panels of their own.
    private func gatherKept(_ size: Int) {
        let lanes = PanelKernel.lanes
        let rows = plan.keptRows.count
        let count = panels(rows)
        while true {
            let panel = team.take()
            guard panel < count else { break }
            let target = kept.base + panel * size * lanes
            for lane in 0..<lanes {
                // Spare lanes repeat the last row.
                let row = plan.keptRows[min(panel * lanes + lane, rows - 1)]
                let source = hidden.base + row / lanes * size * lanes + row % lanes
                for j in 0..<size { target[j &* lanes &+ lane] = source[j &* lanes] }
            }
            if integers != nil { quantizedKept.take(kept.base, panel, size) }
        }
        team.barrier()
    }

    /// Query, key and value in one phase: their pieces are numbered through.
    private func project(
        _ layer: LayerWeights, _ input: UnsafeMutablePointer<Float>, _ rows: Int, _ quantizedInput: QuantizedPanels
    ) {
        let all = pieces(layer.key, plan.tokenCount)
        let some = pieces(layer.query, rows)
        while true {
            let item = team.take()
            if item < all {
                run(item, of: layer.key, plan.tokenCount, hidden.base, quantized, key.base)
            } else if item < 2 * all {
                run(item - all, of: layer.value, plan.tokenCount, hidden.base, quantized, value.base)
            } else if item < 2 * all + some {
                run(item - 2 * all, of: layer.query, rows, input, quantizedInput, query.base)
            } else {
                break
            }
        }
        team.barrier()
    }

    private func attend(_ worker: Int, _ queryStarts: [Int]) {
        let heads = model.configuration.attentionHeads
        let scale = 1 / Float(attention.headSize).squareRoot()
        while true {
            let item = team.take()
            guard item < plan.count * heads else { break }
            let sequence = plan.order[item / heads]
            attention.run(
                head: item % heads, query: query.base, queries: queryStarts[sequence]..<queryStarts[sequence + 1],
                key: key.base, value: value.base, keys: plan.starts[sequence]..<plan.starts[sequence + 1],
                scale: scale, context: context.base, scratch: scratch[worker].base)
        }
        team.barrier()
    }

    private func dense(
        _ layer: DenseWeights, _ input: UnsafeMutablePointer<Float>, _ rows: Int,
        into output: UnsafeMutablePointer<Float>, activation: Activation? = nil, addingBias: Bool = true
    ) {
        let count = pieces(layer, rows)
        while true {
            let item = team.take()
            guard item < count else { break }
            run(item, of: layer, rows, input, quantized, output, activation: activation, addingBias: addingBias)
        }
        team.barrier()
    }

    /// Number of pieces of a dense layer over `rows` rows.
    private func pieces(_ layer: DenseWeights, _ rows: Int) -> Int {
        if let integers {
            return IntegerDense(
                kernel: integers, outputs: layer.outputs, inputs: layer.inputs, panels: panels(rows)
            ).pieces
        }
        return PanelDense(kernel: kernel, outputs: layer.outputs, inputs: layer.inputs, panels: panels(rows)).pieces
    }

    /// One piece of a dense layer, from `input` or, with integers, from what was made of it.
    private func run(
        _ piece: Int, of layer: DenseWeights, _ rows: Int, _ input: UnsafeMutablePointer<Float>,
        _ quantizedInput: QuantizedPanels, _ output: UnsafeMutablePointer<Float>, activation: Activation? = nil,
        addingBias: Bool = true
    ) {
        let bias = addingBias ? layer.bias : nil
        if let integers, let weights = layer.integers {
            IntegerDense(
                kernel: integers, outputs: layer.outputs, inputs: layer.inputs, panels: panels(rows)
            ).run(
                piece: piece, weights: weights, bias: bias, activation: activation, x: quantizedInput.bytes,
                ranges: quantizedInput.ranges, y: output)
        } else {
            PanelDense(kernel: kernel, outputs: layer.outputs, inputs: layer.inputs, panels: panels(rows)).run(
                piece: piece, weight: layer.weight, bias: bias, activation: activation, x: input, y: output)
        }
    }

    /// Makes bytes of what the next dense layer reads; nothing to do for one that reads floats.
    private func quantize(_ x: UnsafeMutablePointer<Float>, _ rows: Int, _ features: Int) {
        guard integers != nil else { return }
        let count = panels(rows)
        while true {
            let panel = team.take()
            guard panel < count else { break }
            quantized.take(x, panel, features)
        }
        team.barrier()
    }

    private func normalize(
        _ x: UnsafeMutablePointer<Float>, _ residual: UnsafeMutablePointer<Float>, _ rows: Int,
        _ bias: UnsafePointer<Float>, _ norm: NormWeights, _ size: Int, _ epsilon: Float
    ) {
        let count = panels(rows)
        while true {
            let panel = team.take()
            guard panel < count else { break }
            let offset = panel * size * PanelKernel.lanes
            normalizePanel(
                x + offset, residual: residual + offset, bias: bias, features: size, gain: norm.gain,
                shift: norm.shift, epsilon: epsilon)
            if integers != nil { quantized.take(x, panel, size) }
        }
        team.barrier()
    }

    /// logits[row] = (start, end).
    private func scoreSpans(_ rows: Int, _ size: Int) {
        let lanes = PanelKernel.lanes
        let span = model.weights.span
        let count = panels(rows)
        while true {
            let panel = team.take()
            guard panel < count else { break }
            let target = logits.base + panel * 2 * lanes
            kernel.multiply(
                a: span.weight, aRowStride: size, aStepStride: 1, x: hidden.base + panel * size * lanes,
                xPanelStride: 0, c: target, cPanelStride: 0, rows: 2, steps: size, panels: 1, accumulate: false)
            for lane in 0..<lanes {
                target[lane] += span.bias[0]
                target[lanes + lane] += span.bias[1]
            }
        }
    }

    /// Hands a stage to the tests, turned back into rows.
    private func report(_ worker: Int, _ stage: Stage, _ rows: Int) {
        guard let onStage else { return }
        if worker == 0 {
            let size = model.configuration.hiddenSize
            let lanes = PanelKernel.lanes
            let copy = AlignedBuffer(capacity: rows * size)
            for row in 0..<rows {
                let source = hidden.base + row / lanes * size * lanes + row % lanes
                for j in 0..<size { copy.base[row * size + j] = source[j * lanes] }
            }
            onStage(stage, MatrixView(copy.base, rows: rows, columns: size))
        }
        team.barrier()
    }
}
