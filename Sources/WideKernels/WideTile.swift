import COpenBLAS

/// The AVX-512 form of the tile product of `LinearAlgebra`: C[p][r][lane] (+)= Σₖ A[r, k] · X[p][k][lane].
///
/// A module of its own because Swift chooses instructions by module, not by function: this one alone is compiled with
/// AVX-512, and `LinearAlgebra` calls it only after asking the processor. To keep such code from leaking into others,
/// it uses no generic library type but `SIMD16<Float>`, which nothing else in the package uses.
///
/// - Parameters:
///   - a: `rows` × `k` values; value (r, k) at `a[r * aRowStride + k * aStepStride]`.
///   - x: `panels` panels of `k` × 16 values, `xPanelStride` floats apart.
///   - c: `panels` panels of `rows` × 16 values, `cPanelStride` floats apart.
///   - rows: any number; whole eights are fastest.
///   - panels: 1 to 3.
///   - accumulate: add to what C holds instead of replacing it.
public func wideTile(
    a: UnsafePointer<Float>, aRowStride: Int, aStepStride: Int, x: UnsafePointer<Float>, xPanelStride: Int,
    c: UnsafeMutablePointer<Float>, cPanelStride: Int, rows: Int, steps: Int, panels: Int, accumulate: Bool
) {
    switch panels {
    case 1: tile(OnePanel.self, a, aRowStride, aStepStride, x, xPanelStride, c, cPanelStride, rows, steps, accumulate)
    case 2: tile(TwoPanels.self, a, aRowStride, aStepStride, x, xPanelStride, c, cPanelStride, rows, steps, accumulate)
    default:
        tile(ThreePanels.self, a, aRowStride, aStepStride, x, xPanelStride, c, cPanelStride, rows, steps, accumulate)
    }
}

@inline(__always)
private func tile<S: Strip>(
    _ strip: S.Type, _ a: UnsafePointer<Float>, _ aRowStride: Int, _ aStepStride: Int, _ x: UnsafePointer<Float>,
    _ xPanelStride: Int, _ c: UnsafeMutablePointer<Float>, _ cPanelStride: Int, _ rows: Int, _ steps: Int,
    _ accumulate: Bool
) {
    var row = 0
    while row + 8 <= rows {
        let source = a + row * aRowStride
        let target = c + row * 16
        if aStepStride == 1 {
            eightRows(strip, source, aRowStride, 1, x, xPanelStride, target, cPanelStride, steps, accumulate, true)
        } else {
            eightRows(
                strip, source, aRowStride, aStepStride, x, xPanelStride, target, cPanelStride, steps, accumulate,
                false)
        }
        row += 8
    }
    while row < rows {
        var sum = accumulate ? S(c + row * 16, cPanelStride) : S()
        let source = a + row * aRowStride
        for k in 0..<steps { sum.add(source[k * aStepStride], S(x + k * 16, xPanelStride)) }
        sum.store(c + row * 16, cPanelStride)
        row += 1
    }
}

/// Eight rows at once: up to 24 of the 32 registers accumulate, every value of X is used eight times, every value of A
/// as often as there are panels.
///
/// Eight is also as many rows as a level-one cache set has ways: weight rows of 4,096 bytes all fall into one set.
@inline(__always)
private func eightRows<S: Strip>(
    _ strip: S.Type, _ a: UnsafePointer<Float>, _ rowStride: Int, _ stepStride: Int, _ x: UnsafePointer<Float>,
    _ xPanelStride: Int, _ c: UnsafeMutablePointer<Float>, _ cPanelStride: Int, _ steps: Int, _ accumulate: Bool,
    _ prefetching: Bool
) {
    var r0 = S()
    var r1 = S()
    var r2 = S()
    var r3 = S()
    var r4 = S()
    var r5 = S()
    var r6 = S()
    var r7 = S()
    if accumulate {
        r0 = S(c, cPanelStride)
        r1 = S(c + 16, cPanelStride)
        r2 = S(c + 32, cPanelStride)
        r3 = S(c + 48, cPanelStride)
        r4 = S(c + 64, cPanelStride)
        r5 = S(c + 80, cPanelStride)
        r6 = S(c + 96, cPanelStride)
        r7 = S(c + 112, cPanelStride)
    }
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
    while k < steps {
        if prefetching {
            // The same place of the next tile, one cache line of each row: its rows lie on other pages, where the
            // processor's own prefetcher does not follow.
            let next = nextRows &+ k
            prefetch_read(a + next)
            prefetch_read(a1 + next)
            prefetch_read(a2 + next)
            prefetch_read(a3 + next)
            prefetch_read(a4 + next)
            prefetch_read(a5 + next)
            prefetch_read(a6 + next)
            prefetch_read(a7 + next)
        }
        let end = min(k &+ 16, steps)
        // Unchecked arithmetic throughout: an overflow check costs as much as a multiplication here.
        while k < end {
            let value = S(source, xPanelStride)
            let offset = k &* stepStride
            r0.add(a[offset], value)
            r1.add(a1[offset], value)
            r2.add(a2[offset], value)
            r3.add(a3[offset], value)
            r4.add(a4[offset], value)
            r5.add(a5[offset], value)
            r6.add(a6[offset], value)
            r7.add(a7[offset], value)
            source += 16
            k &+= 1
        }
    }
    r0.store(c, cPanelStride)
    r1.store(c + 16, cPanelStride)
    r2.store(c + 32, cPanelStride)
    r3.store(c + 48, cPanelStride)
    r4.store(c + 64, cPanelStride)
    r5.store(c + 80, cPanelStride)
    r6.store(c + 96, cPanelStride)
    r7.store(c + 112, cPanelStride)
}
