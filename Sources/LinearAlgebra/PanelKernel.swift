import COpenBLAS

#if canImport(WideKernels)
    import WideKernels
#endif

/// Products over panels.
///
/// A panel holds 16 tokens with their values interleaved: `[features, 16]`, so that one vector is one feature of 16
/// tokens. A matrix `[tokens, features]` is ⌈tokens / 16⌉ panels, one after the other. With tokens along the vector,
///
/// - a weight is one broadcast value: weights `[out, in]` are used where they are mapped, with no repacking for any
///   number of tokens;
/// - the result is again panels, the next product's operand;
/// - layer norm and softmax need no sums across a vector, and no size needs a remainder loop.
public enum PanelKernel: String, Sendable, CaseIterable {
    /// 512-bit registers; needs AVX-512F.
    case wide
    /// 256-bit registers on x86-64, 128-bit ones on arm64.
    case narrow

    /// Tokens of a panel.
    public static let lanes = 16

    /// The fastest kernel of this processor; nil when there is none (x86-64 without AVX2 and FMA).
    public static let best: PanelKernel? = PanelKernel.allCases.first { $0.isAvailable }

    /// Whether this processor and this build have the kernel.
    public var isAvailable: Bool {
        switch self {
        case .wide:
            #if canImport(WideKernels) && arch(x86_64)
                return processor_has_avx512f() != 0
            #else
                return false
            #endif
        case .narrow: return processor_has_avx2_fma() != 0
        }
    }

    /// Rows of A that are computed together; whole multiples are fastest.
    public var tileRows: Int {
        switch self {
        case .wide: 8
        case .narrow: 6
        }
    }

    /// Most panels of one call.
    public static let maximumPanels = 3

    /// C[p][r][lane] = Σₖ A[r, k] · X[p][k][lane], added to C where `accumulate` says so.
    ///
    /// - Parameters:
    ///   - a: `rows` × `steps` values; value (r, k) at `a[r * aRowStride + k * aStepStride]`.
    ///   - x: `panels` panels of `steps` × 16 values, `xPanelStride` floats apart.
    ///   - c: `panels` panels of `rows` × 16 values, `cPanelStride` floats apart.
    ///   - panels: 1 to `maximumPanels`.
    @inline(__always)
    public func multiply(
        a: UnsafePointer<Float>, aRowStride: Int, aStepStride: Int, x: UnsafePointer<Float>, xPanelStride: Int,
        c: UnsafeMutablePointer<Float>, cPanelStride: Int, rows: Int, steps: Int, panels: Int, accumulate: Bool
    ) {
        #if canImport(WideKernels) && arch(x86_64)
            if self == .wide {
                wideTile(
                    a: a, aRowStride: aRowStride, aStepStride: aStepStride, x: x, xPanelStride: xPanelStride, c: c,
                    cPanelStride: cPanelStride, rows: rows, steps: steps, panels: panels, accumulate: accumulate)
                return
            }
        #endif
        narrowTile(
            a: a, aRowStride: aRowStride, aStepStride: aStepStride, x: x, xPanelStride: xPanelStride, c: c,
            cPanelStride: cPanelStride, rows: rows, steps: steps, panels: panels, accumulate: accumulate)
    }
}

/// The plain twin of `PanelKernel.multiply`, in double precision.
public func panelMultiplyReference(
    a: UnsafePointer<Float>, aRowStride: Int, aStepStride: Int, x: UnsafePointer<Float>, xPanelStride: Int,
    c: UnsafeMutablePointer<Float>, cPanelStride: Int, rows: Int, steps: Int, panels: Int, accumulate: Bool
) {
    for panel in 0..<panels {
        for row in 0..<rows {
            for lane in 0..<16 {
                let index = panel * cPanelStride + row * 16 + lane
                var sum = accumulate ? Double(c[index]) : 0
                for k in 0..<steps {
                    sum +=
                        Double(a[row * aRowStride + k * aStepStride]) * Double(x[panel * xPanelStride + k * 16 + lane])
                }
                c[index] = Float(sum)
            }
        }
    }
}
