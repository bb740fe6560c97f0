import Dispatch

/// A matrix as eight-bit integers with one factor a row: value = integer · scale[row].
struct QuantizedMatrix {
    /// `[rows, columns]`, row-major, -127...127.
    var integers: [Int8]
    /// `[rows]`
    var scales: [Float]
}

extension QuantizedMatrix {
    /// Symmetric quantization, a row at a time, on all cores.
    ///
    /// The largest weight need not map to 127: clipping it a little lets all others be finer. Of twenty clipping
    /// points between 62 % and 100 % of the row's largest magnitude, the one with the least squared error is taken.
    /// - Parameters:
    ///   - values: finite, `[rows, columns]`, row-major.
    init(_ values: [Float], rows: Int) {
        let columns = rows == 0 ? 0 : values.count / rows
        var integers = [Int8](repeating: 0, count: rows * columns)
        var scales = [Float](repeating: 0, count: rows)
        values.withUnsafeBufferPointer { values in
            integers.withUnsafeMutableBufferPointer { integers in
                scales.withUnsafeMutableBufferPointer { scales in
                    guard columns > 0, let source = values.baseAddress, let target = integers.baseAddress,
                        let factors = scales.baseAddress
                    else { return }
                    // Rows are disjoint, so the threads never share an element.
                    nonisolated(unsafe) let pointers = (source: source, target: target, factors: factors)
                    let block = max(1, 65_536 / columns)
                    DispatchQueue.concurrentPerform(iterations: (rows + block - 1) / block) { index in
                        for row in index * block..<min(rows, (index + 1) * block) {
                            let start = row * columns
                            pointers.factors[row] = quantizeRow(
                                pointers.source + start, pointers.target + start, columns)
                        }
                    }
                }
            }
        }
        self.integers = integers
        self.scales = scales
    }
}

extension QuantizedMatrix {
    /// Largest absolute difference between what is stored and `values`.
    func largestError(_ values: [Float]) -> Float {
        guard !scales.isEmpty else { return 0 }
        let columns = integers.count / scales.count
        return integers.withUnsafeBufferPointer { integers in
            values.withUnsafeBufferPointer { values in
                var largest: Float = 0
                for row in 0..<scales.count {
                    let scale = scales[row]
                    for index in row * columns..<(row + 1) * columns {
                        largest = max(largest, abs(Float(integers[index]) * scale - values[index]))
                    }
                }
                return largest
            }
        }
    }
}

private let clippingPoints: [Float] = (0..<20).map { 1 - 0.02 * Float($0) }

/// Writes one row's integers and gives its scale.
private func quantizeRow(_ row: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Int8>, _ count: Int) -> Float {
    var peak: Float = 0
    for index in 0..<count { peak = max(peak, abs(row[index])) }
    // A row of (nearly) nothing: any scale does, but its reciprocal must be finite.
    guard peak > 1e-30 else {
        for index in 0..<count { target[index] = 0 }
        return 0
    }
    var best: (error: Float, scale: Float) = (.infinity, peak / 127)
    for point in clippingPoints {
        let scale = peak * point / 127
        let error = squaredError(row, count, scale: scale)
        if error < best.error { best = (error, scale) }
    }
    let inverse = 1 / best.scale
    for index in 0..<count {
        let value = min(max((row[index] * inverse).rounded(.toNearestOrEven), -127), 127)
        target[index] = Int8(value)
    }
    return best.scale
}

private func squaredError(_ row: UnsafePointer<Float>, _ count: Int, scale: Float) -> Float {
    typealias Lanes = SIMD8<Float>
    let inverse = 1 / scale
    let low = Lanes(repeating: -127)
    let high = Lanes(repeating: 127)
    var sum = Lanes.zero
    var index = 0
    while index + 8 <= count {
        let values = UnsafeRawPointer(row + index).loadUnaligned(as: Lanes.self)
        // Adding and taking away 1.5 · 2²³ rounds to the nearest, ties to even, in two instructions for all lanes.
        var integers = (values * inverse + 12_582_912) - 12_582_912
        integers.replace(with: low, where: integers .< low)
        integers.replace(with: high, where: integers .> high)
        let difference = integers * scale - values
        sum += difference * difference
        index += 8
    }
    var total = sum.sum()
    while index < count {
        let integer = min(max((row[index] * inverse).rounded(.toNearestOrEven), -127), 127)
        let difference = integer * scale - row[index]
        total += difference * difference
        index += 1
    }
    return total
}
