import COpenBLAS

#if arch(x86_64)
    import IntegerKernels
    import NarrowIntegerKernels
#endif

/// Products of eight-bit weights with panels of bytes, see `IntegerPanel`: the same results from either.
public enum IntegerKernel: String, Sendable, CaseIterable {
    /// 512-bit registers; needs AVX-512 with byte products (VNNI).
    case wide
    /// 256-bit registers; needs AVX-VNNI.
    case narrow

    /// The fastest kernel of this processor; nil when there is none.
    public static let best: IntegerKernel? = IntegerKernel.allCases.first { $0.isAvailable }

    /// Whether this processor has the kernel.
    public var isAvailable: Bool {
        switch self {
        case .wide: processor_has_avx512_vnni() != 0
        case .narrow: processor_has_avx_vnni() != 0
        }
    }

    /// Rows of weights that are multiplied together; whole multiples are fastest.
    var tileRows: Int {
        switch self {
        case .wide: 8
        case .narrow: 6
        }
    }

    /// The tile product that `integerTile` defines, for one to three panels.
    @inline(__always)
    func multiply(
        weights: UnsafeRawPointer, rowStride: Int, rowScales: UnsafePointer<Float>, rowSums: UnsafePointer<Float>,
        x: UnsafeRawPointer, xPanelStride: Int, ranges: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>,
        yPanelStride: Int, rows: Int, groups: Int, panels: Int
    ) {
        #if arch(x86_64)
            let tile = self == .wide ? integerTile : narrowIntegerTile
            tile(
                weights, rowStride, rowScales, rowSums, x, xPanelStride, ranges, y, yPanelStride, rows, groups, panels)
        #else
            preconditionFailure("asked for a kernel that this build lacks")
        #endif
    }
}
