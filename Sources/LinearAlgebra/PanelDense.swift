/// A dense layer over panels, cut into pieces that workers take one by one.
///
/// Y[p][o][lane] = activation(Σᵢ W[o, i] · X[p][i][lane] + b[o]) for `panels` panels; W is `[outputs, inputs]`,
/// row-major.
public struct PanelDense {
    /// Number of pieces.
    public var pieces: Int { plan.count }

    private let kernel: PanelKernel
    private let outputs: Int
    private let inputs: Int
    private let plan: DensePieces

    /// Inputs of one pass; longer rows are summed up in several.
    private static let blockSteps = 1024

    /// Plans the layer for `panels` panels.
    public init(kernel: PanelKernel, outputs: Int, inputs: Int, panels: Int) {
        self.kernel = kernel
        self.outputs = outputs
        self.inputs = inputs
        plan = DensePieces(outputs: outputs, panels: panels, tileRows: kernel.tileRows)
    }

    /// Computes piece `piece`; different pieces may run at the same time.
    public func run(
        piece: Int, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?, activation: Activation?,
        x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>
    ) {
        let rows = plan.rows(of: piece)
        let firstRow = rows.lowerBound
        let tileRows = kernel.tileRows
        var step = 0
        while step < inputs {
            let steps = inputs - step < Self.blockSteps * 3 / 2 ? inputs - step : Self.blockSteps
            let isLast = step + steps == inputs
            plan.forEachRun(of: piece) { panel, width in
                let source = x + (panel * inputs + step) * 16
                let target = y + (panel * outputs + firstRow) * 16
                var row = 0
                while row < rows.count {
                    let height = min(tileRows, rows.count - row)
                    kernel.multiply(
                        a: weight + (firstRow + row) * inputs + step, aRowStride: inputs, aStepStride: 1, x: source,
                        xPanelStride: inputs * 16, c: target + row * 16, cPanelStride: outputs * 16, rows: height,
                        steps: steps, panels: width, accumulate: step > 0)
                    row += height
                }
                if isLast, let bias {
                    for index in 0..<width {
                        addBias(
                            target + index * outputs * 16, bias: bias + firstRow, rows: rows.count,
                            activation: activation)
                    }
                }
            }
            step += steps
        }
    }
}
