#if arch(x86_64)

    import COpenBLAS

    // Everything in this module is compiled for processors with AVX-512 and its byte products (VNNI): it is called only
    // after asking the processor, as `WideKernels` is, and is a module of its own for the same reason.

    /// Sixteen 32-bit sums, one AVX-512 register: one for each token of a panel.
    typealias Sums = SIMD16<Int32>
    typealias Wide = SIMD16<Float>

    /// The sums of one row of a tile: one register a panel.
    protocol IntegerStrip {
        /// Zeros.
        init()
        /// Four values of 16 tokens of each panel, the panels `stride` bytes apart.
        init(_ source: UnsafeRawPointer, _ stride: Int)
        /// self += the products of four weights with the four values of each token.
        mutating func add(_ weights: Int32, _ x: Self)
        /// Writes self · scale · ranges[panel].step + sum · ranges[panel].minimum to memory, the panels `stride` floats
        /// apart.
        func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int, _ scale: Float, _ sum: Float, _ ranges: Ranges)
    }

    /// What turns the bytes of up to three panels into numbers again: value = minimum + step · byte.
    struct Ranges {
        /// `[panels, 2, 16]`: the steps of a panel's 16 tokens, then their minima.
        let base: UnsafePointer<Float>

        @inline(__always) func step(_ panel: Int) -> Wide { Self.load(base + panel &* 32) }
        @inline(__always) func minimum(_ panel: Int) -> Wide { Self.load(base + (panel &* 32 &+ 16)) }

        @inline(__always)
        private static func load(_ source: UnsafePointer<Float>) -> Wide {
            UnsafeRawPointer(source).loadUnaligned(as: Wide.self)
        }
    }

    @inline(__always)
    private func load(_ source: UnsafeRawPointer) -> Sums { source.loadUnaligned(as: Sums.self) }

    @inline(__always)
    private func store(
        _ sums: Sums, _ target: UnsafeMutablePointer<Float>, _ scale: Float, _ sum: Float, _ ranges: Ranges,
        _ panel: Int
    ) {
        let constant = ranges.minimum(panel) * Wide(repeating: sum)
        let value = constant.addingProduct(floats_of(sums), ranges.step(panel) * Wide(repeating: scale))
        UnsafeMutableRawPointer(target).storeBytes(of: value, as: Wide.self)
    }

    struct OnePanel: IntegerStrip {
        var a = Sums()

        @inline(__always) init() {}
        @inline(__always) init(_ source: UnsafeRawPointer, _ stride: Int) { a = load(source) }
        @inline(__always) mutating func add(_ weights: Int32, _ x: OnePanel) { a = add_byte_products(a, x.a, weights) }
        @inline(__always)
        func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int, _ scale: Float, _ sum: Float, _ ranges: Ranges)
        {
            IntegerKernels.store(a, target, scale, sum, ranges, 0)
        }
    }

    struct TwoPanels: IntegerStrip {
        var a = Sums()
        var b = Sums()

        @inline(__always) init() {}
        @inline(__always) init(_ source: UnsafeRawPointer, _ stride: Int) {
            a = load(source)
            b = load(source + stride)
        }
        @inline(__always) mutating func add(_ weights: Int32, _ x: TwoPanels) {
            a = add_byte_products(a, x.a, weights)
            b = add_byte_products(b, x.b, weights)
        }
        @inline(__always)
        func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int, _ scale: Float, _ sum: Float, _ ranges: Ranges)
        {
            IntegerKernels.store(a, target, scale, sum, ranges, 0)
            IntegerKernels.store(b, target + stride, scale, sum, ranges, 1)
        }
    }

    struct ThreePanels: IntegerStrip {
        var a = Sums()
        var b = Sums()
        var c = Sums()

        @inline(__always) init() {}
        @inline(__always) init(_ source: UnsafeRawPointer, _ stride: Int) {
            a = load(source)
            b = load(source + stride)
            c = load(source + 2 &* stride)
        }
        @inline(__always) mutating func add(_ weights: Int32, _ x: ThreePanels) {
            a = add_byte_products(a, x.a, weights)
            b = add_byte_products(b, x.b, weights)
            c = add_byte_products(c, x.c, weights)
        }
        @inline(__always)
        func store(_ target: UnsafeMutablePointer<Float>, _ stride: Int, _ scale: Float, _ sum: Float, _ ranges: Ranges)
        {
            IntegerKernels.store(a, target, scale, sum, ranges, 0)
            IntegerKernels.store(b, target + stride, scale, sum, ranges, 1)
            IntegerKernels.store(c, target + 2 &* stride, scale, sum, ranges, 2)
        }
    }

#endif
