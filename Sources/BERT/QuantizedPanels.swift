import LinearAlgebra

/// The bytes and ranges of a matrix in panels, see `IntegerPanel`.
final class QuantizedPanels {
    private let storage = AlignedBuffer()
    private let limits = AlignedBuffer()

    /// `[panels, features / 4, 16, 4]` bytes.
    var bytes: UnsafeRawPointer { UnsafeRawPointer(storage.base) }
    /// `[panels, 2, 16]`.
    var ranges: UnsafePointer<Float> { UnsafePointer(limits.base) }

    var growths: Int { storage.growths + limits.growths }

    /// Makes room.
    func reserve(panels: Int, features: Int) {
        storage.reserve(panels * IntegerPanel.size(features: features))
        limits.reserve(panels * IntegerPanel.rangeSize)
    }

    /// Takes over panel `panel` of `x`, a matrix of `features` columns in panels.
    func take(_ x: UnsafePointer<Float>, _ panel: Int, _ features: Int) {
        IntegerPanel.quantize(
            x + panel * features * PanelKernel.lanes, features: features,
            bytes: UnsafeMutableRawPointer(storage.base + panel * IntegerPanel.size(features: features)),
            ranges: limits.base + panel * IntegerPanel.rangeSize)
    }
}
