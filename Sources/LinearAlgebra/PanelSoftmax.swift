#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Turns scores into unnormalised weights, in place: x[k] = e^(scale · (x[k] - max)), for each of 16 queries.
///
/// - x: `[keys, 16]`; inverseSums: the 16 factors that make each query's weights sum to 1.
public func exponentiatePanel(
    _ x: UnsafeMutablePointer<Float>, keys: Int, scale: Float, inverseSums: UnsafeMutablePointer<Float>
) {
    var peakLow = Lanes(repeating: -.greatestFiniteMagnitude)
    var peakHigh = peakLow
    for k in 0..<keys {
        let a = x.lanes(at: k &* 16)
        let b = x.lanes(at: k &* 16 &+ 8)
        peakLow.replace(with: a, where: a .> peakLow)
        peakHigh.replace(with: b, where: b .> peakHigh)
    }
    let factor = Lanes(repeating: scale)
    let offsetLow = peakLow * -scale
    let offsetHigh = peakHigh * -scale
    var low = Lanes()
    var high = Lanes()
    for k in 0..<keys {
        let a = exponential(fused(x.lanes(at: k &* 16), factor, offsetLow))
        let b = exponential(fused(x.lanes(at: k &* 16 &+ 8), factor, offsetHigh))
        x.store(a, at: k &* 16)
        x.store(b, at: k &* 16 &+ 8)
        low += a
        high += b
    }
    let one = Lanes(repeating: 1)
    inverseSums.store(one / low, at: 0)
    inverseSums.store(one / high, at: 8)
}

/// The plain twin of `exponentiatePanel`, in double precision.
public func exponentiatePanelReference(
    _ x: UnsafeMutablePointer<Float>, keys: Int, scale: Float, inverseSums: UnsafeMutablePointer<Float>
) {
    for lane in 0..<16 {
        let values = (0..<keys).map { Double(x[$0 * 16 + lane]) * Double(scale) }
        let peak = values.max() ?? 0
        let powers = values.map { exp($0 - peak) }
        for k in 0..<keys { x[k * 16 + lane] = Float(powers[k]) }
        inverseSums[lane] = Float(1 / powers.reduce(0, +))
    }
}
