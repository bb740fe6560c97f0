import Dispatch
import Foundation
import LinearAlgebra
import Safetensors

/// Takes a model's tensors out of its safetensors file: in place where they are F32, expanded otherwise.
struct WeightLoader {
    private let file: SafetensorsFile
    private let prefix: String
    private let expanded: AlignedBuffer?
    private var used = 0
    private var pending: [Expansion] = []

    /// A tensor that has to be expanded, and where to.
    private struct Expansion: @unchecked Sendable {
        // Unchecked because of the pointers: read-only mapping, and disjoint parts of the loader's buffer.
        var view: TensorView
        var scales: TensorView?
        var target: UnsafeMutablePointer<Float>
    }

    init(file: SafetensorsFile) {
        self.file = file
        // Models saved from the bare encoder lack the prefix.
        prefix = file.contains("bert.embeddings.word_embeddings.weight") ? "bert." : ""
        // Room for all that may have to be expanded; memory that is not written costs nothing.
        var room = 0
        for name in file.tensorNames where !name.contains("_embeddings.") {
            guard let view = try? file.tensor(named: name), view.floatsInPlace == nil else { continue }
            room += Self.padded(view.elementCount)
        }
        expanded = room == 0 ? nil : AlignedBuffer(uninitializedCapacity: room)
    }

    /// All weights, and the buffer that holds the expanded ones (nil when every tensor is used in place).
    mutating func load(
        _ configuration: BERTConfiguration
    ) throws(BERTError) -> (weights: BERTWeights, expanded: AlignedBuffer?) {
        let hidden = configuration.hiddenSize
        let middle = configuration.intermediateSize
        var layers: [LayerWeights] = []
        layers.reserveCapacity(configuration.layers)
        for index in 0..<configuration.layers {
            let base = "\(prefix)encoder.layer.\(index)"
            layers.append(
                LayerWeights(
                    query: try dense("\(base).attention.self.query", hidden, hidden),
                    key: try dense("\(base).attention.self.key", hidden, hidden),
                    value: try dense("\(base).attention.self.value", hidden, hidden),
                    attentionOutput: try dense("\(base).attention.output.dense", hidden, hidden),
                    attentionNorm: try norm("\(base).attention.output.LayerNorm", hidden),
                    intermediate: try dense("\(base).intermediate.dense", middle, hidden),
                    output: try dense("\(base).output.dense", hidden, middle),
                    outputNorm: try norm("\(base).output.LayerNorm", hidden)))
        }
        let weights = BERTWeights(
            words: try table("word_embeddings", configuration.vocabularySize, hidden),
            positions: try table("position_embeddings", configuration.maximumPositions, hidden),
            types: try table("token_type_embeddings", configuration.tokenTypes, hidden),
            embeddingNorm: try norm("\(prefix)embeddings.LayerNorm", hidden), layers: layers,
            span: try dense("qa_outputs", 2, hidden))
        expandPending()
        return (weights, expanded)
    }

    private mutating func dense(_ name: String, _ outputs: Int, _ inputs: Int) throws(BERTError) -> DenseWeights {
        DenseWeights(
            weight: try floats("\(name).weight", [outputs, inputs]), bias: try floats("\(name).bias", [outputs]),
            outputs: outputs, inputs: inputs)
    }

    private mutating func norm(_ name: String, _ size: Int) throws(BERTError) -> NormWeights {
        // Checkpoints converted from TensorFlow call them gamma and beta.
        let old = file.contains("\(name).gamma")
        return NormWeights(
            gain: try floats("\(name).\(old ? "gamma" : "weight")", [size]),
            shift: try floats("\(name).\(old ? "beta" : "bias")", [size]))
    }

    /// Where the tensor's floats are, or will be once `expandPending` has run.
    private mutating func floats(_ name: String, _ shape: [Int]) throws(BERTError) -> UnsafePointer<Float> {
        let view = try tensor(name, shape)
        if let floats = view.floatsInPlace, let base = floats.baseAddress { return base }
        guard let expanded, used + view.elementCount <= expanded.capacity else {
            throw .wrongShape(path: file.path, tensor: name, found: view.shape, expected: shape)
        }
        let target = expanded.base + used
        used += Self.padded(view.elementCount)
        pending.append(Expansion(view: view, scales: try scales(of: view), target: target))
        return UnsafePointer(target)
    }

    /// Every tensor starts on a cache line.
    private static func padded(_ count: Int) -> Int { (count + 15) & ~15 }

    private func table(_ name: String, _ rows: Int, _ columns: Int) throws(BERTError) -> EmbeddingTable {
        let view = try tensor("\(prefix)embeddings.\(name).weight", [rows, columns])
        guard let base = view.bytes.baseAddress, view.isAligned(to: view.type.size) else {
            throw .wrongType(path: file.path, tensor: view.name, found: "misaligned bytes", expected: "aligned values")
        }
        let storage: EmbeddingTable.Storage
        switch view.type {
        case .f32: storage = .f32
        case .f16: storage = .f16
        case .bf16: storage = .bf16
        default:
            guard let scales = try scales(of: view)?.floatsInPlace?.baseAddress else {
                throw .wrongType(
                    path: file.path, tensor: view.name, found: view.type.rawValue, expected: "I8 with aligned scales")
            }
            storage = .i8(scales: scales)
        }
        return EmbeddingTable(base: base, storage: storage, rows: rows, columns: columns)
    }

    private func tensor(_ name: String, _ shape: [Int]) throws(BERTError) -> TensorView {
        guard file.contains(name), let view = try? file.tensor(named: name) else {
            throw .missingTensor(path: file.path, name: name)
        }
        guard view.shape == shape else {
            throw .wrongShape(path: file.path, tensor: name, found: view.shape, expected: shape)
        }
        switch view.type {
        case .f32, .f16, .bf16: return view
        case .i8 where file.contains(name + SafetensorsFile.scaleSuffix): return view
        default:
            throw .wrongType(
                path: file.path, tensor: name, found: view.type.rawValue,
                expected: "F32, F16, BF16, or I8 with \(name)\(SafetensorsFile.scaleSuffix)")
        }
    }

    private func scales(of view: TensorView) throws(BERTError) -> TensorView? {
        guard view.type == .i8 else { return nil }
        let name = view.name + SafetensorsFile.scaleSuffix
        guard let scales = try? file.tensor(named: name) else { throw .missingTensor(path: file.path, name: name) }
        let expected = [view.shape.first ?? 0]
        guard scales.shape == expected else {
            throw .wrongShape(path: file.path, tensor: name, found: scales.shape, expected: expected)
        }
        guard scales.type == .f32 else {
            throw .wrongType(path: file.path, tensor: name, found: scales.type.rawValue, expected: "F32")
        }
        return scales
    }

    /// Converts all pending tensors, in pieces of some 64 thousand values, on all cores.
    private func expandPending() {
        let piece = 1 << 16
        var pieces: [(item: Int, range: Range<Int>)] = []
        for (index, item) in pending.enumerated() {
            let columns = item.scales == nil ? 1 : item.view.elementCount / max(1, item.view.shape[0])
            // Pieces of quantized tensors are whole rows.
            let step = max(columns, piece / columns * columns)
            for start in stride(from: 0, to: item.view.elementCount, by: step) {
                pieces.append((index, start..<min(start + step, item.view.elementCount)))
            }
        }
        let work = pieces
        let items = pending
        DispatchQueue.concurrentPerform(iterations: work.count) { index in
            let (number, range) = work[index]
            let item = items[number]
            expand(item.view, scales: item.scales, range: range, into: item.target)
        }
    }
}

/// Writes the values `range` of a tensor as floats to the same positions after `target`.
private func expand(
    _ view: TensorView, scales: TensorView?, range: Range<Int>, into target: UnsafeMutablePointer<Float>
) {
    guard let base = view.bytes.baseAddress else { return }
    let output = target + range.lowerBound
    switch view.type {
    case .f32:
        UnsafeMutableRawPointer(output).copyMemory(
            from: base + range.lowerBound * 4, byteCount: range.count * 4)
    case .f16:
        expandHalves(base + range.lowerBound * 2, count: range.count, into: output)
    case .bf16:
        expandBrainFloats(base + range.lowerBound * 2, count: range.count, into: output)
    default:
        guard let scales, let first = scales.bytes.baseAddress else { return }
        let columns = view.elementCount / max(1, view.shape[0])
        for row in range.lowerBound / columns..<range.upperBound / columns {
            let scale = first.loadUnaligned(fromByteOffset: row * 4, as: Float.self)
            expandBytes(base + row * columns, scale: scale, count: columns, into: target + row * columns)
        }
    }
}
