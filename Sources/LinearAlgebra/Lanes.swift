/// Eight floats, one AVX register.
public typealias Lanes = SIMD8<Float>

extension UnsafePointer where Pointee == Float {
    /// The eight floats starting at `index`; no alignment needed.
    @inlinable @inline(__always)
    func lanes(at index: Int) -> Lanes {
        UnsafeRawPointer(self + index).loadUnaligned(as: Lanes.self)
    }
}

extension UnsafeMutablePointer where Pointee == Float {
    /// The eight floats starting at `index`; no alignment needed.
    @inlinable @inline(__always)
    func lanes(at index: Int) -> Lanes {
        UnsafeRawPointer(self + index).loadUnaligned(as: Lanes.self)
    }

    /// Writes eight floats starting at `index`; no alignment needed.
    @inlinable @inline(__always)
    func store(_ value: Lanes, at index: Int) {
        UnsafeMutableRawPointer(self + index).storeBytes(of: value, as: Lanes.self)
    }
}

/// x · y + z in one rounding.
@inlinable @inline(__always)
func fused(_ x: Lanes, _ y: Lanes, _ z: Lanes) -> Lanes { z.addingProduct(x, y) }

/// x clamped to [low, high].
@inlinable @inline(__always)
func clamp(_ x: Lanes, _ low: Float, _ high: Float) -> Lanes {
    let raised = x.replacing(with: low, where: x .< low)
    return raised.replacing(with: high, where: raised .> high)
}
