/// Layer norm of one panel, in place: x[j] = normal(x[j] + bias[j] + residual[j]) · gain[j] + shift[j], where mean and
/// variance run over the features j, for each of the 16 tokens.
///
/// - x, residual: `[features, 16]`; bias, gain, shift: `[features]`; `bias` and `residual` may be left out.
public func normalizePanel(
    _ x: UnsafeMutablePointer<Float>, residual: UnsafePointer<Float>?, bias: UnsafePointer<Float>?, features: Int,
    gain: UnsafePointer<Float>, shift: UnsafePointer<Float>, epsilon: Float
) {
    var low = Lanes()
    var high = Lanes()
    for j in 0..<features {
        let added = Lanes(repeating: bias?[j] ?? 0)
        var a = x.lanes(at: j &* 16) + added
        var b = x.lanes(at: j &* 16 &+ 8) + added
        if let residual {
            a += residual.lanes(at: j &* 16)
            b += residual.lanes(at: j &* 16 &+ 8)
        }
        x.store(a, at: j &* 16)
        x.store(b, at: j &* 16 &+ 8)
        low += a
        high += b
    }
    let inverse = 1 / Float(features)
    let meanLow = low * inverse
    let meanHigh = high * inverse
    low = Lanes()
    high = Lanes()
    // Variance from the centred values, as the reference implementation does: the shortcut E[x²] - E[x]² loses digits
    // when the mean is large.
    for j in 0..<features {
        let a = x.lanes(at: j &* 16) - meanLow
        let b = x.lanes(at: j &* 16 &+ 8) - meanHigh
        low.addProduct(a, a)
        high.addProduct(b, b)
    }
    let one = Lanes(repeating: 1)
    let scaleLow = one / (low * inverse + epsilon).squareRoot()
    let scaleHigh = one / (high * inverse + epsilon).squareRoot()
    for j in 0..<features {
        let factor = Lanes(repeating: gain[j])
        let offset = Lanes(repeating: shift[j])
        x.store(fused((x.lanes(at: j &* 16) - meanLow) * scaleLow, factor, offset), at: j &* 16)
        x.store(fused((x.lanes(at: j &* 16 &+ 8) - meanHigh) * scaleHigh, factor, offset), at: j &* 16 &+ 8)
    }
}

/// The plain twin of `normalizePanel`, in double precision.
public func normalizePanelReference(
    _ x: UnsafeMutablePointer<Float>, residual: UnsafePointer<Float>?, bias: UnsafePointer<Float>?, features: Int,
    gain: UnsafePointer<Float>, shift: UnsafePointer<Float>, epsilon: Float
) {
    for lane in 0..<16 {
        let values = (0..<features).map { j in
            Double(x[j * 16 + lane]) + Double(bias?[j] ?? 0) + Double(residual?[j * 16 + lane] ?? 0)
        }
        let mean = values.reduce(0, +) / Double(features)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(features)
        for j in 0..<features {
            let normal = (values[j] - mean) / (variance + Double(epsilon)).squareRoot()
            x[j * 16 + lane] = Float(normal * Double(gain[j]) + Double(shift[j]))
        }
    }
}
