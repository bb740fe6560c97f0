/// Panels as bytes: what the products over eight-bit weights read.
///
/// Each token has a range of its own, from the least to the greatest of its values, in 255 steps:
/// value ≈ minimum + step · byte. A panel of `features` × 16 values becomes `[features / 4, 16, 4]` bytes, so that one
/// 512-bit register is four features of 16 tokens, and `[2, 16]` floats, the steps and the minima.
public enum IntegerPanel {
    /// Floats that a panel's bytes take the room of.
    public static func size(features: Int) -> Int { features * 4 }
    /// Floats of a panel's steps and minima.
    public static let rangeSize = 32

    /// Whether layers of so many inputs can be computed: four at a time, with sums that fit into 32 bits.
    public static func canMultiply(inputs: Int) -> Bool { inputs % 4 == 0 && inputs <= 1 << 16 }

    /// Turns one panel into bytes.
    ///
    /// A token with a value that is not finite gets a step that is not a number, which then reaches all its results:
    /// bytes alone would hide it.
    /// - Parameters:
    ///   - x: `[features, 16]`.
    ///   - bytes: room for `16 · features` bytes.
    ///   - ranges: room for `rangeSize` floats.
    ///   - features: a multiple of four.
    public static func quantize(
        _ x: UnsafePointer<Float>, features: Int, bytes: UnsafeMutableRawPointer, ranges: UnsafeMutablePointer<Float>
    ) {
        quantizeHalf(x, features, bytes, ranges)
        quantizeHalf(x + 8, features, bytes + 32, ranges + 8)
    }

    /// Eight of the tokens.
    @inline(__always)
    private static func quantizeHalf(
        _ x: UnsafePointer<Float>, _ features: Int, _ bytes: UnsafeMutableRawPointer,
        _ ranges: UnsafeMutablePointer<Float>
    ) {
        var least = x.lanes(at: 0)
        var greatest = least
        // Stays zero, unless a value is infinite or not a number.
        var invalid = Lanes()
        for j in 0..<features {
            let value = x.lanes(at: j &* 16)
            least = least.replacing(with: value, where: value .< least)
            greatest = greatest.replacing(with: value, where: value .> greatest)
            invalid.addProduct(value, Lanes())
        }
        let step = (greatest - least) * (1 / 255) + invalid
        ranges.store(step, at: 0)
        ranges.store(least, at: 16)
        // A token whose values are all the same has step 0; its bytes then do not matter.
        let inverse = Lanes(repeating: 1) / step.replacing(with: 1, where: step .== 0)
        // 2²³ + n has n in its lowest bits, rounded to the nearest integer, ties to even.
        let magic = Lanes(repeating: 8_388_608)
        var target = bytes
        var source = x
        for _ in 0..<features / 4 {
            let a = rounded(source.lanes(at: 0), least, inverse, magic)
            let b = rounded(source.lanes(at: 16), least, inverse, magic)
            let c = rounded(source.lanes(at: 32), least, inverse, magic)
            let d = rounded(source.lanes(at: 48), least, inverse, magic)
            let packed = (a | (b &<< 8)) | ((c &<< 16) | (d &<< 24))
            target.storeBytes(of: packed, as: SIMD8<UInt32>.self)
            target += 64
            source += 64
        }
    }

    @inline(__always)
    private static func rounded(_ x: Lanes, _ least: Lanes, _ inverse: Lanes, _ magic: Lanes) -> SIMD8<UInt32> {
        unsafeBitCast(fused(x - least, inverse, magic), to: SIMD8<UInt32>.self) & 0xff
    }
}
