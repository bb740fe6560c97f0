import Synchronization

/// What one scalar of the input becomes, packed into a word: a kind, two flags and a payload.
struct ScalarAction: Equatable {
    let bits: UInt32

    enum Kind: UInt32 {
        /// Part of a word; the payload is the scalar to write, zero for the scalar itself.
        case word = 0
        /// A word of its own (punctuation, an ideograph); payload as above.
        case isolated = 1
        case space = 2
        /// Nothing. Payload 1: a starter, which marks do not move across; 0: as if it had never been there.
        case dropped = 3
        /// A Hangul syllable to be decomposed.
        case hangul = 4
        /// Several scalars; the payload is an index into ``ScalarTable/View/sequences``.
        case sequence = 5
    }

    init(_ kind: Kind, payload: UInt32 = 0, nonstarter: Bool = false, reorders: Bool = false) {
        bits = kind.rawValue << 29 | (nonstarter ? 1 << 28 : 0) | (reorders ? 1 << 27 : 0) | payload
    }

    @inline(__always)
    init(bits: UInt32) { self.bits = bits }

    @inline(__always) var kind: Kind { Kind(rawValue: bits >> 29) ?? .word }
    /// The combining class is not zero.
    @inline(__always) var isNonstarter: Bool { bits & 1 << 28 != 0 }
    /// Normalization leaves a nonstarter of it, whose place depends on its neighbours.
    @inline(__always) var reorders: Bool { bits & 1 << 27 != 0 }
    /// Removed before anything else looks at the text.
    @inline(__always) var isInvisible: Bool { kind == .dropped && !isNonstarter && payload == 0 }
    @inline(__always) var payload: UInt32 { bits & 0x1F_FFFF }
}

/// The normalization and splitting of BERT, composed into one look-up a scalar for one set of options.
///
/// In order, as the reference does it: control characters go and white space becomes a space; ideographs get spaces
/// around them; canonical decomposition, nonspacing marks go; full lower-casing, scalar by scalar; words end at
/// spaces and punctuation is a word of its own. Two-stage: blocks of 128 scalars, equal blocks shared; about 200 kB.
final class ScalarTable: @unchecked Sendable {
    // Unchecked because of the raw pointers: written in `init`, then only read, freed with the last reference.

    /// The pointers alone, for loops.
    struct View {
        /// Block number of each 128 scalars.
        let stage: UnsafeMutablePointer<UInt16>
        /// 128 actions a block.
        let blocks: UnsafeMutablePointer<UInt32>
        /// Where a ``ScalarAction/Kind/sequence`` payload points: a count, then that many actions.
        let sequences: UnsafeMutablePointer<UInt32>
        let options: NormalizationOptions

        @inline(__always)
        func action(_ scalar: UInt32) -> ScalarAction {
            ScalarAction(bits: blocks[Int(stage[Int(scalar &>> 7)]) &<< 7 | Int(scalar & 127)])
        }
    }

    let view: View

    init(options: NormalizationOptions) {
        var builder = Builder(options: options, unicode: .shared)
        builder.fill()
        view = View(
            stage: Self.copy(builder.stage), blocks: Self.copy(builder.blocks), sequences: Self.copy(builder.sequences),
            options: options)
    }

    deinit {
        view.stage.deallocate()
        view.blocks.deallocate()
        view.sequences.deallocate()
    }

    private static func copy<T: BitwiseCopyable>(_ array: [T]) -> UnsafeMutablePointer<T> {
        let memory = UnsafeMutablePointer<T>.allocate(capacity: array.count)
        array.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { memory.initialize(from: base, count: source.count) }
        }
        return memory
    }
}

/// A table made when the first text needs it: the few milliseconds are no part of a start, and none of plain ASCII.
final class LazyScalarTable: Sendable {
    private let options: NormalizationOptions
    private let made = Mutex<ScalarTable?>(nil)

    init(options: NormalizationOptions) { self.options = options }

    func table() -> ScalarTable {
        made.withLock { known in
            if let known { return known }
            let table = ScalarTable(options: options)
            known = table
            return table
        }
    }
}

/// What a `tokenizer_config.json` can say.
struct NormalizationOptions: Sendable, Hashable {
    var lowercase: Bool
    var stripAccents: Bool
    var splitChineseCharacters: Bool
}

extension UnicodeProperties {
    /// How a normalized scalar stands in the text.
    func kind(_ scalar: UInt32) -> ScalarAction.Kind {
        spaces.contains(scalar) ? .space : punctuation.contains(scalar) ? .isolated : .word
    }

    func lowercased(_ scalar: UInt32, _ options: NormalizationOptions) -> [UInt32] {
        options.lowercase ? Array(lowercase[scalar] ?? [scalar]) : [scalar]
    }
}

private struct Builder {
    let options: NormalizationOptions
    let unicode: UnicodeProperties
    // Block 0 leaves every scalar as it is.
    var stage = [UInt16](repeating: 0, count: 0x110000 >> 7)
    var blocks = [UInt32](repeating: 0, count: 128)
    var sequences: [UInt32] = []
    private var result: [UInt32] = []
    private var single: [UInt32] = [0]
    private var uniform: [UInt32: UInt16] = [0: 0]
    private var isShared: [Bool] = [true]

    init(options: NormalizationOptions, unicode: UnicodeProperties) {
        self.options = options
        self.unicode = unicode
    }

    mutating func fill() {
        for range in unicode.punctuation.ranges { set(range, ScalarAction(.isolated)) }
        if options.stripAccents {
            let hangul = UnicodeProperties.hangul
            set(hangul.lowerBound..<hangul.upperBound + 1, ScalarAction(.hangul))
            for range in unicode.combiningClasses.ranges { for scalar in range { compose(scalar) } }
            for range in unicode.marks.ranges { for scalar in range { compose(scalar) } }
            for scalar in unicode.decompositions.keys { compose(scalar) }
        }
        if options.lowercase { for scalar in unicode.lowercase.keys { compose(scalar) } }
        if options.splitChineseCharacters {
            for range in unicode.ideographs.ranges {
                // A few of them (compatibility ideographs) decompose to others.
                set(range, ScalarAction(.isolated))
                if options.stripAccents, range.count < 1_000 { for scalar in range { compose(scalar) } }
            }
        }
        for range in unicode.spaces.ranges { set(range, ScalarAction(.space)) }
        for range in unicode.dropped.ranges { set(range, ScalarAction(.dropped)) }
    }

    /// Runs one scalar through all steps. A few thousand times: the two buffers are kept.
    private mutating func compose(_ scalar: UInt32) {
        result.removeAll(keepingCapacity: true)
        var nonstarter = false
        var reorders = false
        if options.stripAccents {
            single[0] = scalar
            let decomposed = unicode.decompositions[scalar] ?? single[...]
            nonstarter = unicode.combiningClass(decomposed[decomposed.startIndex]) != 0
            for part in decomposed where !unicode.marks.contains(part) {
                if unicode.combiningClass(part) != 0 { reorders = true }
                appendLowercase(part)
            }
        } else {
            appendLowercase(scalar)
        }
        let action: ScalarAction
        if result.isEmpty {
            action = ScalarAction(.dropped, payload: nonstarter ? 0 : 1, nonstarter: nonstarter)
        } else if result.count == 1 {
            let surrounded = options.splitChineseCharacters && unicode.ideographs.contains(scalar)
            let kind = surrounded ? .isolated : unicode.kind(result[0])
            action = ScalarAction(kind, payload: result[0], nonstarter: nonstarter, reorders: reorders)
        } else {
            let index = UInt32(sequences.count)
            sequences.append(UInt32(result.count))
            for part in result { sequences.append(ScalarAction(unicode.kind(part), payload: part).bits) }
            action = ScalarAction(.sequence, payload: index, nonstarter: nonstarter, reorders: reorders)
        }
        set(scalar..<scalar + 1, action)
    }

    private mutating func appendLowercase(_ scalar: UInt32) {
        if options.lowercase, let lower = unicode.lowercase[scalar] {
            result.append(contentsOf: lower)
        } else {
            result.append(scalar)
        }
    }

    private mutating func set(_ range: Range<UInt32>, _ action: ScalarAction) {
        var scalar = range.lowerBound
        while scalar < range.upperBound {
            let block = Int(scalar >> 7)
            let end = min(range.upperBound, UInt32(block + 1) << 7)
            if end - scalar == 128 {
                stage[block] = uniformBlock(action)
            } else {
                makeOwn(block)
                let base = Int(stage[block]) << 7
                for index in Int(scalar & 127)..<Int(scalar & 127) + Int(end - scalar) {
                    blocks[base + index] = action.bits
                }
            }
            scalar = end
        }
    }

    private mutating func uniformBlock(_ action: ScalarAction) -> UInt16 {
        if let known = uniform[action.bits] { return known }
        let number = UInt16(isShared.count)
        blocks.append(contentsOf: repeatElement(action.bits, count: 128))
        isShared.append(true)
        uniform[action.bits] = number
        return number
    }

    private mutating func makeOwn(_ block: Int) {
        let old = Int(stage[block])
        guard isShared[old] else { return }
        stage[block] = UInt16(isShared.count)
        blocks.append(contentsOf: blocks[old << 7..<(old + 1) << 7])
        isShared.append(false)
    }
}
