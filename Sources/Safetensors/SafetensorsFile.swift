/// A memory-mapped safetensors file.
///
/// Opening reads the header only; tensor data comes in by page fault when it is touched, so a model of a gigabyte
/// opens in well under a millisecond a hundred tensors. The header is checked completely before anything is handed
/// out: no offset in a ``TensorView`` can lie outside the file.
/// Format: https://github.com/huggingface/safetensors.
public final class SafetensorsFile: Sendable {
    /// The path as given.
    public let path: String
    /// Names of all tensors, in the order of their data.
    public let tensorNames: [String]
    /// The header's free-form texts.
    public let metadata: [String: String]

    private let mapping: MappedFile
    private let header: SafetensorsHeader
    private let index: [String: Int]

    /// Maps and checks the file.
    ///
    /// - Throws: ``SafetensorsError`` for a missing or special file, and for every header that is not exactly right.
    public init(path: String) throws(SafetensorsError) {
        self.path = path
        mapping = try MappedFile(path: path)
        header = try SafetensorsHeader(file: mapping.bytes, path: path)
        tensorNames = header.entries.map(\.name)
        metadata = header.metadata
        var index = [String: Int](minimumCapacity: header.entries.count)
        for (position, entry) in header.entries.enumerated() { index[entry.name] = position }
        self.index = index
    }

    /// Bytes of the whole file.
    public var fileSize: Int { mapping.bytes.count }

    public func contains(_ name: String) -> Bool { index[name] != nil }

    /// A view of one tensor, in place.
    ///
    /// - Throws: ``SafetensorsError/missingTensor(path:name:)``.
    public func tensor(named name: String) throws(SafetensorsError) -> TensorView {
        guard let position = index[name] else { throw .missingTensor(path: path, name: name) }
        let entry = header.entries[position]
        let start = header.dataStart + entry.range.lowerBound
        let bytes = UnsafeRawBufferPointer(rebasing: mapping.bytes[start..<start + entry.range.count])
        return TensorView(
            name: name, path: path, type: entry.type, shape: entry.shape, bytes: bytes, mapping: mapping)
    }

    /// The scale vector that belongs to a quantized tensor: `NAME_scale`, F32, one value a row.
    ///
    /// - Returns: nil when `name` is not of type ``ElementType/i8`` with a scale beside it.
    /// - Throws: ``SafetensorsError/badScale(path:tensor:reason:)`` when type or shape do not fit the tensor.
    public func scale(ofTensor name: String) throws(SafetensorsError) -> TensorView? {
        let view = try tensor(named: name)
        guard view.type == .i8, contains(name + Self.scaleSuffix) else { return nil }
        let scale = try tensor(named: name + Self.scaleSuffix)
        guard scale.type == .f32, let rows = view.shape.first, scale.shape == [rows] else {
            throw .badScale(
                path: path, tensor: name,
                reason: "its scale is \(scale.type.rawValue) \(scale.shape), expected F32 [\(view.shape.first ?? 1)]")
        }
        return scale
    }

    /// Values of a tensor of any supported type, quantized ones (`q * scale[row]`) included, as a copy.
    ///
    /// - Throws: ``SafetensorsError`` when the tensor is missing, not numeric, or I8 without a fitting scale.
    public func floats(named name: String) throws(SafetensorsError) -> [Float] {
        let view = try tensor(named: name)
        guard view.type.isFloatReadable else { throw .notNumeric(path: path, tensor: name, type: view.type) }
        guard view.type == .i8 else { return view.floats() }
        guard let scale = try scale(ofTensor: name) else {
            throw .badScale(path: path, tensor: name, reason: "I8 without a tensor “\(name)\(Self.scaleSuffix)”")
        }
        var values = view.floats()
        let scales = scale.floats()
        let columns = scales.isEmpty ? 0 : values.count / scales.count
        values.withUnsafeMutableBufferPointer { values in
            for row in 0..<scales.count {
                let factor = scales[row]
                for column in row * columns..<(row + 1) * columns { values[column] *= factor }
            }
        }
        return values
    }

    /// Asks the system to read the whole file ahead of use; returns at once.
    public func prefetch() { mapping.prefetch() }

    /// What the name of a quantized tensor's scale ends with.
    public static let scaleSuffix = "_scale"
}
