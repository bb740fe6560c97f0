#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

import Testing

@testable import LinearAlgebra

/// A buffer of random values and the means to say which seed made them.
struct Random: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    init(seed: UInt64 = .random(in: 0...UInt64.max)) {
        self.seed = seed
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func buffer(_ count: Int, _ range: ClosedRange<Float> = -1...1) -> AlignedBuffer {
        let buffer = AlignedBuffer(capacity: count)
        for index in 0..<count { buffer.base[index] = Float.random(in: range, using: &self) }
        return buffer
    }
}

func copy(_ buffer: AlignedBuffer) -> AlignedBuffer {
    let result = AlignedBuffer(capacity: buffer.capacity)
    result.base.update(from: buffer.base, count: buffer.capacity)
    return result
}

func largestDifference(_ a: AlignedBuffer, _ b: AlignedBuffer, count: Int) -> Float {
    var largest: Float = 0
    for index in 0..<count {
        let difference = abs(a.base[index] - b.base[index])
        largest = difference.isNaN ? .infinity : max(largest, difference)
    }
    return largest
}

@Suite struct ProductTests {
    @Test func transposedProductMatchesItsDefinition() {
        var random = Random()
        for (m, n, k) in [(1, 1, 1), (3, 5, 7), (17, 9, 33)] {
            let a = random.buffer(m * (k + 3))
            let b = random.buffer(n * k)
            let fast = AlignedBuffer(capacity: m * n)
            let plain = AlignedBuffer(capacity: m * n)
            let left = MatrixView(a.base, rows: m, columns: k, stride: k + 3)
            let right = MatrixView(b.base, rows: n, columns: k)
            multiplyTransposed(left, right, into: MutableMatrixView(fast.base, rows: m, columns: n))
            multiplyTransposedReference(left, right, into: MutableMatrixView(plain.base, rows: m, columns: n))
            #expect(largestDifference(fast, plain, count: m * n) < 1e-5, "seed \(random.seed)")
        }
    }

    @Test(arguments: PanelKernel.allCases.filter(\.isAvailable))
    func tilesMatchTheirDefinition(kernel: PanelKernel) {
        var random = Random()
        for rows in [1, 2, 5, 6, 7, 8, 13, 24] {
            for panels in 1...3 {
                for (steps, rowStride, stepStride) in [(1, 40, 1), (33, 40, 1), (16, 1, 64), (48, 48, 1)] {
                    let accumulate = random.next() % 2 == 0
                    let a = random.buffer(rows * rowStride + steps * stepStride + 64)
                    let x = random.buffer(panels * (steps + 1) * 16)
                    let fast = random.buffer(panels * (rows + 2) * 16)
                    let plain = copy(fast)
                    kernel.multiply(
                        a: a.base, aRowStride: rowStride, aStepStride: stepStride, x: x.base,
                        xPanelStride: (steps + 1) * 16, c: fast.base, cPanelStride: (rows + 2) * 16, rows: rows,
                        steps: steps, panels: panels, accumulate: accumulate)
                    panelMultiplyReference(
                        a: a.base, aRowStride: rowStride, aStepStride: stepStride, x: x.base,
                        xPanelStride: (steps + 1) * 16, c: plain.base, cPanelStride: (rows + 2) * 16, rows: rows,
                        steps: steps, panels: panels, accumulate: accumulate)
                    let difference = largestDifference(fast, plain, count: panels * (rows + 2) * 16)
                    #expect(difference < 1e-5, "\(rows) \(panels) \(steps), seed \(random.seed)")
                }
            }
        }
    }

    @Test(arguments: PanelKernel.allCases.filter(\.isAvailable), [nil] + Activation.allCases)
    func denseLayerMatchesItsDefinition(kernel: PanelKernel, activation: Activation?) {
        var random = Random()
        // One shape with several blocks of rows, several passes over the inputs and several chunks of panels each.
        for (outputs, inputs, panels) in [(5, 7, 1), (66, 20, 4), (70, 40, 26), (9, 1600, 2)] {
            // Wide layers have small weights, so that sums stay near one whatever the number of terms.
            let largest = min(0.2, 1.2 / Float(inputs).squareRoot())
            let weight = random.buffer(outputs * inputs, -largest...largest)
            let bias = random.buffer(outputs)
            let x = random.buffer(panels * inputs * 16)
            let fast = AlignedBuffer(capacity: panels * outputs * 16)
            let plain = AlignedBuffer(capacity: panels * outputs * 16)
            let dense = PanelDense(kernel: kernel, outputs: outputs, inputs: inputs, panels: panels)
            for piece in (0..<dense.pieces).shuffled(using: &random) {
                dense.run(
                    piece: piece, weight: weight.base, bias: bias.base, activation: activation, x: x.base,
                    y: fast.base)
            }
            panelMultiplyReference(
                a: weight.base, aRowStride: inputs, aStepStride: 1, x: x.base, xPanelStride: inputs * 16,
                c: plain.base, cPanelStride: outputs * 16, rows: outputs, steps: inputs, panels: panels,
                accumulate: false)
            for index in 0..<panels * outputs * 16 {
                let value = plain.base[index] + bias.base[index / 16 % outputs]
                plain.base[index] = activation?.reference(value) ?? value
            }
            let difference = largestDifference(fast, plain, count: panels * outputs * 16)
            #expect(difference < 1e-5, "\(outputs) \(inputs) \(panels), seed \(random.seed)")
        }
    }
}

/// Products over bytes, against their definition in double precision.
@Suite(.enabled(if: IntegerKernel.best != nil, "this processor has neither AVX-512 VNNI nor AVX-VNNI"))
struct IntegerKernelTests {
    /// A panel's values as its bytes give them back: `[features, 16]`.
    private func restored(_ x: UnsafePointer<Float>, _ features: Int) -> [Double] {
        let bytes = AlignedBuffer(capacity: IntegerPanel.size(features: features))
        let ranges = AlignedBuffer(capacity: IntegerPanel.rangeSize)
        IntegerPanel.quantize(
            x, features: features, bytes: UnsafeMutableRawPointer(bytes.base), ranges: ranges.base)
        let raw = UnsafeRawPointer(bytes.base)
        return (0..<features * 16).map { index in
            let (feature, lane) = (index / 16, index % 16)
            let byte = raw.load(fromByteOffset: feature / 4 * 64 + lane * 4 + feature % 4, as: UInt8.self)
            return Double(ranges.base[16 + lane]) + Double(ranges.base[lane]) * Double(byte)
        }
    }

    @Test func bytesAreTheNearestOfTheirRange() {
        var random = Random()
        for features in [4, 8, 36, 384] {
            let x = random.buffer(features * 16, -3...5)
            // One token of a single value, and one with an outlier.
            for j in 0..<features { x.base[j * 16 + 3] = 0.25 }
            x.base[5] = 400
            let values = restored(x.base, features)
            for lane in 0..<16 {
                let token = (0..<features).map { Double(x.base[$0 * 16 + lane]) }
                let step = (token.max()! - token.min()!) / 255
                for j in 0..<features {
                    let difference = abs(values[j * 16 + lane] - token[j])
                    #expect(difference <= step * 0.501 + 1e-6, "\(features) \(lane) \(j), seed \(random.seed)")
                }
            }
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func whatIsNotFiniteStaysVisible(value: Float) {
        var random = Random()
        let x = random.buffer(8 * 16)
        x.base[4 * 16 + 9] = value
        let values = restored(x.base, 8)
        for lane in 0..<16 {
            let isFinite = (0..<8).allSatisfy { values[$0 * 16 + lane].isFinite }
            #expect(isFinite == (lane != 9))
        }
    }

    static let available = IntegerKernel.allCases.filter(\.isAvailable)

    @Test(arguments: [nil] + Activation.allCases, available)
    func denseLayerMatchesItsDefinition(activation: Activation?, kernel: IntegerKernel) {
        var random = Random()
        for (outputs, inputs, panels) in [(5, 8, 1), (66, 20, 4), (70, 40, 26), (9, 1600, 2), (24, 64, 3)] {
            // An odd address, as a row of bytes in a file may have.
            let storage = AlignedBuffer(capacity: outputs * inputs / 4 + 16)
            let bytes = UnsafeMutableRawPointer(storage.base) + 3
            // -128 is no weight of ours, and may be one of others.
            for index in 0..<outputs * inputs {
                bytes.storeBytes(of: Int8.random(in: -128...127, using: &random), toByteOffset: index, as: Int8.self)
            }
            let largest = 0.01 / Float(inputs).squareRoot()
            let scales = random.buffer(outputs, largest / 2...largest)
            let sums = AlignedBuffer(capacity: outputs)
            for row in 0..<outputs {
                sums.base[row] = IntegerWeights.sum(bytes + row * inputs, scale: scales.base[row], inputs: inputs)
            }
            let bias = random.buffer(outputs)
            let x = random.buffer(panels * inputs * 16, -2...3)
            let size = IntegerPanel.size(features: inputs)
            let quantized = AlignedBuffer(capacity: panels * size)
            let ranges = AlignedBuffer(capacity: panels * IntegerPanel.rangeSize)
            for panel in 0..<panels {
                IntegerPanel.quantize(
                    x.base + panel * inputs * 16, features: inputs,
                    bytes: UnsafeMutableRawPointer(quantized.base + panel * size),
                    ranges: ranges.base + panel * IntegerPanel.rangeSize)
            }
            let result = AlignedBuffer(capacity: panels * outputs * 16)
            let dense = IntegerDense(kernel: kernel, outputs: outputs, inputs: inputs, panels: panels)
            let weights = IntegerWeights(bytes: bytes, scales: scales.base, sums: sums.base)
            for piece in (0..<dense.pieces).shuffled(using: &random) {
                dense.run(
                    piece: piece, weights: weights, bias: bias.base, activation: activation,
                    x: UnsafeRawPointer(quantized.base), ranges: ranges.base, y: result.base)
            }
            for panel in 0..<panels {
                let values = restored(x.base + panel * inputs * 16, inputs)
                for output in 0..<outputs {
                    let row = (0..<inputs).map {
                        Double((bytes + output * inputs + $0).load(as: Int8.self)) * Double(scales.base[output])
                    }
                    for lane in 0..<16 {
                        let sum = (0..<inputs).reduce(0.0) { $0 + row[$1] * values[$1 * 16 + lane] }
                        let value = Float(sum) + bias.base[output]
                        let expected = activation?.reference(value) ?? value
                        let difference = abs(result.base[(panel * outputs + output) * 16 + lane] - expected)
                        #expect(difference < 1e-4, "\(outputs) \(inputs) \(panels), seed \(random.seed)")
                    }
                }
            }
        }
    }
}

@Suite struct ActivationTests {
    @Test(arguments: Activation.allCases)
    func everyActivationIsAccurate(activation: Activation) {
        var largest: Float = 0
        for step in -1600...1600 {
            let x = Float(step) / 100
            largest = max(largest, abs(activation(Lanes(repeating: x))[0] - activation.reference(x)))
        }
        #expect(largest < 2e-6)
        for x: Float in [-1e30, -100, 100, 1e30] {
            let difference = abs(activation(Lanes(repeating: x))[0] - activation.reference(x))
            #expect(difference <= max(1e-5, abs(x) * 1e-6), "\(x)")
        }
    }

    @Test func exponentialIsAccurate() {
        for step in -8700...8800 {
            let x = Float(step) / 100
            let exact = exp(Double(x))
            let value = Double(exponential(Lanes(repeating: x))[3])
            #expect(abs(value - exact) <= 3e-7 * exact, "\(x)")
        }
        #expect(exponential(Lanes(repeating: -1e30))[0] < 1e-37)
    }

    @Test func halvesExpandExactly() {
        let halves = (0...UInt16.max).map { $0 }
        let floats = AlignedBuffer(capacity: halves.count)
        halves.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            expandHalves(base, count: halves.count, into: floats.base)
        }
        for (index, half) in halves.enumerated() {
            let sign: Float = half & 0x8000 == 0 ? 1 : -1
            let exponent = Int(half >> 10 & 31)
            let fraction = Float(half & 1023)
            let value = floats.base[index]
            switch exponent {
            case 0: #expect(value == sign * fraction * Float(sign: .plus, exponent: -24, significand: 1))
            case 31: #expect(fraction == 0 ? value == sign * .infinity : value.isNaN)
            default:
                let power = Float(sign: .plus, exponent: exponent - 25, significand: 1)
                #expect(value == sign * (1024 + fraction) * power)
            }
        }
    }

    @Test func bytesAndBrainFloatsExpand() {
        let bytes = (Int8.min...Int8.max).map { $0 }
        let floats = AlignedBuffer(capacity: 512)
        bytes.withUnsafeBytes {
            expandBytes($0.baseAddress ?? UnsafeRawPointer(floats.base), scale: 0.5, count: 251, into: floats.base)
        }
        for index in 0..<251 { #expect(floats.base[index] == Float(bytes[index]) * 0.5) }
        let values: [Float] = (0..<19).map { Float($0) - 7.5 }
        let brains = values.map { UInt16($0.bitPattern >> 16) }
        brains.withUnsafeBytes {
            expandBrainFloats($0.baseAddress ?? UnsafeRawPointer(floats.base), count: 19, into: floats.base)
        }
        for index in 0..<19 { #expect(floats.base[index] == values[index]) }
    }
}

@Suite struct NormAndSoftmaxTests {
    @Test(arguments: [1, 7, 8, 24, 100])
    func rowKernelsMatchTheirTwins(columns: Int) {
        var random = Random()
        let rows = 5
        let x = random.buffer(rows * columns, -3...3)
        let residual = random.buffer(rows * columns)
        let bias = random.buffer(columns)
        let gain = random.buffer(columns)
        let shift = random.buffer(columns)
        let other = MatrixView(residual.base, rows: rows, columns: columns)
        func compare(_ fast: (MutableMatrixView) -> Void, _ plain: (MutableMatrixView) -> Void) -> Float {
            let (a, b) = (copy(x), copy(x))
            fast(MutableMatrixView(a.base, rows: rows, columns: columns))
            plain(MutableMatrixView(b.base, rows: rows, columns: columns))
            return largestDifference(a, b, count: rows * columns)
        }
        #expect(
            compare {
                softmaxRows($0, scale: 0.7)
            } _: {
                softmaxRowsReference($0, scale: 0.7)
            } < 1e-6)
        #expect(
            compare {
                addAndNormalize(
                    $0, residual: other, bias: bias.base, gain: gain.base, shift: shift.base, epsilon: 1e-3)
            } _: {
                addAndNormalizeReference(
                    $0, residual: other, bias: bias.base, gain: gain.base, shift: shift.base, epsilon: 1e-3)
            } < 1e-5, "seed \(random.seed)")
        for activation in Activation.allCases {
            #expect(
                compare {
                    addBiasAndActivate($0, bias: bias.base, activation: activation)
                } _: {
                    addBiasAndActivateReference($0, bias: bias.base, activation: activation)
                } < 2e-6)
        }
    }

    @Test(arguments: [1, 7, 24, 100])
    func panelKernelsMatchTheirTwins(count: Int) {
        var random = Random()
        let x = random.buffer(count * 16, -3...3)
        let residual = random.buffer(count * 16)
        let bias = random.buffer(count)
        let gain = random.buffer(count)
        let shift = random.buffer(count)
        var (a, b) = (copy(x), copy(x))
        normalizePanel(
            a.base, residual: residual.base, bias: bias.base, features: count, gain: gain.base, shift: shift.base,
            epsilon: 1e-3)
        normalizePanelReference(
            b.base, residual: residual.base, bias: bias.base, features: count, gain: gain.base, shift: shift.base,
            epsilon: 1e-3)
        #expect(largestDifference(a, b, count: count * 16) < 1e-5, "seed \(random.seed)")
        (a, b) = (copy(x), copy(x))
        let sums = AlignedBuffer(capacity: 16)
        let plainSums = AlignedBuffer(capacity: 16)
        exponentiatePanel(a.base, keys: count, scale: 0.7, inverseSums: sums.base)
        exponentiatePanelReference(b.base, keys: count, scale: 0.7, inverseSums: plainSums.base)
        #expect(largestDifference(a, b, count: count * 16) < 1e-6)
        #expect(largestDifference(sums, plainSums, count: 16) < 1e-6)
    }

    @Test(arguments: PanelKernel.allCases.filter(\.isAvailable))
    func attentionMatchesItsDefinition(kernel: PanelKernel) {
        var random = Random()
        let features = 24
        let headSize = 8
        let panels = 6
        let attention = PanelAttention(kernel: kernel, features: features, headSize: headSize)
        let query = random.buffer(panels * features * 16)
        let key = random.buffer(panels * features * 16)
        let value = random.buffer(panels * features * 16)
        let scratch = AlignedBuffer(capacity: attention.scratchSize(length: panels * 16))
        func at(_ buffer: AlignedBuffer, _ row: Int, _ feature: Int) -> Double {
            Double(buffer.base[(row / 16 * features + feature) * 16 + row % 16])
        }
        for (queries, keys) in [(0..<96, 0..<96), (5..<6, 3..<20), (15..<33, 15..<33), (16..<32, 40..<41)] {
            let context = AlignedBuffer(capacity: panels * features * 16)
            for index in 0..<context.capacity { context.base[index] = 99 }
            for head in 0..<3 {
                attention.run(
                    head: head, query: query.base, queries: queries, key: key.base, value: value.base, keys: keys,
                    scale: 0.4, context: context.base, scratch: scratch.base)
            }
            for row in 0..<96 {
                for feature in 0..<features {
                    guard queries.contains(row) else {
                        #expect(at(context, row, feature) == 99)
                        continue
                    }
                    let head = feature / headSize * headSize
                    let powers = keys.map { k in
                        exp(0.4 * (head..<head + headSize).reduce(0) { $0 + at(query, row, $1) * at(key, k, $1) })
                    }
                    let sum = zip(powers, keys).reduce(0) { $0 + $1.0 * at(value, $1.1, feature) }
                    let exact = sum / powers.reduce(0, +)
                    #expect(abs(at(context, row, feature) - exact) < 1e-6, "\(queries) \(keys), seed \(random.seed)")
                }
            }
        }
    }
}

/// Copies one table to another, plus one, back and forth: wrong as soon as a phase begins before the last has ended, or
/// an item is left out or done twice.
private final class Counting: TeamProgram {
    static let phases = 20
    let team: WorkTeam
    let tables: [AlignedBuffer]
    let items: Int

    init(team: WorkTeam, items: Int) {
        self.team = team
        self.items = items
        tables = [AlignedBuffer(capacity: items), AlignedBuffer(capacity: items)]
    }

    func run(worker: Int) {
        for phase in 0..<Self.phases {
            let source = tables[phase % 2].base
            let target = tables[1 - phase % 2].base
            while true {
                let item = team.take()
                guard item < items else { break }
                target[item] = source[(item + phase) % items] + 1
                source[(item + phase) % items] = .nan
            }
            team.barrier()
        }
    }
}

@Suite struct WorkTeamTests {
    @Test(arguments: [1, 2, 3, 5])
    func phasesFollowOneAnother(workers: Int) {
        for _ in 0..<20 {
            let team = WorkTeam(workers: workers)
            for items in [1, 2, 17] {
                let program = Counting(team: team, items: items)
                team.run(program)
                let isRight = (0..<items).allSatisfy { program.tables[0].base[$0] == 20 }
                #expect(isRight)
            }
        }
    }
}
