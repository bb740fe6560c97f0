/// Attention of one head of one sequence, over panels of `[features, 16]`.
///
/// A sequence may begin and end inside a panel; the other lanes of such a panel belong to its neighbours and are
/// computed but not stored.
public struct PanelAttention {
    /// The kernel of the two products.
    public var kernel: PanelKernel
    /// Features of a panel (all heads).
    public var features: Int
    /// Features of a head.
    public var headSize: Int

    /// Attention for `features` features in heads of `headSize`.
    public init(kernel: PanelKernel, features: Int, headSize: Int) {
        self.kernel = kernel
        self.features = features
        self.headSize = headSize
    }

    /// Floats of scratch memory a worker needs for sequences of up to `length` tokens.
    public func scratchSize(length: Int) -> Int {
        2 * headSize * rowStride(length) + PanelKernel.maximumPanels * (wholeTiles(length) + headSize + 1) * 16 + 64
    }

    /// context[q] = softmax(scale · query[q] · keyᵀ) · value.
    ///
    /// - Parameters:
    ///   - head: number of the head.
    ///   - query, queries: panels, and the rows of the sequence in them.
    ///   - key, value, keys: panels, and the rows of the sequence in them.
    ///   - context: panels like `query`'s; only the head's features of `queries` are written.
    ///   - scratch: `scratchSize(length: keys.count)` floats.
    public func run(
        head: Int, query: UnsafePointer<Float>, queries: Range<Int>, key: UnsafePointer<Float>,
        value: UnsafePointer<Float>, keys: Range<Int>, scale: Float, context: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        guard !queries.isEmpty, !keys.isEmpty else { return }
        let length = keys.count
        let stride = rowStride(length)
        let keyRows = scratch + 16
        let valueRows = keyRows + headSize * stride
        let scores = valueRows + headSize * stride
        let scoreRows = wholeTiles(length)
        let mixed = scores + PanelKernel.maximumPanels * scoreRows * 16
        let inverseSums = mixed + PanelKernel.maximumPanels * headSize * 16
        let column = head * headSize
        gather(key, column, keys, keyRows, stride)
        gather(value, column, keys, valueRows, stride)

        let firstPanel = queries.lowerBound / 16
        let panels = (queries.upperBound + 15) / 16 - firstPanel
        let groups = (panels + PanelKernel.maximumPanels - 1) / PanelKernel.maximumPanels
        for group in 0..<groups {
            let panel = firstPanel + panels * group / groups
            let width = firstPanel + panels * (group + 1) / groups - panel
            kernel.multiply(
                a: keyRows, aRowStride: 1, aStepStride: stride, x: query + (panel * features + column) * 16,
                xPanelStride: features * 16, c: scores, cPanelStride: scoreRows * 16, rows: scoreRows, steps: headSize,
                panels: width, accumulate: false)
            for index in 0..<width {
                exponentiatePanel(
                    scores + index * scoreRows * 16, keys: length, scale: scale, inverseSums: inverseSums + index * 16)
            }
            kernel.multiply(
                a: valueRows, aRowStride: stride, aStepStride: 1, x: scores, xPanelStride: scoreRows * 16, c: mixed,
                cPanelStride: headSize * 16, rows: headSize, steps: length, panels: width, accumulate: false)
            for index in 0..<width {
                store(
                    mixed + index * headSize * 16, inverseSums + index * 16,
                    context + ((panel + index) * features + column) * 16,
                    max(
                        queries.lowerBound - (panel + index) * 16, 0)..<min(
                            queries.upperBound - (panel + index) * 16, 16))
            }
        }
    }

    /// Scores are computed for whole tiles of keys; those beyond the sequence are ignored.
    private func wholeTiles(_ length: Int) -> Int {
        (length + kernel.tileRows - 1) / kernel.tileRows * kernel.tileRows
    }

    /// Distance between gathered rows: room for a panel's overhang on both sides, and never a multiple of a page, which
    /// would put all rows into one cache set.
    private func rowStride(_ length: Int) -> Int {
        let stride = (length + 15) / 16 * 16 + 32
        return stride % 1024 == 0 ? stride + 16 : stride
    }

    /// target[d][t] = source(row keys.lowerBound + t, feature column + d). Whole panels are copied; what a panel holds
    /// of other sequences lands outside 0..<keys.count and is overwritten or ignored.
    private func gather(
        _ source: UnsafePointer<Float>, _ column: Int, _ rows: Range<Int>, _ target: UnsafeMutablePointer<Float>,
        _ stride: Int
    ) {
        let first = rows.lowerBound / 16
        let last = (rows.upperBound - 1) / 16
        for panel in first...last {
            let from = source + (panel * features + column) * 16
            let to = target + (panel * 16 - rows.lowerBound)
            for d in 0..<headSize {
                to.store(from.lanes(at: d &* 16), at: d &* stride)
                to.store(from.lanes(at: d &* 16 &+ 8), at: d &* stride &+ 8)
            }
        }
    }

    /// target[d][lane] = source[d][lane] · factor[lane] for the lanes that belong to the sequence.
    private func store(
        _ source: UnsafePointer<Float>, _ factors: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>,
        _ lanes: Range<Int>
    ) {
        if lanes.count == 16 {
            let low = factors.lanes(at: 0)
            let high = factors.lanes(at: 8)
            for d in 0..<headSize {
                target.store(source.lanes(at: d &* 16) * low, at: d &* 16)
                target.store(source.lanes(at: d &* 16 &+ 8) * high, at: d &* 16 &+ 8)
            }
        } else {
            for d in 0..<headSize {
                for lane in lanes { target[d &* 16 &+ lane] = source[d &* 16 &+ lane] * factors[lane] }
            }
        }
    }
}
