import LinearAlgebra
import Safetensors

/// A dense layer: y = x · Wᵀ + b.
struct DenseWeights: @unchecked Sendable {
    // Unchecked because of the pointers: they lead into read-only memory that the model keeps.

    /// W: `[outputs, inputs]`, row-major, as Hugging Face stores it; not to be read while `BERTModel` defers it.
    var weight: UnsafePointer<Float>
    /// b: `[outputs]`.
    var bias: UnsafePointer<Float>
    var outputs: Int
    var inputs: Int
    /// W as it is stored, where that is in integers that can be used as they are.
    var integers: IntegerWeights?

    var view: MatrixView { MatrixView(weight, rows: outputs, columns: inputs) }
}

/// Gain and shift of a layer norm, `[hidden]` each.
struct NormWeights: @unchecked Sendable {
    // Unchecked for the same reason as `DenseWeights`.
    var gain: UnsafePointer<Float>
    var shift: UnsafePointer<Float>
}

/// One encoder layer.
struct LayerWeights: Sendable {
    var query: DenseWeights
    var key: DenseWeights
    var value: DenseWeights
    var attentionOutput: DenseWeights
    var attentionNorm: NormWeights
    var intermediate: DenseWeights
    var output: DenseWeights
    var outputNorm: NormWeights

    var dense: [DenseWeights] { [query, key, value, attentionOutput, intermediate, output] }
}

/// All weights of a `BertForQuestionAnswering`.
struct BERTWeights: Sendable {
    var words: EmbeddingTable
    var positions: EmbeddingTable
    var types: EmbeddingTable
    var embeddingNorm: NormWeights
    var layers: [LayerWeights]
    /// Start logits are output 0, end logits output 1.
    var span: DenseWeights

    /// Whether the dense layers of the encoder are all stored as integers that can be used as they are.
    var areIntegers: Bool { layers.allSatisfy { $0.dense.allSatisfy { $0.integers != nil } } }
}
