/// Runs 16 independent chains of fused multiply-adds on 512-bit registers: `rounds` × 16 × 16 multiplications and as
/// many additions, nothing from memory.
public func wideMultiplyAdds(rounds: Int, factor: Float, addend: Float) -> Float {
    let x = Wide(repeating: factor)
    let y = Wide(repeating: addend)
    var s0 = y
    var s1 = x
    var s2 = y + 1
    var s3 = y + 2
    var s4 = y + 3
    var s5 = y + 4
    var s6 = y + 5
    var s7 = y + 6
    var s8 = y + 7
    var s9 = y + 8
    var s10 = y + 9
    var s11 = y + 10
    var s12 = y + 11
    var s13 = y + 12
    var s14 = y + 13
    var s15 = y + 14
    for _ in 0..<rounds {
        // s = y + s · x: each chain waits only for itself.
        s0 = y.addingProduct(s0, x)
        s1 = y.addingProduct(s1, x)
        s2 = y.addingProduct(s2, x)
        s3 = y.addingProduct(s3, x)
        s4 = y.addingProduct(s4, x)
        s5 = y.addingProduct(s5, x)
        s6 = y.addingProduct(s6, x)
        s7 = y.addingProduct(s7, x)
        s8 = y.addingProduct(s8, x)
        s9 = y.addingProduct(s9, x)
        s10 = y.addingProduct(s10, x)
        s11 = y.addingProduct(s11, x)
        s12 = y.addingProduct(s12, x)
        s13 = y.addingProduct(s13, x)
        s14 = y.addingProduct(s14, x)
        s15 = y.addingProduct(s15, x)
    }
    let low = s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7
    return (low + s8 + s9 + s10 + s11 + s12 + s13 + s14 + s15).sum()
}
