/// How a dense layer over panels is cut into pieces that workers take one by one: blocks of output rows, and chunks of
/// panels, so that large batches make enough pieces to keep all workers busy to the end.
struct DensePieces {
    /// Number of pieces.
    let count: Int

    private let outputs: Int
    private let panels: Int
    private let blockRows: Int
    private let chunks: Int

    private static let chunkPanels = 24

    /// - Parameter tileRows: output rows that the kernel computes together.
    init(outputs: Int, panels: Int, tileRows: Int) {
        self.outputs = outputs
        self.panels = panels
        // Rows of W that stay in the second-level cache (256 kB with 1,024 steps of floats) while panels stream past.
        blockRows = 64 / tileRows * tileRows
        chunks = max(1, (panels + Self.chunkPanels - 1) / Self.chunkPanels)
        count = (outputs + blockRows - 1) / blockRows * chunks
    }

    /// Output rows of a piece.
    func rows(of piece: Int) -> Range<Int> {
        let first = piece / chunks * blockRows
        return first..<min(first + blockRows, outputs)
    }

    /// Panels of a piece.
    func panels(of piece: Int) -> Range<Int> {
        let chunk = piece % chunks
        return panels * chunk / chunks..<panels * (chunk + 1) / chunks
    }

    /// Calls `body` with runs of panels of nearly one size, as many a run as a kernel takes at once.
    @inline(__always)
    func forEachRun(of piece: Int, _ body: (_ panel: Int, _ width: Int) -> Void) {
        let range = panels(of: piece)
        let runs = (range.count + PanelKernel.maximumPanels - 1) / PanelKernel.maximumPanels
        for run in 0..<runs {
            let first = range.lowerBound + range.count * run / runs
            body(first, range.lowerBound + range.count * (run + 1) / runs - first)
        }
    }
}
