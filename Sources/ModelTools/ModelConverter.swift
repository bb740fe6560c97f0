import Foundation
import Safetensors

/// How a converted model stores its matrices.
public enum WeightType: String, Sendable, CaseIterable, Encodable {
    case f32, f16
    /// Eight bits with a scale a row; position and token type embeddings f16.
    case i8
}

/// What a conversion did to one tensor.
public struct TensorReport: Sendable, Equatable, Encodable {
    public var name: String
    public var shape: [Int]
    /// Types before and after, in lower case.
    public var from: String
    public var to: String
    /// Largest absolute difference that the conversion made to a weight.
    public var largestError: Float
    /// Largest magnitude of a weight, to judge the error by.
    public var largestWeight: Float
}

public struct ConversionReport: Sendable, Equatable, Encodable {
    /// Bytes of `model.safetensors` before and after.
    public var sizeBefore: Int
    public var sizeAfter: Int
    /// In order of the original's data.
    public var tensors: [TensorReport]
}

/// Rewrites a model folder with smaller (or wider) weights.
public enum ModelConverter {
    /// Converts a model folder to another one.
    ///
    /// Vectors (biases, layer norms) and the span head stay F32: they are a thousandth of the size, and the engine
    /// uses them in place. One tensor at a time is in memory. The new folder appears under its name when it is
    /// complete, or not at all.
    /// - Parameters:
    ///   - progress: called before each tensor with its number and their count.
    /// - Throws: ``ModelToolsError`` for an unreadable model, weights that are not finite or do not fit the type, a
    ///   target that exists, and I/O errors.
    public static func convert(
        from source: String, to target: String, type: WeightType, progress: (Int, Int) -> Void = { _, _ in }
    ) throws(ModelToolsError) -> ConversionReport {
        if let missing = ModelFolder.missingFile(in: source) { throw .notAModel(path: source, missing: missing) }
        let destination = URL(fileURLWithPath: target).standardizedFileURL
        guard destination.resolvingSymlinksInPath() != URL(fileURLWithPath: source).resolvingSymlinksInPath() else {
            throw .sameFolder(path: target)
        }
        guard !FileManager.default.fileExists(atPath: destination.path) else { throw .alreadyExists(path: target) }
        let temporary = destination.deletingLastPathComponent()
            .appendingPathComponent(
                ".\(destination.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).part")
        defer { try? FileManager.default.removeItem(at: temporary) }
        do {
            try? FileManager.default.removeItem(at: temporary)
            try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
            for name in ModelFolder.companions where FileManager.default.fileExists(atPath: "\(source)/\(name)") {
                // Contents only: an original that is read-only or a link must not pass that on.
                try Data(contentsOf: URL(fileURLWithPath: "\(source)/\(name)"))
                    .write(to: temporary.appendingPathComponent(name))
            }
            let report = try convertWeights(
                from: ModelFolder.weights(in: source), to: ModelFolder.weights(in: temporary.path), type: type, progress
            )
            try FileManager.default.moveItem(at: temporary, to: destination)
            return report
        } catch let error as ModelToolsError {
            throw error
        } catch let error as SafetensorsError {
            throw .weights(error)
        } catch {
            throw .cannotWrite(path: target, reason: (error as NSError).localizedDescription)
        }
    }
}

/// How one tensor is rewritten.
private enum Treatment {
    /// Not weights, or what belongs to another tensor.
    case copy
    case floats(ElementType)
    case quantize

    init(_ view: TensorView, type: WeightType) {
        guard ModelFolder.isWeight(view.type) else {
            self = .copy
            return
        }
        let isMatrix = view.shape.count == 2 && !view.name.contains("qa_outputs")
        let staysHalf = ["position_embeddings", "token_type_embeddings"].contains { view.name.contains($0) }
        switch type {
        case _ where !isMatrix: self = .floats(.f32)
        case .f32: self = .floats(.f32)
        case .f16: self = .floats(.f16)
        case .i8: self = staysHalf ? .floats(.f16) : .quantize
        }
    }

    /// The tensors it writes for `view`.
    func descriptions(_ view: TensorView) -> [TensorDescription] {
        switch self {
        case .copy: [TensorDescription(name: view.name, type: view.type, shape: view.shape)]
        case .floats(let type): [TensorDescription(name: view.name, type: type, shape: view.shape)]
        case .quantize:
            [
                TensorDescription(name: view.name, type: .i8, shape: view.shape),
                TensorDescription(
                    name: view.name + SafetensorsFile.scaleSuffix, type: .f32, shape: Array(view.shape.prefix(1))),
            ]
        }
    }
}

private func convertWeights(
    from source: String, to target: String, type: WeightType, _ progress: (Int, Int) -> Void
) throws -> ConversionReport {
    let file = try SafetensorsFile(path: source)
    let scales = Set(
        try file.tensorNames.filter { try file.scale(ofTensor: $0) != nil }
            .map { $0 + SafetensorsFile.scaleSuffix })
    let views = try file.tensorNames.filter { !scales.contains($0) }.map { try file.tensor(named: $0) }
    let treatments = views.map { Treatment($0, type: type) }
    var writer = try SafetensorsWriter(
        path: target, tensors: zip(treatments, views).flatMap { $0.descriptions($1) }, metadata: ["format": "pt"])
    var reports: [TensorReport] = []
    for (number, (view, treatment)) in zip(views, treatments).enumerated() {
        progress(number, views.count)
        if case .copy = treatment {
            try writer.write(view.bytes, to: view.name)
            continue
        }
        let values = try file.floats(named: view.name)
        guard values.allSatisfy(\.isFinite) else {
            throw ModelToolsError.notFinite(path: source, tensor: view.name)
        }
        let largest = values.reduce(0) { max($0, abs($1)) }
        var written = ElementType.i8
        let error: Float
        if case .floats(let type) = treatment {
            written = type
            if type == .f16, largest >= 65_520 {
                throw ModelToolsError.tooLargeForHalf(path: source, tensor: view.name, value: largest)
            }
            try writer.write(values, to: view.name)
            error = type == .f16 ? values.reduce(0) { max($0, abs($1 - float(half: half($1)))) } : 0
        } else {
            let rows = view.shape.first ?? 0
            let matrix = QuantizedMatrix(values, rows: rows)
            try writer.write(integers: matrix.integers, to: view.name)
            try writer.write(matrix.scales, to: view.name + SafetensorsFile.scaleSuffix)
            error = matrix.largestError(values)
        }
        reports.append(
            TensorReport(
                name: view.name, shape: view.shape, from: view.type.rawValue.lowercased(),
                to: written.rawValue.lowercased(), largestError: error, largestWeight: largest))
    }
    try writer.finish()
    let sizeAfter = try SafetensorsFile(path: target).fileSize
    return ConversionReport(sizeBefore: file.fileSize, sizeAfter: sizeAfter, tensors: reports)
}
