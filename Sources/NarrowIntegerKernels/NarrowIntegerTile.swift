#if arch(x86_64)

    import COpenBLAS

    // Everything in this module is compiled for processors with byte products in 256-bit registers (AVX-VNNI), which
    // laptops have without AVX-512: it is called only after asking the processor, and is a module of its own for that.

    /// The tile product of `integerTile` with 256-bit registers: the same sums and the same roundings, to the bit.
    ///
    /// Parameters as there. Six rows of one panel at a time: twelve of the sixteen registers are sums.
    public func narrowIntegerTile(
        weights: UnsafeRawPointer, rowStride: Int, rowScales: UnsafePointer<Float>, rowSums: UnsafePointer<Float>,
        x: UnsafeRawPointer, xPanelStride: Int, ranges: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>,
        yPanelStride: Int, rows: Int, groups: Int, panels: Int
    ) {
        var row = 0
        while row < rows {
            let count = rows &- row >= 6 ? 6 : rows &- row >= 2 ? 2 : 1
            let source = weights + row &* rowStride
            for panel in 0..<panels {
                let bytes = x + panel &* xPanelStride
                let target = PanelRows(
                    y: y + (panel &* yPanelStride &+ row &* 16), scales: rowScales + row, sums: rowSums + row,
                    ranges: ranges + panel &* 32)
                switch count {
                case 6: sixRows(source, rowStride, bytes, groups, target)
                case 2: twoRows(source, rowStride, bytes, groups, target)
                default: oneRow(source, bytes, groups, target)
                }
            }
            row &+= count
        }
    }

    /// The sums of one row: sixteen tokens in two registers.
    private struct RowSums {
        var low = SIMD8<Int32>()
        var high = SIMD8<Int32>()

        /// self += the products of four weights with the four values of each token.
        @inline(__always)
        mutating func add(_ weights: UnsafeRawPointer, _ offset: Int, _ x: RowSums) {
            let four = weights.loadUnaligned(fromByteOffset: offset, as: Int32.self)
            low = add_byte_products_narrow(low, x.low, four)
            high = add_byte_products_narrow(high, x.high, four)
        }
    }

    /// Four values of sixteen tokens.
    @inline(__always)
    private func values(_ source: UnsafeRawPointer) -> RowSums {
        RowSums(
            low: source.loadUnaligned(as: SIMD8<Int32>.self),
            high: source.loadUnaligned(fromByteOffset: 32, as: SIMD8<Int32>.self))
    }

    /// Where the rows of a tile go, and what turns their sums into numbers.
    private struct PanelRows {
        let y: UnsafeMutablePointer<Float>
        let scales: UnsafePointer<Float>
        let sums: UnsafePointer<Float>
        /// `[2, 16]`: steps, then minima.
        let ranges: UnsafePointer<Float>

        @inline(__always)
        func store(_ row: Int, _ sums: RowSums) {
            store(row, sums.low, 0)
            store(row, sums.high, 8)
        }

        @inline(__always)
        private func store(_ row: Int, _ values: SIMD8<Int32>, _ lane: Int) {
            let step = load(ranges + lane)
            let constant = load(ranges + (16 &+ lane)) * SIMD8(repeating: sums[row])
            let value = constant.addingProduct(floats_of_narrow(values), step * SIMD8(repeating: scales[row]))
            UnsafeMutableRawPointer(y + (row &* 16 &+ lane)).storeBytes(of: value, as: SIMD8<Float>.self)
        }

        @inline(__always)
        private func load(_ source: UnsafePointer<Float>) -> SIMD8<Float> {
            UnsafeRawPointer(source).loadUnaligned(as: SIMD8<Float>.self)
        }
    }

    @inline(__always)
    private func sixRows(
        _ a: UnsafeRawPointer, _ rowStride: Int, _ x: UnsafeRawPointer, _ groups: Int, _ target: PanelRows
    ) {
        var r0 = RowSums()
        var r1 = RowSums()
        var r2 = RowSums()
        var r3 = RowSums()
        var r4 = RowSums()
        var r5 = RowSums()
        let a1 = a + rowStride
        let a2 = a1 + rowStride
        let a3 = a2 + rowStride
        let a4 = a3 + rowStride
        let a5 = a4 + rowStride
        let nextRows = 6 &* rowStride
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
            let end = min(k &+ 64, bytes)
            while k < end {
                let value = values(source)
                r0.add(a, k, value)
                r1.add(a1, k, value)
                r2.add(a2, k, value)
                r3.add(a3, k, value)
                r4.add(a4, k, value)
                r5.add(a5, k, value)
                source += 64
                k &+= 4
            }
        }
        target.store(0, r0)
        target.store(1, r1)
        target.store(2, r2)
        target.store(3, r3)
        target.store(4, r4)
        target.store(5, r5)
    }

    @inline(__always)
    private func twoRows(
        _ a: UnsafeRawPointer, _ rowStride: Int, _ x: UnsafeRawPointer, _ groups: Int, _ target: PanelRows
    ) {
        var r0 = RowSums()
        var r1 = RowSums()
        for group in 0..<groups {
            let value = values(x + group &* 64)
            r0.add(a, group &* 4, value)
            r1.add(a + rowStride, group &* 4, value)
        }
        target.store(0, r0)
        target.store(1, r1)
    }

    @inline(__always)
    private func oneRow(_ a: UnsafeRawPointer, _ x: UnsafeRawPointer, _ groups: Int, _ target: PanelRows) {
        var sums = RowSums()
        for group in 0..<groups { sums.add(a, group &* 4, values(x + group &* 64)) }
        target.store(0, sums)
    }

#endif
