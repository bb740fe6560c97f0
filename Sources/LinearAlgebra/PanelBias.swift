/// y[r][lane] = activation(y[r][lane] + bias[r]) for the `rows` rows of one panel.
func addBias(
    _ y: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, rows: Int, activation: Activation?
) {
    switch activation {
    case nil: addBias(y, bias, rows) { $0 }
    case .gelu: addBias(y, bias, rows) { exactGELU($0) }
    case .geluTanh: addBias(y, bias, rows) { approximateGELU($0) }
    case .relu: addBias(y, bias, rows) { Activation.relu($0) }
    }
}

@inline(__always)
private func addBias(
    _ y: UnsafeMutablePointer<Float>, _ bias: UnsafePointer<Float>, _ rows: Int, _ function: (Lanes) -> Lanes
) {
    var target = y
    for row in 0..<rows {
        let shift = Lanes(repeating: bias[row])
        target.store(function(target.lanes(at: 0) + shift), at: 0)
        target.store(function(target.lanes(at: 8) + shift), at: 8)
        target += 16
    }
}
