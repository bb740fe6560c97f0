#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

// Kernels over row-major activations, one token a row. All of them work on the row range they are given, so that a
// caller can split rows between threads.

/// x[t, j] = activation(x[t, j] + bias[j]), in place.
///
/// - x: `[tokens, columns]`; bias: `[columns]`.
public func addBiasAndActivate(
    _ x: MutableMatrixView, bias: UnsafePointer<Float>, activation: Activation?
) {
    switch activation {
    case nil:
        addBias(x, bias) {
            $0
        } scalar: {
            $0
        }
    case .gelu:
        addBias(x, bias) {
            exactGELU($0)
        } scalar: {
            exactGELU(Lanes(repeating: $0))[0]
        }
    case .geluTanh:
        addBias(x, bias) {
            approximateGELU($0)
        } scalar: {
            approximateGELU(Lanes(repeating: $0))[0]
        }
    case .relu:
        addBias(x, bias) {
            Activation.relu($0)
        } scalar: {
            max($0, 0)
        }
    }
}

@inline(__always)
private func addBias(
    _ x: MutableMatrixView, _ bias: UnsafePointer<Float>, vector: (Lanes) -> Lanes, scalar: (Float) -> Float
) {
    let whole = x.columns & ~7
    for row in 0..<x.rows {
        let line = x.base + row * x.stride
        var j = 0
        while j < whole {
            line.store(vector(line.lanes(at: j) + bias.lanes(at: j)), at: j)
            j += 8
        }
        while j < x.columns {
            line[j] = scalar(line[j] + bias[j])
            j += 1
        }
    }
}

/// The plain twin of `addBiasAndActivate`.
public func addBiasAndActivateReference(
    _ x: MutableMatrixView, bias: UnsafePointer<Float>, activation: Activation?
) {
    for row in 0..<x.rows {
        for j in 0..<x.columns {
            let value = x.base[row * x.stride + j] + bias[j]
            x.base[row * x.stride + j] = activation?.reference(value) ?? value
        }
    }
}

/// x[t] = layerNorm(x[t] + bias + residual[t]) · gain + shift, in place (Ba, Kiros & Hinton, 2016).
///
/// - x, residual: `[tokens, columns]`; bias, gain, shift: `[columns]`; `bias` and `residual` may be left out.
public func addAndNormalize(
    _ x: MutableMatrixView, residual: MatrixView?, bias: UnsafePointer<Float>?, gain: UnsafePointer<Float>,
    shift: UnsafePointer<Float>, epsilon: Float
) {
    let columns = x.columns
    let whole = columns & ~7
    let inverse = 1 / Float(columns)
    for row in 0..<x.rows {
        let line = x.base + row * x.stride
        let other = residual.map { $0.base + row * $0.stride }
        var sums = Lanes()
        var tail: Float = 0
        var j = 0
        while j < whole {
            var value = line.lanes(at: j)
            if let bias { value += bias.lanes(at: j) }
            if let other { value += other.lanes(at: j) }
            line.store(value, at: j)
            sums += value
            j += 8
        }
        while j < columns {
            let value = line[j] + (bias?[j] ?? 0) + (other?[j] ?? 0)
            line[j] = value
            tail += value
            j += 1
        }
        let mean = (sums.sum() + tail) * inverse
        // Variance from the centred values, as the reference implementation does: the shortcut E[x²] - E[x]² loses
        // digits when the mean is large.
        let means = Lanes(repeating: mean)
        sums = Lanes()
        tail = 0
        j = 0
        while j < whole {
            let centred = line.lanes(at: j) - means
            sums = fused(centred, centred, sums)
            j += 8
        }
        while j < columns {
            let centred = line[j] - mean
            tail += centred * centred
            j += 1
        }
        let scale = 1 / ((sums.sum() + tail) * inverse + epsilon).squareRoot()
        let scales = Lanes(repeating: scale)
        j = 0
        while j < whole {
            let centred = (line.lanes(at: j) - means) * scales
            line.store(fused(centred, gain.lanes(at: j), shift.lanes(at: j)), at: j)
            j += 8
        }
        while j < columns {
            line[j] = (line[j] - mean) * scale * gain[j] + shift[j]
            j += 1
        }
    }
}

/// The plain twin of `addAndNormalize`, in double precision.
public func addAndNormalizeReference(
    _ x: MutableMatrixView, residual: MatrixView?, bias: UnsafePointer<Float>?, gain: UnsafePointer<Float>,
    shift: UnsafePointer<Float>, epsilon: Float
) {
    for row in 0..<x.rows {
        var values = [Double](repeating: 0, count: x.columns)
        for j in 0..<x.columns {
            values[j] = Double(x.base[row * x.stride + j]) + Double(bias?[j] ?? 0)
            if let residual { values[j] += Double(residual.base[row * residual.stride + j]) }
        }
        let mean = values.reduce(0, +) / Double(x.columns)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.columns)
        for j in 0..<x.columns {
            let normal = (values[j] - mean) / (variance + Double(epsilon)).squareRoot()
            x.base[row * x.stride + j] = Float(normal * Double(gain[j]) + Double(shift[j]))
        }
    }
}

/// Each row of x becomes softmax(scale · row), in place. No mask: without padding every column counts.
///
/// - x: `[queries, keys]`.
public func softmaxRows(_ x: MutableMatrixView, scale: Float) {
    let columns = x.columns
    let whole = columns & ~7
    for row in 0..<x.rows {
        let line = x.base + row * x.stride
        var largest = Lanes(repeating: -.greatestFiniteMagnitude)
        var j = 0
        while j < whole {
            let value = line.lanes(at: j)
            largest = largest.replacing(with: value, where: value .> largest)
            j += 8
        }
        var peak = largest.max()
        while j < columns {
            peak = max(peak, line[j])
            j += 1
        }
        let scales = Lanes(repeating: scale)
        let offset = Lanes(repeating: -peak * scale)
        var sums = Lanes()
        j = 0
        while j < whole {
            let value = exponential(fused(line.lanes(at: j), scales, offset))
            line.store(value, at: j)
            sums += value
            j += 8
        }
        var total = sums.sum()
        while j < columns {
            let value = exponential(Lanes(repeating: (line[j] - peak) * scale))[0]
            line[j] = value
            total += value
            j += 1
        }
        let inverse = 1 / total
        j = 0
        while j < whole {
            line.store(line.lanes(at: j) * inverse, at: j)
            j += 8
        }
        while j < columns {
            line[j] *= inverse
            j += 1
        }
    }
}

/// The plain twin of `softmaxRows`, in double precision.
public func softmaxRowsReference(_ x: MutableMatrixView, scale: Float) {
    for row in 0..<x.rows {
        let values = (0..<x.columns).map { Double(x.base[row * x.stride + $0]) * Double(scale) }
        let peak = values.max() ?? 0
        let powers = values.map { exp($0 - peak) }
        let total = powers.reduce(0, +)
        for j in 0..<x.columns { x.base[row * x.stride + j] = Float(powers[j] / total) }
    }
}
