/// Weights of a dense layer as they are stored: eight-bit integers with one scale an output row.
public struct IntegerWeights: @unchecked Sendable {
    // Unchecked because of the pointers: they lead into read-only memory that the owner keeps.

    /// `[outputs, inputs]` signed bytes, row-major; any alignment.
    public let bytes: UnsafeRawPointer
    /// `[outputs]`: W[o, i] = scales[o] · bytes[o, i].
    public let scales: UnsafePointer<Float>
    /// `[outputs]`: Σᵢ W[o, i].
    public let sums: UnsafePointer<Float>

    /// Describes weights that lie elsewhere.
    public init(bytes: UnsafeRawPointer, scales: UnsafePointer<Float>, sums: UnsafePointer<Float>) {
        self.bytes = bytes
        self.scales = scales
        self.sums = sums
    }

    /// Σᵢ W[o, i] of one row of `inputs` bytes.
    public static func sum(_ row: UnsafeRawPointer, scale: Float, inputs: Int) -> Float {
        var sums = SIMD8<Int32>()
        var index = 0
        while index + 8 <= inputs {
            sums &+= SIMD8<Int32>(truncatingIfNeeded: (row + index).loadUnaligned(as: SIMD8<Int8>.self))
            index += 8
        }
        var total = Int(sums.wrappedSum())
        while index < inputs {
            total += Int((row + index).loadUnaligned(as: Int8.self))
            index += 1
        }
        return Float(total) * scale
    }
}

/// A dense layer whose weights stay eight-bit integers and whose inputs are turned into bytes, see `IntegerPanel`: four
/// products an instruction and lane instead of one.
///
/// Y[p][o][lane] = activation(Σᵢ W[o, i] · X[p][i][lane] + b[o]), with X rounded to 255 steps of each token's range.
public struct IntegerDense {
    /// Number of pieces.
    public var pieces: Int { plan.count }

    private let kernel: IntegerKernel
    private let outputs: Int
    private let inputs: Int
    private let plan: DensePieces

    /// Plans the layer for `panels` panels; `inputs` is one that `IntegerPanel.canMultiply`.
    public init(kernel: IntegerKernel, outputs: Int, inputs: Int, panels: Int) {
        self.kernel = kernel
        self.outputs = outputs
        self.inputs = inputs
        plan = DensePieces(outputs: outputs, panels: panels, tileRows: kernel.tileRows)
    }

    /// Computes piece `piece`; different pieces may run at the same time.
    /// - Parameters:
    ///   - x: the bytes of all panels, one panel after the other.
    ///   - ranges: their steps and minima.
    public func run(
        piece: Int, weights: IntegerWeights, bias: UnsafePointer<Float>?, activation: Activation?,
        x: UnsafeRawPointer, ranges: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>
    ) {
        let rows = plan.rows(of: piece)
        let firstRow = rows.lowerBound
        plan.forEachRun(of: piece) { panel, width in
            let target = y + (panel * outputs + firstRow) * 16
            kernel.multiply(
                weights: weights.bytes + firstRow * inputs, rowStride: inputs, rowScales: weights.scales + firstRow,
                rowSums: weights.sums + firstRow, x: x + panel * inputs * 16, xPanelStride: inputs * 16,
                ranges: ranges + panel * IntegerPanel.rangeSize, y: target, yPanelStride: outputs * 16,
                rows: rows.count, groups: inputs / 4, panels: width)
            if let bias {
                for index in 0..<width {
                    addBias(
                        target + index * outputs * 16, bias: bias + firstRow, rows: rows.count,
                        activation: activation)
                }
            }
        }
    }
}
