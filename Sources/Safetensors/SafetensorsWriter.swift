/// Name, type and shape of a tensor to be written.
public struct TensorDescription: Sendable, Equatable {
    public let name: String
    public let type: ElementType
    public let shape: [Int]

    public init(name: String, type: ElementType, shape: [Int]) {
        self.name = name
        self.type = type
        self.shape = shape
    }
}

/// Writes a safetensors file tensor by tensor, so that a model never has to be in memory as a whole.
///
/// The bytes go to a temporary file beside `path`; ``finish()`` makes them durable and renames. Whatever happens
/// before leaves the old file as it was. Larger element types come first and the data section begins at a multiple
/// of 64, so that every tensor lies at its natural alignment and can be used in place.
///
///     var writer = try SafetensorsWriter(path: path, tensors: [.init(name: "w", type: .f32, shape: [2])])
///     try writer.write([1, 2], to: "w")
///     try writer.finish()
public struct SafetensorsWriter: ~Copyable {
    private let path: String
    private let file: TemporaryFile
    private let dataStart: Int
    private var pending: [String: Slot]

    private struct Slot {
        let description: TensorDescription
        let range: Range<Int>
    }

    /// Creates the temporary file and writes the header.
    ///
    /// - Throws: ``SafetensorsError`` for equal or reserved names, negative or overflowing shapes, and I/O errors.
    public init(path: String, tensors: [TensorDescription], metadata: [String: String] = [:]) throws(SafetensorsError) {
        let slots = try Self.layout(tensors, path: path)
        let header = Self.header(slots, metadata: metadata)
        guard header.count - 8 <= SafetensorsHeader.maximumSize else {
            throw .headerTooLarge(path: path, size: UInt64(header.count - 8))
        }
        var pending: [String: Slot] = [:]
        for slot in slots {
            guard slot.description.name != "__metadata__",
                pending.updateValue(slot, forKey: slot.description.name) == nil
            else { throw .duplicateName(path: path, name: slot.description.name) }
        }
        let file = try TemporaryFile(path: path, byteCount: header.count + (slots.last?.range.upperBound ?? 0))
        try file.write(header, at: 0)
        self.path = path
        self.file = file
        self.pending = pending
        dataStart = header.count
    }

    private static func layout(_ tensors: [TensorDescription], path: String) throws(SafetensorsError) -> [Slot] {
        let ordered = tensors.enumerated().sorted {
            (-$0.element.type.size, $0.offset) < (-$1.element.type.size, $1.offset)
        }
        var offset = 0
        var slots: [Slot] = []
        for (_, tensor) in ordered {
            guard let size = byteCount(shape: tensor.shape, type: tensor.type),
                case let (end, overflow) = offset.addingReportingOverflow(size), !overflow
            else { throw .shapeOverflow(path: path, tensor: tensor.name) }
            slots.append(Slot(description: tensor, range: offset..<end))
            offset = end
        }
        return slots
    }

    /// The length field and the JSON text, padded with spaces to a multiple of 64.
    private static func header(_ slots: [Slot], metadata: [String: String]) -> [UInt8] {
        var fields: [String] = []
        if !metadata.isEmpty {
            let texts = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
            fields.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
        }
        for slot in slots {
            let shape = slot.description.shape.map(String.init).joined(separator: ",")
            fields.append(
                "\(quoted(slot.description.name)):{\"dtype\":\"\(slot.description.type.rawValue)\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(slot.range.lowerBound),\(slot.range.upperBound)]}")
        }
        var text = Array("{\(fields.joined(separator: ","))}".utf8)
        while (8 + text.count) % 64 != 0 { text.append(0x20) }
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
    }

    /// Writes the data of one tensor, in any order of tensors, each once.
    ///
    /// - Parameter bytes: little-endian, row-major, as many as the described shape needs.
    public mutating func write(_ bytes: UnsafeRawBufferPointer, to name: String) throws(SafetensorsError) {
        guard let slot = pending[name] else { throw .missingTensor(path: path, name: name) }
        guard bytes.count == slot.range.count else {
            throw .sizeMismatch(
                path: path, tensor: name, shape: slot.description.shape, type: slot.description.type,
                expected: slot.range.count, found: bytes.count)
        }
        try file.write(bytes, at: dataStart + slot.range.lowerBound)
        pending[name] = nil
    }

    /// Writes floats as the tensor's described type: F32, F16 or BF16, rounded to nearest even.
    public mutating func write(_ values: [Float], to name: String) throws(SafetensorsError) {
        guard let type = pending[name]?.description.type else { throw .missingTensor(path: path, name: name) }
        switch type {
        case .f32: try write(integers: values.map(\.bitPattern.littleEndian), to: name)
        case .f16: try write(integers: values.map { half($0).littleEndian }, to: name)
        case .bf16: try write(integers: values.map { bfloat16($0).littleEndian }, to: name)
        default: throw .notNumeric(path: path, tensor: name, type: type)
        }
    }

    /// Writes integers of the described type's width: the Int8 of a quantized tensor, or the bits of floats.
    public mutating func write<T: FixedWidthInteger>(integers: [T], to name: String) throws(SafetensorsError) {
        // `withUnsafeBytes` forgets the type of an error, so the error goes around it.
        var failure: SafetensorsError?
        integers.withUnsafeBytes { bytes in
            do throws(SafetensorsError) { try write(bytes, to: name) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Makes the file durable and gives it its name.
    ///
    /// - Throws: ``SafetensorsError/missingTensor(path:name:)`` when a described tensor was never written.
    public consuming func finish() throws(SafetensorsError) {
        if let name = pending.keys.min() { throw .missingTensor(path: path, name: name) }
        try file.commit()
    }
}

/// Rounds to the nearest, ties to even; a NaN stays one.
@inline(__always)
func bfloat16(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    if value.isNaN { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
    return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
}

/// A JSON text.
private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\u{0}"..."\u{1F}":
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}
