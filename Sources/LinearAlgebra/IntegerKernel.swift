import COpenBLAS

#if canImport(IntegerKernels)
    import IntegerKernels
#endif
#if canImport(NarrowIntegerKernels)
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

    /// Whether this processor and this build have the kernel.
    public var isAvailable: Bool {
        switch self {
        case .wide:
            #if canImport(IntegerKernels) && arch(x86_64)
                return processor_has_avx512_vnni() != 0
            #else
                return false
            #endif
        case .narrow:
            #if canImport(NarrowIntegerKernels) && arch(x86_64)
                return processor_has_avx_vnni() != 0
            #else
                return false
            #endif
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
            switch self {
            case .wide:
                #if canImport(IntegerKernels)
                    integerTile(
                        weights: weights, rowStride: rowStride, rowScales: rowScales, rowSums: rowSums, x: x,
                        xPanelStride: xPanelStride, ranges: ranges, y: y, yPanelStride: yPanelStride, rows: rows,
                        groups: groups, panels: panels)
                #endif
            case .narrow:
                #if canImport(NarrowIntegerKernels)
                    narrowIntegerTile(
                        weights: weights, rowStride: rowStride, rowScales: rowScales, rowSums: rowSums, x: x,
                        xPanelStride: xPanelStride, ranges: ranges, y: y, yPanelStride: yPanelStride, rows: rows,
                        groups: groups, panels: panels)
                #endif
            }
        #else
            preconditionFailure("asked for a kernel that this build lacks")
        #endif
    }
}
