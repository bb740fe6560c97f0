/// One tensor of a mapped file, in place.
///
/// The view keeps the mapping alive; a pointer taken out of ``bytes`` must not outlive the view or its file.
public struct TensorView: @unchecked Sendable {
    // Unchecked because a raw pointer is not Sendable: it points to read-only pages that `mapping` keeps.
    public let name: String
    /// The file it comes from, for messages.
    public let path: String
    public let type: ElementType
    /// Row-major; empty for a scalar.
    public let shape: [Int]
    /// `elementCount * type.size` bytes, little-endian, at any alignment: see ``isAligned(to:)``.
    public let bytes: UnsafeRawBufferPointer

    private let mapping: MappedFile

    init(
        name: String, path: String, type: ElementType, shape: [Int], bytes: UnsafeRawBufferPointer, mapping: MappedFile
    ) {
        self.name = name
        self.path = path
        self.type = type
        self.shape = shape
        self.bytes = bytes
        self.mapping = mapping
    }

    /// Product of the shape.
    public var elementCount: Int { bytes.count / type.size }

    /// Whether the first byte lies at a multiple of `alignment`.
    public func isAligned(to alignment: Int) -> Bool {
        Int(bitPattern: bytes.baseAddress) % alignment == 0
    }

    /// The values in place, where the file stores F32 at a float's alignment; nil otherwise (use ``floats()``).
    public var floatsInPlace: UnsafeBufferPointer<Float>? {
        guard type == .f32, isAligned(to: MemoryLayout<Float>.alignment) else { return nil }
        return bytes.assumingMemoryBound(to: Float.self)
    }

    /// A copy converted to floats, whatever the alignment; empty for types without a float meaning here
    /// (BOOL, F8): check ``ElementType/isFloatReadable``. I8 gives the stored integers, without their scale.
    public func floats() -> [Float] {
        let count = elementCount
        return [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            initialized = convert(into: UnsafeMutableBufferPointer(rebasing: buffer[..<count])) ? count : 0
        }
    }

    /// Writes ``elementCount`` floats to `destination`.
    ///
    /// - Returns: false, with nothing written, for types without a float meaning here.
    @discardableResult
    public func convert(into destination: UnsafeMutableBufferPointer<Float>) -> Bool {
        precondition(destination.count == elementCount, "destination holds \(destination.count) of \(elementCount)")
        switch type {
        case .f32:
            if let target = destination.baseAddress, let source = bytes.baseAddress {
                UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: bytes.count)
            }
        case .f16: fill(destination, from: UInt16.self) { float(half: $0) }
        case .bf16: fill(destination, from: UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
        case .f64: fill(destination, from: UInt64.self) { Float(Double(bitPattern: $0)) }
        case .i8: fill(destination, from: Int8.self) { Float($0) }
        case .u8: fill(destination, from: UInt8.self) { Float($0) }
        case .i16: fill(destination, from: Int16.self) { Float($0) }
        case .u16: fill(destination, from: UInt16.self) { Float($0) }
        case .i32: fill(destination, from: Int32.self) { Float($0) }
        case .u32: fill(destination, from: UInt32.self) { Float($0) }
        case .i64: fill(destination, from: Int64.self) { Float($0) }
        case .u64: fill(destination, from: UInt64.self) { Float($0) }
        case .bool, .f8e4m3, .f8e5m2: return false
        }
        return true
    }

    @inline(__always)
    private func fill<T: FixedWidthInteger>(
        _ destination: UnsafeMutableBufferPointer<Float>, from: T.Type, _ transform: (T) -> Float
    ) {
        guard let source = bytes.baseAddress, let target = destination.baseAddress else { return }
        for index in 0..<destination.count {
            let stored = source.loadUnaligned(fromByteOffset: index * MemoryLayout<T>.size, as: T.self)
            target[index] = transform(T(littleEndian: stored))
        }
    }
}

extension ElementType {
    /// Whether ``TensorView/floats()`` can read it.
    public var isFloatReadable: Bool {
        switch self {
        case .bool, .f8e4m3, .f8e5m2: false
        default: true
        }
    }
}
