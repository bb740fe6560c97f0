import Safetensors

/// Rows looked up one by one and therefore left in the type they are stored in: a row is converted when it is used.
struct EmbeddingTable: @unchecked Sendable {
    // Unchecked because of the pointers: they lead into read-only memory that the model keeps.
    enum Storage {
        case f32, f16, bf16
        case i8(scales: UnsafePointer<Float>)
    }

    let base: UnsafeRawPointer
    let storage: Storage
    let rows: Int
    let columns: Int

    /// Adds row `row` to `columns` floats at `target`, or sets them when `add` is false; the target's elements lie
    /// `stride` floats apart.
    func write(row: Int, to target: UnsafeMutablePointer<Float>, stride: Int, add: Bool) {
        switch storage {
        case .f32:
            fill(target, stride, add, base.assumingMemoryBound(to: Float.self) + row * columns) { $0 }
        case .f16:
            fill(target, stride, add, base.assumingMemoryBound(to: UInt16.self) + row * columns) { float(half: $0) }
        case .bf16:
            fill(target, stride, add, base.assumingMemoryBound(to: UInt16.self) + row * columns) {
                Float(bitPattern: UInt32($0) << 16)
            }
        case .i8(let scales):
            let scale = scales[row]
            fill(target, stride, add, base.assumingMemoryBound(to: Int8.self) + row * columns) { Float($0) * scale }
        }
    }

    @inline(__always)
    private func fill<T>(
        _ target: UnsafeMutablePointer<Float>, _ stride: Int, _ add: Bool, _ source: UnsafePointer<T>,
        _ convert: (T) -> Float
    ) {
        if add {
            for j in 0..<columns { target[j * stride] += convert(source[j]) }
        } else {
            for j in 0..<columns { target[j * stride] = convert(source[j]) }
        }
    }
}
