import Foundation

/// How raw margins become probabilities and when an answer counts as none: `answer.json` of a model folder.
///
/// ```json
/// {"confidence": {"scale": 0.61, "bias": -0.2}, "nullThreshold": 0.0, "method": "Platt scaling on held-out data"}
/// ```
public struct Calibration: Sendable, Equatable {
    /// Slope of the logistic function over the margin.
    public var scale: Float
    /// Offset of the logistic function.
    public var bias: Float
    /// Answers whose margin (logits) lies below this count as “no answer”.
    public var nullThreshold: Float
    /// How the numbers were found, for people.
    public var method: String

    /// A calibration from its numbers.
    public init(scale: Float, bias: Float, nullThreshold: Float, method: String) {
        self.scale = scale
        self.bias = bias
        self.nullThreshold = nullThreshold
        self.method = method
    }

    /// What a model without `answer.json` gets: confidence = σ(margin).
    public static let identity = Calibration(scale: 1, bias: 0, nullThreshold: 0, method: "none")

    /// Probability that an answer with this margin is right: σ(scale · margin + bias).
    public func confidence(margin: Float) -> Float {
        1 / (1 + exp(-logit(margin: margin)))
    }

    /// The logit of ``confidence(margin:)``.
    public func logit(margin: Float) -> Float { scale * margin + bias }

    /// Reads `answer.json`; a folder without one gets ``identity``.
    ///
    /// - Throws: ``BERTError/badConfiguration(path:field:reason:)`` when the file is there but not as described.
    public init(path: String) throws(BERTError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            self = .identity
            return
        }
        guard let fields = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] else {
            throw .badConfiguration(path: path, field: "answer.json", reason: "is not a JSON object")
        }
        var result = Calibration.identity
        if let confidence = fields["confidence"] {
            guard let confidence = confidence as? [String: Any] else {
                throw .badConfiguration(path: path, field: "confidence", reason: "is not an object")
            }
            result.scale = try Self.number("scale", confidence, path) ?? result.scale
            result.bias = try Self.number("bias", confidence, path) ?? result.bias
        }
        result.nullThreshold = try Self.number("nullThreshold", fields, path) ?? result.nullThreshold
        if let method = fields["method"] as? String { result.method = method }
        self = result
    }

    private static func number(_ field: String, _ fields: [String: Any], _ path: String) throws(BERTError) -> Float? {
        guard let value = fields[field], !(value is NSNull) else { return nil }
        guard let number = value as? NSNumber, number.floatValue.isFinite else {
            throw .badConfiguration(path: path, field: field, reason: "is \(value), expected a number")
        }
        return number.floatValue
    }
}
