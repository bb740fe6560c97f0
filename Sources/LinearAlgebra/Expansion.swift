/// Turns `count` IEEE half-precision values at `source` (any alignment, little-endian) into floats.
///
/// The bits are shifted into a float's place, whose exponent then is 112 too small; a multiplication by 2¹¹² mends
/// that for normal and subnormal values alike. Infinities and NaN keep their meaning by a second step.
public func expandHalves(_ source: UnsafeRawPointer, count: Int, into target: UnsafeMutablePointer<Float>) {
    let scale = Lanes(repeating: Float(bitPattern: UInt32(127 + 112) << 23))
    var index = 0
    while index + 8 <= count {
        let halves = (source + 2 * index).loadUnaligned(as: SIMD8<UInt16>.self)
        target.store(widen(halves, scale), at: index)
        index += 8
    }
    while index < count {
        let half = (source + 2 * index).loadUnaligned(as: UInt16.self)
        target[index] = widen(SIMD8(repeating: half), scale)[0]
        index += 1
    }
}

@inline(__always)
private func widen(_ halves: SIMD8<UInt16>, _ scale: Lanes) -> Lanes {
    let bits = SIMD8<UInt32>(truncatingIfNeeded: halves)
    let sign = (bits & 0x8000) &<< 16
    let magnitude = (bits & 0x7fff) &<< 13
    let scaled = unsafeBitCast(magnitude, to: Lanes.self) * scale
    let special = unsafeBitCast(magnitude | 0x7f80_0000, to: Lanes.self)
    let value = scaled.replacing(with: special, where: (bits & 0x7c00) .== 0x7c00)
    return unsafeBitCast(unsafeBitCast(value, to: SIMD8<UInt32>.self) | sign, to: Lanes.self)
}

/// Turns `count` bfloat16 values at `source` (any alignment, little-endian) into floats.
public func expandBrainFloats(_ source: UnsafeRawPointer, count: Int, into target: UnsafeMutablePointer<Float>) {
    var index = 0
    while index + 8 <= count {
        let bits = SIMD8<UInt32>(truncatingIfNeeded: (source + 2 * index).loadUnaligned(as: SIMD8<UInt16>.self))
        target.store(unsafeBitCast(bits &<< 16, to: Lanes.self), at: index)
        index += 8
    }
    while index < count {
        target[index] = Float(bitPattern: UInt32((source + 2 * index).loadUnaligned(as: UInt16.self)) << 16)
        index += 1
    }
}

/// Turns `count` signed bytes at `source` into floats, each multiplied by `scale`.
public func expandBytes(
    _ source: UnsafeRawPointer, scale: Float, count: Int, into target: UnsafeMutablePointer<Float>
) {
    var index = 0
    while index + 8 <= count {
        let bytes = (source + index).loadUnaligned(as: SIMD8<Int8>.self)
        target.store(Lanes(SIMD8<Int32>(truncatingIfNeeded: bytes)) * scale, at: index)
        index += 8
    }
    while index < count {
        target[index] = Float((source + index).loadUnaligned(as: Int8.self)) * scale
        index += 1
    }
}
