#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The nonlinearity between the two dense layers of a feed-forward block.
public enum Activation: String, Sendable, Equatable, CaseIterable {
    /// x · Φ(x) with the exact normal distribution function (Hendrycks & Gimpel, 2016).
    case gelu
    /// The tanh form of the same: 0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))).
    case geluTanh = "gelu_new"
    /// max(x, 0).
    case relu
}

extension Activation {
    /// The activation of eight values.
    @inlinable @inline(__always)
    func callAsFunction(_ x: Lanes) -> Lanes {
        switch self {
        case .gelu: return exactGELU(x)
        case .geluTanh: return approximateGELU(x)
        case .relu: return x.replacing(with: 0, where: x .< 0)
        }
    }

    /// The activation of one value by its textbook formula, in double precision.
    public func reference(_ x: Float) -> Float {
        let x = Double(x)
        switch self {
        case .gelu: return Float(0.5 * x * (1 + erf(x / 2.0.squareRoot())))
        case .geluTanh:
            return Float(0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))))
        case .relu: return Float(max(x, 0))
        }
    }
}

/// Exact GELU of eight values.
///
/// erf(u/√2) = u · P(u²)/Q(u²) with P and Q of degree 5, fitted by iteratively reweighted least squares on |u| ≤ 5.5
/// (largest error of the fit 1.4e-8; beyond 5.5 the function is 1 to the last bit). Largest error of the result
/// against double precision: 1e-6 on [-7, 7].
@inlinable @inline(__always)
func exactGELU(_ x: Lanes) -> Lanes {
    let u = clamp(x, -5.5, 5.5)
    let w = u * u
    var p = Lanes(repeating: 4.549817234078546e-08)
    p = fused(p, w, Lanes(repeating: 1.2703779248113278e-05))
    p = fused(p, w, Lanes(repeating: 0.00033763126702979207))
    p = fused(p, w, Lanes(repeating: 0.009354399517178535))
    p = fused(p, w, Lanes(repeating: 0.06770366430282593))
    p = fused(p, w, Lanes(repeating: 0.797884464263916))
    var q = Lanes(repeating: 1.1974785820711986e-06)
    q = fused(q, w, Lanes(repeating: 7.364340854110196e-05))
    q = fused(q, w, Lanes(repeating: 0.0018843899015337229))
    q = fused(q, w, Lanes(repeating: 0.02864537574350834))
    q = fused(q, w, Lanes(repeating: 0.2515198886394501))
    q = fused(q, w, Lanes(repeating: 1))
    let half = x * 0.5
    return fused(half, u * (p / q), half)
}

/// The tanh form of GELU of eight values: x · σ(2y), y = √(2/π) · (x + 0.044715 · x³).
@inlinable @inline(__always)
func approximateGELU(_ x: Lanes) -> Lanes {
    let minusTwiceRoot = Lanes(repeating: -1.5957691216057308)
    let inner = x * fused(x * x, Lanes(repeating: 0.044715), Lanes(repeating: 1))
    return x / (exponential(clamp(inner * minusTwiceRoot, -87, 87)) + 1)
}
