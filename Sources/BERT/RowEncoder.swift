import LinearAlgebra

/// The encoder over row-major activations `[tokens, hidden]`, every product an OpenBLAS call.
///
/// The plainer of the two encoders: what `PanelEncoder` is compared with, and the one for processors without its
/// kernels. All workers run `run(worker:)` and split each phase: products by output columns, or by rows when there are
/// many; attention by sequence and head; layer norm by rows.
final class RowEncoder: Encoder, TeamProgram {
    private let model: BERTModel
    private let team: WorkTeam
    private var plan = BatchPlan()
    private let hidden = AlignedBuffer()
    private let query = AlignedBuffer()
    private let key = AlignedBuffer()
    private let value = AlignedBuffer()
    private let context = AlignedBuffer()
    private let attended = AlignedBuffer()
    private let middle = AlignedBuffer()
    private let kept = AlignedBuffer()
    private let scores: [AlignedBuffer]
    private let pairs = AlignedBuffer()
    private let logits = AlignedBuffer()
    var onStage: ((Stage, MatrixView) -> Void)?

    /// Rows of one piece of work where the rows are split.
    private static let rowBlock = 192

    init(model: BERTModel, team: WorkTeam) {
        self.model = model
        self.team = team
        scores = (0..<team.workers).map { _ in AlignedBuffer() }
        useOneThreadPerCall()
    }

    var growths: Int {
        ([hidden, query, key, value, context, attended, middle, kept, pairs, logits] + scores).reduce(0) {
            $0 + $1.growths
        }
    }

    func encode(_ batch: borrowing PackedBatch, _ sequences: Range<Int>) -> EncoderResult {
        plan.describe(batch, sequences)
        let configuration = model.configuration
        let tokens = plan.tokenCount
        for buffer in [hidden, query, key, value, context, attended, kept] {
            buffer.reserve(tokens * configuration.hiddenSize)
        }
        middle.reserve(tokens * configuration.intermediateSize)
        for buffer in scores { buffer.reserve(plan.longest * plan.longest) }
        logits.reserve(2 * (plan.keptRows.count + 15))
        pairs.reserve(2 * plan.keptRows.count)
        team.run(self)
        return EncoderResult(rows: plan.keptRows, logits: UnsafePointer(logits.base))
    }

    func run(worker: Int) {
        let configuration = model.configuration
        let weights = model.weights
        let size = configuration.hiddenSize
        let tokens = plan.tokenCount
        let epsilon = configuration.layerNormEpsilon
        embed(weights, size, epsilon)
        report(worker, .embeddings, MatrixView(hidden.base, rows: tokens, columns: size))

        for (index, layer) in weights.layers.enumerated() {
            let isLast = index == weights.layers.count - 1
            let rows = isLast ? plan.keptRows.count : tokens
            let starts = isLast ? plan.keptStarts : plan.starts
            let input = isLast ? kept.base : hidden.base
            if isLast { gatherKept(size) }
            dense(layer.key, hidden.base, tokens, into: key.base)
            dense(layer.value, hidden.base, tokens, into: value.base)
            dense(layer.query, input, rows, into: query.base)
            attend(worker, starts, configuration)
            dense(layer.attentionOutput, context.base, rows, into: attended.base, addingBias: false)
            normalize(attended.base, input, rows, layer.attentionOutput.bias, layer.attentionNorm, size, epsilon)
            dense(layer.intermediate, attended.base, rows, into: middle.base, activation: configuration.activation)
            dense(layer.output, middle.base, rows, into: hidden.base, addingBias: false)
            normalize(hidden.base, attended.base, rows, layer.output.bias, layer.outputNorm, size, epsilon)
            report(worker, .layer(index), MatrixView(hidden.base, rows: rows, columns: size))
        }
        if worker == 0 {
            let rows = plan.keptRows.count
            let output = MutableMatrixView(pairs.base, rows: rows, columns: 2)
            multiplyTransposed(
                MatrixView(hidden.base, rows: rows, columns: size), weights.span.view, into: output)
            addBiasAndActivate(output, bias: weights.span.bias, activation: nil)
            for row in 0..<rows {
                logits.base[row / 16 * 32 + row % 16] = pairs.base[2 * row]
                logits.base[row / 16 * 32 + row % 16 + 16] = pairs.base[2 * row + 1]
            }
        }
    }

    /// hidden[t] = layerNorm(word[id] + position[p] + type[t]).
    private func embed(_ weights: BERTWeights, _ size: Int, _ epsilon: Float) {
        while true {
            let sequence = team.take()
            guard sequence < plan.count else { break }
            let start = plan.starts[sequence]
            for row in start..<plan.starts[sequence + 1] {
                let line = hidden.base + row * size
                weights.words.write(row: Int(plan.ids[row]), to: line, stride: 1, add: false)
                weights.types.write(row: Int(plan.types[row]), to: line, stride: 1, add: true)
                weights.positions.write(row: row - start, to: line, stride: 1, add: true)
            }
            addAndNormalize(
                MutableMatrixView(
                    hidden.base + start * size, rows: plan.starts[sequence + 1] - start, columns: size),
                residual: nil, bias: nil, gain: weights.embeddingNorm.gain, shift: weights.embeddingNorm.shift,
                epsilon: epsilon)
        }
        team.barrier()
    }

    private func gatherKept(_ size: Int) {
        let chunk = 64
        while true {
            let first = team.take() * chunk
            guard first < plan.keptRows.count else { break }
            for index in first..<min(first + chunk, plan.keptRows.count) {
                (kept.base + index * size).update(from: hidden.base + plan.keptRows[index] * size, count: size)
            }
        }
        team.barrier()
    }

    /// output = activation(input · Wᵀ + b); input `[rows, inputs]`, output `[rows, outputs]`.
    private func dense(
        _ layer: DenseWeights, _ input: UnsafeMutablePointer<Float>, _ rows: Int,
        into output: UnsafeMutablePointer<Float>, activation: Activation? = nil, addingBias: Bool = true
    ) {
        let rowBlocks = max(1, rows / Self.rowBlock)
        let columnBlocks = rowBlocks >= 2 * team.workers ? 1 : team.workers
        while true {
            let item = team.take()
            guard item < rowBlocks * columnBlocks else { break }
            let row = item / columnBlocks
            let column = item % columnBlocks
            let firstRow = rows * row / rowBlocks
            let rowCount = rows * (row + 1) / rowBlocks - firstRow
            let firstColumn = layer.outputs * column / columnBlocks
            let columnCount = layer.outputs * (column + 1) / columnBlocks - firstColumn
            let target = MutableMatrixView(
                output + firstRow * layer.outputs + firstColumn, rows: rowCount, columns: columnCount,
                stride: layer.outputs)
            multiplyTransposed(
                MatrixView(input + firstRow * layer.inputs, rows: rowCount, columns: layer.inputs),
                MatrixView(layer.weight + firstColumn * layer.inputs, rows: columnCount, columns: layer.inputs),
                into: target)
            if addingBias { addBiasAndActivate(target, bias: layer.bias + firstColumn, activation: activation) }
        }
        team.barrier()
    }

    /// context = softmax(Q · Kᵀ / √d) · V for every sequence and head.
    private func attend(_ worker: Int, _ queryStarts: [Int], _ configuration: BERTConfiguration) {
        let heads = configuration.attentionHeads
        let size = configuration.hiddenSize
        let width = configuration.headSize
        let scale = 1 / Float(width).squareRoot()
        while true {
            let item = team.take()
            guard item < plan.count * heads else { break }
            let sequence = plan.order[item / heads]
            let column = item % heads * width
            let first = plan.starts[sequence] * size + column
            let length = plan.starts[sequence + 1] - plan.starts[sequence]
            let firstQuery = queryStarts[sequence] * size + column
            let queries = queryStarts[sequence + 1] - queryStarts[sequence]
            let weights = MutableMatrixView(scores[worker].base, rows: queries, columns: length)
            multiplyTransposed(
                MatrixView(query.base + firstQuery, rows: queries, columns: width, stride: size),
                MatrixView(key.base + first, rows: length, columns: width, stride: size), into: weights)
            softmaxRows(weights, scale: scale)
            multiply(
                weights.readOnly, MatrixView(value.base + first, rows: length, columns: width, stride: size),
                into: MutableMatrixView(context.base + firstQuery, rows: queries, columns: width, stride: size))
        }
        team.barrier()
    }

    private func normalize(
        _ x: UnsafeMutablePointer<Float>, _ residual: UnsafeMutablePointer<Float>, _ rows: Int,
        _ bias: UnsafePointer<Float>, _ norm: NormWeights, _ size: Int, _ epsilon: Float
    ) {
        let chunk = 8
        while true {
            let first = team.take() * chunk
            guard first < rows else { break }
            let count = min(chunk, rows - first)
            addAndNormalize(
                MutableMatrixView(x + first * size, rows: count, columns: size),
                residual: MatrixView(residual + first * size, rows: count, columns: size), bias: bias,
                gain: norm.gain, shift: norm.shift, epsilon: epsilon)
        }
        team.barrier()
    }

    private func report(_ worker: Int, _ stage: Stage, _ values: MatrixView) {
        guard let onStage else { return }
        if worker == 0 { onStage(stage, values) }
        team.barrier()
    }
}
