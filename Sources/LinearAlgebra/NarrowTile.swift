import COpenBLAS

/// The tile product for any processor: C[p][r][lane] (+)= Σₖ A[r, k] · X[p][k][lane].
///
/// Parameters as in `PanelKernel.multiply`. Six rows at once fill 12 of the 16 AVX2 registers with sums.
func narrowTile(
    a: UnsafePointer<Float>, aRowStride: Int, aStepStride: Int, x: UnsafePointer<Float>, xPanelStride: Int,
    c: UnsafeMutablePointer<Float>, cPanelStride: Int, rows: Int, steps: Int, panels: Int, accumulate: Bool
) {
    for panel in 0..<panels {
        let x = x + panel * xPanelStride
        let c = c + panel * cPanelStride
        var row = 0
        while row + 6 <= rows {
            let source = a + row * aRowStride
            if aStepStride == 1 {
                sixRows(source, aRowStride, 1, x, c + row * 16, steps, accumulate, true)
            } else {
                sixRows(source, aRowStride, aStepStride, x, c + row * 16, steps, accumulate, false)
            }
            row += 6
        }
        while row + 2 <= rows {
            twoRows(a + row * aRowStride, aRowStride, aStepStride, x, c + row * 16, steps, accumulate)
            row += 2
        }
        if row < rows {
            var sum = accumulate ? Pair(c + row * 16) : Pair()
            let source = a + row * aRowStride
            for k in 0..<steps { sum.add(source[k &* aStepStride], Pair(x + k &* 16)) }
            sum.store(c + row * 16)
        }
    }
}

/// Sixteen floats in two registers: one value of each token of a panel.
private struct Pair {
    var low = Lanes()
    var high = Lanes()

    @inline(__always) init() {}
    @inline(__always) init(_ source: UnsafePointer<Float>) {
        low = source.lanes(at: 0)
        high = source.lanes(at: 8)
    }
    @inline(__always) func store(_ target: UnsafeMutablePointer<Float>) {
        target.store(low, at: 0)
        target.store(high, at: 8)
    }
    @inline(__always) mutating func add(_ scalar: Float, _ x: Pair) {
        let factor = Lanes(repeating: scalar)
        low.addProduct(factor, x.low)
        high.addProduct(factor, x.high)
    }
}

@inline(__always)
private func sixRows(
    _ a: UnsafePointer<Float>, _ rowStride: Int, _ stepStride: Int, _ x: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>, _ steps: Int, _ accumulate: Bool, _ prefetching: Bool
) {
    var r0 = Pair()
    var r1 = Pair()
    var r2 = Pair()
    var r3 = Pair()
    var r4 = Pair()
    var r5 = Pair()
    if accumulate {
        r0 = Pair(c)
        r1 = Pair(c + 16)
        r2 = Pair(c + 32)
        r3 = Pair(c + 48)
        r4 = Pair(c + 64)
        r5 = Pair(c + 80)
    }
    let a1 = a + rowStride
    let a2 = a1 + rowStride
    let a3 = a2 + rowStride
    let a4 = a3 + rowStride
    let a5 = a4 + rowStride
    let nextRows = 6 &* rowStride
    var source = x
    var k = 0
    while k < steps {
        if prefetching {
            // The same place of the next tile: its rows lie on other pages, where the processor's own prefetcher does
            // not follow.
            let next = nextRows &+ k
            prefetch_read(a + next)
            prefetch_read(a1 + next)
            prefetch_read(a2 + next)
            prefetch_read(a3 + next)
            prefetch_read(a4 + next)
            prefetch_read(a5 + next)
        }
        let end = min(k &+ 16, steps)
        // Unchecked arithmetic throughout: an overflow check costs as much as a multiplication here.
        while k < end {
            let value = Pair(source)
            let offset = k &* stepStride
            r0.add(a[offset], value)
            r1.add(a1[offset], value)
            r2.add(a2[offset], value)
            r3.add(a3[offset], value)
            r4.add(a4[offset], value)
            r5.add(a5[offset], value)
            source += 16
            k &+= 1
        }
    }
    r0.store(c)
    r1.store(c + 16)
    r2.store(c + 32)
    r3.store(c + 48)
    r4.store(c + 64)
    r5.store(c + 80)
}

@inline(__always)
private func twoRows(
    _ a: UnsafePointer<Float>, _ rowStride: Int, _ stepStride: Int, _ x: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>, _ steps: Int, _ accumulate: Bool
) {
    var r0 = accumulate ? Pair(c) : Pair()
    var r1 = accumulate ? Pair(c + 16) : Pair()
    var source = x
    var offset = 0
    for _ in 0..<steps {
        let value = Pair(source)
        r0.add(a[offset], value)
        r1.add(a[rowStride &+ offset], value)
        source += 16
        offset &+= stepStride
    }
    r0.store(c)
    r1.store(c + 16)
}
