import Foundation
import LinearAlgebra

/// The shape of a BERT encoder, as `config.json` of a Hugging Face model folder gives it.
public struct BERTConfiguration: Sendable, Equatable {
    /// Width of the residual stream (384 small, 768 base, 1024 large).
    public var hiddenSize: Int
    /// Number of encoder layers.
    public var layers: Int
    /// Attention heads a layer; divides `hiddenSize`.
    public var attentionHeads: Int
    /// Width of the feed-forward block's middle.
    public var intermediateSize: Int
    /// Rows of the word embedding.
    public var vocabularySize: Int
    /// Rows of the position embedding, and so the longest sequence.
    public var maximumPositions: Int
    /// Rows of the token type embedding.
    public var tokenTypes: Int
    /// Nonlinearity of the feed-forward block.
    public var activation: Activation
    /// Added to the variance in layer norm.
    public var layerNormEpsilon: Float

    /// Width of one attention head.
    public var headSize: Int { hiddenSize / attentionHeads }

    /// Number of weights of the whole model, span head included.
    public var parameterCount: Int {
        let layer =
            4 * (hiddenSize * hiddenSize + hiddenSize) + 2 * hiddenSize * intermediateSize + intermediateSize
            + hiddenSize + 4 * hiddenSize
        return (vocabularySize + maximumPositions + tokenTypes + 2) * hiddenSize + layers * layer + 2 * hiddenSize + 2
    }

    /// A configuration from its numbers; defaults are those of BERT.
    public init(
        hiddenSize: Int, layers: Int, attentionHeads: Int, intermediateSize: Int, vocabularySize: Int = 30_522,
        maximumPositions: Int = 512, tokenTypes: Int = 2, activation: Activation = .gelu,
        layerNormEpsilon: Float = 1e-12
    ) {
        self.hiddenSize = hiddenSize
        self.layers = layers
        self.attentionHeads = attentionHeads
        self.intermediateSize = intermediateSize
        self.vocabularySize = vocabularySize
        self.maximumPositions = maximumPositions
        self.tokenTypes = tokenTypes
        self.activation = activation
        self.layerNormEpsilon = layerNormEpsilon
    }

    /// BERT-large, 335 million weights.
    public static let large = BERTConfiguration(
        hiddenSize: 1024, layers: 24, attentionHeads: 16, intermediateSize: 4096)
    /// BERT-base, 109 million weights.
    public static let base = BERTConfiguration(
        hiddenSize: 768, layers: 12, attentionHeads: 12, intermediateSize: 3072)
    /// MiniLM's six-layer shape, 23 million weights.
    public static let small = BERTConfiguration(
        hiddenSize: 384, layers: 6, attentionHeads: 12, intermediateSize: 1536)

    /// Reads `config.json`.
    ///
    /// - Throws: ``BERTError/badConfiguration(path:field:reason:)`` for a missing or senseless value and
    ///   ``BERTError/unsupported(path:reason:)`` for a model this engine does not compute.
    public init(path: String) throws(BERTError) {
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw .unreadable(path: path, reason: "no such file, or no permission to read it")
        }
        try self.init(json: data, path: path)
    }

    /// Reads a configuration from the bytes of a `config.json`; `path` is for messages.
    public init(json: Data, path: String) throws(BERTError) {
        guard let fields = (try? JSONSerialization.jsonObject(with: json)) as? [String: Any] else {
            throw .badConfiguration(path: path, field: "config.json", reason: "is not a JSON object")
        }
        let reader = FieldReader(fields: fields, path: path)
        try reader.checkArchitecture()
        hiddenSize = try reader.count("hidden_size", largest: 1 << 15)
        layers = try reader.count("num_hidden_layers", largest: 1 << 10)
        attentionHeads = try reader.count("num_attention_heads", largest: 1 << 10)
        intermediateSize = try reader.count("intermediate_size", largest: 1 << 17)
        vocabularySize = try reader.count("vocab_size", largest: 1 << 24)
        maximumPositions = try reader.count("max_position_embeddings", largest: 1 << 16)
        tokenTypes = try reader.count("type_vocab_size", largest: 1 << 8, standard: 2)
        layerNormEpsilon = try reader.positive("layer_norm_eps", standard: 1e-12)
        activation = try reader.activation()
        guard hiddenSize % attentionHeads == 0 else {
            throw .badConfiguration(
                path: path, field: "num_attention_heads",
                reason: "is \(attentionHeads), which does not divide hidden_size \(hiddenSize)")
        }
        guard tokenTypes >= 2 else {
            throw .unsupported(path: path, reason: "“type_vocab_size” is \(tokenTypes): questions need two token types")
        }
    }
}

/// Typed access to the fields of a `config.json`.
private struct FieldReader {
    let fields: [String: Any]
    let path: String

    func checkArchitecture() throws(BERTError) {
        if let type = fields["model_type"] {
            guard let type = type as? String, type == "bert" else {
                throw .unsupported(path: path, reason: "“model_type” is “\(type)”")
            }
        }
        if let names = fields["architectures"] as? [Any], !names.isEmpty {
            guard names.contains(where: { $0 as? String == "BertForQuestionAnswering" }) else {
                let found = names.map { "\($0)" }.joined(separator: ", ")
                throw .unsupported(path: path, reason: "“architectures” is \(found)")
            }
        }
        if let positions = fields["position_embedding_type"], !(positions is NSNull) {
            guard positions as? String == "absolute" else {
                throw .unsupported(path: path, reason: "“position_embedding_type” is “\(positions)”")
            }
        }
        for flag in ["is_decoder", "add_cross_attention"] where fields[flag] as? Bool == true {
            throw .unsupported(path: path, reason: "“\(flag)” is true")
        }
    }

    func count(_ field: String, largest: Int, standard: Int? = nil) throws(BERTError) -> Int {
        guard let value = fields[field], !(value is NSNull) else {
            guard let standard else { throw .badConfiguration(path: path, field: field, reason: "is missing") }
            return standard
        }
        guard let number = value as? NSNumber, let whole = Int(exactly: number.doubleValue), whole >= 1,
            whole <= largest
        else {
            throw .badConfiguration(
                path: path, field: field, reason: "is \(value), expected a whole number from 1 to \(largest)")
        }
        return whole
    }

    func positive(_ field: String, standard: Float) throws(BERTError) -> Float {
        guard let value = fields[field], !(value is NSNull) else { return standard }
        guard let number = value as? NSNumber, number.floatValue > 0, number.floatValue < 1 else {
            throw .badConfiguration(path: path, field: field, reason: "is \(value), expected a number between 0 and 1")
        }
        return number.floatValue
    }

    func activation() throws(BERTError) -> Activation {
        guard let value = fields["hidden_act"], !(value is NSNull) else { return .gelu }
        switch value as? String {
        case "gelu", "gelu_python": return .gelu
        case "gelu_new", "gelu_pytorch_tanh", "gelu_fast": return .geluTanh
        case "relu": return .relu
        default:
            throw .unsupported(path: path, reason: "“hidden_act” is “\(value)”, known are gelu, gelu_new and relu")
        }
    }
}
