/// A dense layer over panels, cut into pieces that workers take one by one.
///
/// Y[p][o][lane] = activation(Σᵢ W[o, i] · X[p][i][lane] + b[o]) for `panels` panels; W is `[outputs, inputs]`,
/// row-major.
public struct PanelDense {
    /// Number of pieces.
    public let pieces: Int

    private let kernel: PanelKernel
    private let outputs: Int
    private let inputs: Int
    private let panels: Int
    private let chunks: Int

    /// Inputs of one pass; longer rows are summed up in several.
    private static let blockSteps = 1024
    /// Panels of one piece, so that large batches make enough pieces to keep all workers busy to the end.
    private static let chunkPanels = 24

    /// Plans the layer for `panels` panels.
    public init(kernel: PanelKernel, outputs: Int, inputs: Int, panels: Int) {
        self.kernel = kernel
        self.outputs = outputs
        self.inputs = inputs
        self.panels = panels
        chunks = max(1, (panels + Self.chunkPanels - 1) / Self.chunkPanels)
        pieces = (outputs + rowsPerBlock(kernel) - 1) / rowsPerBlock(kernel) * chunks
    }

    /// Computes piece `piece`; different pieces may run at the same time.
    public func run(
        piece: Int, weight: UnsafePointer<Float>, bias: UnsafePointer<Float>?, activation: Activation?,
        x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>
    ) {
        let blockRows = rowsPerBlock(kernel)
        let firstRow = piece / chunks * blockRows
        let rows = min(blockRows, outputs - firstRow)
        let chunk = piece % chunks
        let firstPanel = panels * chunk / chunks
        let count = panels * (chunk + 1) / chunks - firstPanel
        let groups = (count + PanelKernel.maximumPanels - 1) / PanelKernel.maximumPanels
        let tileRows = kernel.tileRows
        var step = 0
        while step < inputs {
            let steps = inputs - step < Self.blockSteps * 3 / 2 ? inputs - step : Self.blockSteps
            let isLast = step + steps == inputs
            for group in 0..<groups {
                let panel = firstPanel + count * group / groups
                let width = firstPanel + count * (group + 1) / groups - panel
                let source = x + (panel * inputs + step) * 16
                let target = y + (panel * outputs + firstRow) * 16
                var row = 0
                while row < rows {
                    let height = min(tileRows, rows - row)
                    kernel.multiply(
                        a: weight + (firstRow + row) * inputs + step, aRowStride: inputs, aStepStride: 1, x: source,
                        xPanelStride: inputs * 16, c: target + row * 16, cPanelStride: outputs * 16, rows: height,
                        steps: steps, panels: width, accumulate: step > 0)
                    row += height
                }
                if isLast, let bias {
                    for index in 0..<width {
                        addBias(
                            target + index * outputs * 16, bias: bias + firstRow, rows: rows, activation: activation)
                    }
                }
            }
            step += steps
        }
    }

    /// y[r][lane] = activation(y[r][lane] + bias[r]).
    private func addBias(
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
}

/// Rows of W that stay in the second-level cache (256 kB with 1,024 steps) while panels stream past: whole tiles.
@inline(__always)
private func rowsPerBlock(_ kernel: PanelKernel) -> Int { 64 / kernel.tileRows * kernel.tileRows }
