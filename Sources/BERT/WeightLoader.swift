import Dispatch
import Foundation
import LinearAlgebra
import Safetensors

/// Takes a model's tensors out of its safetensors file: in place where they are F32, or I8 with a kernel for them,
/// expanded otherwise.
struct WeightLoader {
    private let file: SafetensorsFile
    private let prefix: String
    private let expanded: AlignedBuffer?
    private var used = 0
    private var pending: [Expansion] = []
    /// Matrices that are used as integers and expanded only if someone asks for floats.
    private var deferred: [Expansion] = []
    private var summed: [RowSums] = []
    private var summedRows = 0

    /// What a loaded model consists of.
    struct Result {
        var weights: BERTWeights
        /// What `weights` point into besides the file.
        var memory: [AlignedBuffer]
        /// What has to be expanded before the layers can be used as floats; nil when they can be already.
        var expansion: DeferredExpansion?
    }

    /// A matrix of integers whose rows have to be summed, and where to.
    private struct RowSums: @unchecked Sendable {
        // Unchecked because of the pointers: read-only mapping, and disjoint parts of the loader's buffer.
        var bytes: UnsafeRawPointer
        var scales: UnsafePointer<Float>
        var rows: Int
        var inputs: Int
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

    /// All weights.
    mutating func load(_ configuration: BERTConfiguration) throws(BERTError) -> Result {
        let hidden = configuration.hiddenSize
        let middle = configuration.intermediateSize
        let sums = AlignedBuffer(uninitializedCapacity: configuration.layers * (5 * hidden + middle))
        var layers: [LayerWeights] = []
        layers.reserveCapacity(configuration.layers)
        for index in 0..<configuration.layers {
            let base = "\(prefix)encoder.layer.\(index)"
            layers.append(
                LayerWeights(
                    query: try dense("\(base).attention.self.query", hidden, hidden, sums),
                    key: try dense("\(base).attention.self.key", hidden, hidden, sums),
                    value: try dense("\(base).attention.self.value", hidden, hidden, sums),
                    attentionOutput: try dense("\(base).attention.output.dense", hidden, hidden, sums),
                    attentionNorm: try norm("\(base).attention.output.LayerNorm", hidden),
                    intermediate: try dense("\(base).intermediate.dense", middle, hidden, sums),
                    output: try dense("\(base).output.dense", hidden, middle, sums),
                    outputNorm: try norm("\(base).output.LayerNorm", hidden)))
        }
        let weights = BERTWeights(
            words: try table("word_embeddings", configuration.vocabularySize, hidden),
            positions: try table("position_embeddings", configuration.maximumPositions, hidden),
            types: try table("token_type_embeddings", configuration.tokenTypes, hidden),
            embeddingNorm: try norm("\(prefix)embeddings.LayerNorm", hidden), layers: layers,
            span: try dense("qa_outputs", 2, hidden, nil))
        var expansion: DeferredExpansion?
        if IntegerKernel.best != nil, weights.areIntegers {
            sumRows()
            expansion = DeferredExpansion(deferred)
        } else {
            pending += deferred
        }
        Expansion.run(pending)
        return Result(weights: weights, memory: [sums] + (expanded.map { [$0] } ?? []), expansion: expansion)
    }

    /// - Parameter sums: room for the row sums of matrices that may be used as integers; nil if this one may not.
    private mutating func dense(
        _ name: String, _ outputs: Int, _ inputs: Int, _ sums: AlignedBuffer?
    ) throws(BERTError) -> DenseWeights {
        let view = try tensor("\(name).weight", [outputs, inputs])
        var integers: IntegerWeights?
        if view.type == .i8, IntegerPanel.canMultiply(inputs: inputs), let sums, let bytes = view.bytes.baseAddress,
            let scales = try scales(of: view)?.floatsInPlace?.baseAddress
        {
            let target = sums.base + summedRows
            summedRows += outputs
            summed.append(RowSums(bytes: bytes, scales: scales, rows: outputs, inputs: inputs, target: target))
            integers = IntegerWeights(bytes: bytes, scales: scales, sums: target)
        }
        return DenseWeights(
            weight: try floats("\(name).weight", [outputs, inputs], deferring: integers != nil),
            bias: try floats("\(name).bias", [outputs]), outputs: outputs, inputs: inputs, integers: integers)
    }

    /// Sums the rows of all matrices of integers, on all cores.
    private func sumRows() {
        let work = summed
        DispatchQueue.concurrentPerform(iterations: work.count) { index in
            let item = work[index]
            for row in 0..<item.rows {
                item.target[row] = IntegerWeights.sum(
                    item.bytes + row * item.inputs, scale: item.scales[row], inputs: item.inputs)
            }
        }
    }

    private mutating func norm(_ name: String, _ size: Int) throws(BERTError) -> NormWeights {
        // Checkpoints converted from TensorFlow call them gamma and beta.
        let old = file.contains("\(name).gamma")
        return NormWeights(
            gain: try floats("\(name).\(old ? "gamma" : "weight")", [size]),
            shift: try floats("\(name).\(old ? "beta" : "bias")", [size]))
    }

    /// Where the tensor's floats are, or will be once they are expanded.
    private mutating func floats(
        _ name: String, _ shape: [Int], deferring: Bool = false
    ) throws(BERTError) -> UnsafePointer<Float> {
        let view = try tensor(name, shape)
        if let floats = view.floatsInPlace, let base = floats.baseAddress { return base }
        guard let expanded, used + view.elementCount <= expanded.capacity else {
            throw .wrongShape(path: file.path, tensor: name, found: view.shape, expected: shape)
        }
        let target = expanded.base + used
        used += Self.padded(view.elementCount)
        let expansion = Expansion(view: view, scales: try scales(of: view), target: target)
        if deferring { deferred.append(expansion) } else { pending.append(expansion) }
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
}
