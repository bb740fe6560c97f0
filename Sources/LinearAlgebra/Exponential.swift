/// eˣ of eight values in [-87, 88]; smaller values are treated as -87, larger as 88.
///
/// x = n·ln 2 + r with |r| ≤ ln 2 / 2; eʳ by its Taylor series to the sixth power (remainder below 1.3e-7 relative),
/// the power of two by putting n into the exponent bits. Relative error below 3e-7.
@inlinable @inline(__always)
func exponential(_ value: Lanes) -> Lanes {
    let x = clamp(value, -87, 88)
    // Adding 1.5 · 2²³ leaves the rounded integer in the low bits of the sum.
    let shifter = Lanes(repeating: 12_582_912)
    let shifted = fused(x, Lanes(repeating: 1.442695040888963), shifter)
    let n = shifted - shifter
    // ln 2 in two parts, so that the subtraction loses nothing.
    var r = fused(n, Lanes(repeating: -0.693145751953125), x)
    r = fused(n, Lanes(repeating: -1.428606765330187e-06), r)
    var p = Lanes(repeating: 1 / 720)
    p = fused(p, r, Lanes(repeating: 1 / 120))
    p = fused(p, r, Lanes(repeating: 1 / 24))
    p = fused(p, r, Lanes(repeating: 1 / 6))
    p = fused(p, r, Lanes(repeating: 0.5))
    p = fused(p, r, Lanes(repeating: 1))
    p = fused(p, r, Lanes(repeating: 1))
    let exponent = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &<< 23
    return unsafeBitCast(unsafeBitCast(p, to: SIMD8<Int32>.self) &+ exponent, to: Lanes.self)
}
