#if arch(x86_64)

    import COpenBLAS

    /// The tile product over bytes: Y[p][r][lane] = Σₖ W[r, k] · X[p][k][lane], with four steps k an instruction.
    ///
    /// W[r, k] = rowScales[r] · weights[r · rowStride + k] and X[p][k][lane] = minimum + step · byte, so that
    ///
    ///     Y = rowScales[r] · step · Σₖ weight · byte  +  minimum · rowSums[r]
    ///
    /// where the sum of products is exact: a 32-bit sum holds 66,000 of them.
    ///
    /// - Parameters:
    ///   - weights: `rows` × 4·`groups` signed bytes, rows `rowStride` bytes apart.
    ///   - rowScales, rowSums: `[rows]`; rowSums[r] = Σₖ W[r, k].
    ///   - x: `panels` panels of `groups` × 16 × 4 unsigned bytes, `xPanelStride` bytes apart.
    ///   - ranges: `[panels, 2, 16]`, steps and minima of the panels' tokens.
    ///   - y: `panels` panels of `rows` × 16 values, `yPanelStride` floats apart.
    ///   - rows: any number; whole eights are fastest.
    ///   - panels: 1 to 3.
    public func integerTile(
        weights: UnsafeRawPointer, rowStride: Int, rowScales: UnsafePointer<Float>, rowSums: UnsafePointer<Float>,
        x: UnsafeRawPointer, xPanelStride: Int, ranges: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>,
        yPanelStride: Int, rows: Int, groups: Int, panels: Int
    ) {
        let ranges = Ranges(base: ranges)
        switch panels {
        case 1:
            tile(
                OnePanel.self, weights, rowStride, rowScales, rowSums, x, xPanelStride, ranges, y, yPanelStride, rows,
                groups)
        case 2:
            tile(
                TwoPanels.self, weights, rowStride, rowScales, rowSums, x, xPanelStride, ranges, y, yPanelStride, rows,
                groups)
        default:
            tile(
                ThreePanels.self, weights, rowStride, rowScales, rowSums, x, xPanelStride, ranges, y, yPanelStride,
                rows, groups)
        }
    }

    @inline(__always)
    private func tile<S: IntegerStrip>(
        _ strip: S.Type, _ weights: UnsafeRawPointer, _ rowStride: Int, _ scales: UnsafePointer<Float>,
        _ sums: UnsafePointer<Float>, _ x: UnsafeRawPointer, _ xPanelStride: Int, _ ranges: Ranges,
        _ y: UnsafeMutablePointer<Float>, _ yPanelStride: Int, _ rows: Int, _ groups: Int
    ) {
        var row = 0
        while row + 8 <= rows {
            eightRows(
                strip, weights + row * rowStride, rowStride, scales + row, sums + row, x, xPanelStride, ranges,
                y + row * 16, yPanelStride, groups)
            row += 8
        }
        while row < rows {
            var sum = S()
            let source = weights + row * rowStride
            for group in 0..<groups { sum.add(four(source, group &* 4), S(x + group &* 64, xPanelStride)) }
            sum.store(y + row * 16, yPanelStride, scales[row], sums[row], ranges)
            row += 1
        }
    }

    /// Eight rows at once, for the reasons given in `WideTile.swift`.
    @inline(__always)
    private func eightRows<S: IntegerStrip>(
        _ strip: S.Type, _ a: UnsafeRawPointer, _ rowStride: Int, _ scales: UnsafePointer<Float>,
        _ sums: UnsafePointer<Float>, _ x: UnsafeRawPointer, _ xPanelStride: Int, _ ranges: Ranges,
        _ y: UnsafeMutablePointer<Float>, _ yPanelStride: Int, _ groups: Int
    ) {
        var r0 = S()
        var r1 = S()
        var r2 = S()
        var r3 = S()
        var r4 = S()
        var r5 = S()
        var r6 = S()
        var r7 = S()
        let a1 = a + rowStride
        let a2 = a1 + rowStride
        let a3 = a2 + rowStride
        let a4 = a3 + rowStride
        let a5 = a4 + rowStride
        let a6 = a5 + rowStride
        let a7 = a6 + rowStride
        let nextRows = 8 &* rowStride
        var source = x
        var k = 0
        let bytes = groups &* 4
        while k < bytes {
            // The same place of the next tile, one cache line of each row.
            let next = nextRows &+ k
            prefetch_read(a + next)
            prefetch_read(a1 + next)
            prefetch_read(a2 + next)
            prefetch_read(a3 + next)
            prefetch_read(a4 + next)
            prefetch_read(a5 + next)
            prefetch_read(a6 + next)
            prefetch_read(a7 + next)
            let end = min(k &+ 64, bytes)
            while k < end {
                let value = S(source, xPanelStride)
                r0.add(four(a, k), value)
                r1.add(four(a1, k), value)
                r2.add(four(a2, k), value)
                r3.add(four(a3, k), value)
                r4.add(four(a4, k), value)
                r5.add(four(a5, k), value)
                r6.add(four(a6, k), value)
                r7.add(four(a7, k), value)
                source += 64
                k &+= 4
            }
        }
        r0.store(y, yPanelStride, scales[0], sums[0], ranges)
        r1.store(y + 16, yPanelStride, scales[1], sums[1], ranges)
        r2.store(y + 32, yPanelStride, scales[2], sums[2], ranges)
        r3.store(y + 48, yPanelStride, scales[3], sums[3], ranges)
        r4.store(y + 64, yPanelStride, scales[4], sums[4], ranges)
        r5.store(y + 80, yPanelStride, scales[5], sums[5], ranges)
        r6.store(y + 96, yPanelStride, scales[6], sums[6], ranges)
        r7.store(y + 112, yPanelStride, scales[7], sums[7], ranges)
    }

    /// Four signed bytes as one number.
    @inline(__always)
    private func four(_ source: UnsafeRawPointer, _ offset: Int) -> Int32 {
        source.loadUnaligned(fromByteOffset: offset, as: Int32.self)
    }

#endif
