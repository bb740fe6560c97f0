// Everything in this module is compiled for processors with AVX-512; see `WideTile.swift` for what follows from that.

/// Sixteen floats, one AVX-512 register: one value of each token of a panel.
typealias Wide = SIMD16<Float>

/// The accumulators of one row of a tile: one register a panel.
protocol Strip {
    /// Zeros.
    init()
    /// Reads the row from memory, its panels `stride` floats apart.
    init(_ source: UnsafePointer<Float>, _ stride: Int)
    /// Writes the row to memory, its panels `stride` floats apart.
    func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int)
    /// self += scalar · x in one rounding.
    mutating func add(_ scalar: Float, _ x: Self)
}

@inline(__always)
private func load(_ source: UnsafePointer<Float>) -> Wide {
    UnsafeRawPointer(source).loadUnaligned(as: Wide.self)
}

@inline(__always)
private func store(_ value: Wide, _ target: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(target).storeBytes(of: value, as: Wide.self)
}

struct OnePanel: Strip {
    var a = Wide()

    @inline(__always) init() {}
    @inline(__always) init(_ source: UnsafePointer<Float>, _ stride: Int) { a = load(source) }
    @inline(__always) func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int) {
        WideKernels.store(a, target)
    }
    @inline(__always) mutating func add(_ scalar: Float, _ x: OnePanel) {
        a.addProduct(Wide(repeating: scalar), x.a)
    }
}

struct TwoPanels: Strip {
    var a = Wide()
    var b = Wide()

    @inline(__always) init() {}
    @inline(__always) init(_ source: UnsafePointer<Float>, _ stride: Int) {
        a = load(source)
        b = load(source + stride)
    }
    @inline(__always) func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int) {
        WideKernels.store(a, target)
        WideKernels.store(b, target + stride)
    }
    @inline(__always) mutating func add(_ scalar: Float, _ x: TwoPanels) {
        let factor = Wide(repeating: scalar)
        a.addProduct(factor, x.a)
        b.addProduct(factor, x.b)
    }
}

struct ThreePanels: Strip {
    var a = Wide()
    var b = Wide()
    var c = Wide()

    @inline(__always) init() {}
    @inline(__always) init(_ source: UnsafePointer<Float>, _ stride: Int) {
        a = load(source)
        b = load(source + stride)
        c = load(source + 2 * stride)
    }
    @inline(__always) func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int) {
        WideKernels.store(a, target)
        WideKernels.store(b, target + stride)
        WideKernels.store(c, target + 2 * stride)
    }
    @inline(__always) mutating func add(_ scalar: Float, _ x: ThreePanels) {
        let factor = Wide(repeating: scalar)
        a.addProduct(factor, x.a)
        b.addProduct(factor, x.b)
        c.addProduct(factor, x.c)
    }
}
