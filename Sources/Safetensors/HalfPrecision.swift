// IEEE 754 binary16 by integer arithmetic: `Float16` does not exist on every platform Swift runs on, and these
// branch-free forms become vector code.

/// Exact.
@inline(__always)
public func float(half: UInt16) -> Float {
    let magnitude = UInt32(half & 0x7FFF) << 13
    let sign = UInt32(half & 0x8000) << 16
    // Multiplying by 2^112 moves the exponent's bias from 15 to 127 and normalizes subnormals on the way.
    let scaled = (Float(bitPattern: magnitude) * Float(bitPattern: 0x7780_0000)).bitPattern
    let special: UInt32 = magnitude >= 0x0F80_0000 ? 0x7F80_0000 : 0
    return Float(bitPattern: scaled | special | sign)
}

/// Rounds to the nearest, ties to even; beyond the largest half (65,504) gives infinity, a NaN stays one.
@inline(__always)
public func half(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    let sign = UInt16(truncatingIfNeeded: bits >> 16) & 0x8000
    let magnitude = bits & 0x7FFF_FFFF
    if magnitude > 0x7F80_0000 { return sign | 0x7E00 }
    if magnitude >= 0x4780_0000 { return sign | 0x7C00 }
    if magnitude < 0x3880_0000 {
        // Subnormal: adding 0.5 lets the addition itself shift and round the 10 bits into place.
        let rounded = (Float(bitPattern: magnitude) + 0.5).bitPattern
        return sign | UInt16(truncatingIfNeeded: rounded &- 0x3F00_0000)
    }
    let rounded = magnitude &+ 0x0FFF &+ (magnitude >> 13 & 1)
    return sign | UInt16(truncatingIfNeeded: (rounded &- 0x3800_0000) >> 13)
}
