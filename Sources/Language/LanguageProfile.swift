/// Weights of letter sequences for the languages of one script.
///
/// A sequence is one to four letters of a word with a space before and after it. Its row holds, for each language,
/// `log p(sequence | language)` relative to the language where it is likeliest, in four bits: only differences inside a
/// row matter. The tables are generated from the training half of the sentences by `language-tool profiles`
/// (Tools/language).
struct LanguageProfile: Sendable {
    let script: Script
    let languages: [String]
    /// Open addressing; a key is up to four 16-bit letters, the last lowest; 0 marks a free slot.
    private let keys: [UInt64]
    private let rowOfSlot: [UInt16]
    /// `[rows, stride]`, languages padded with the lowest weight to whole vectors.
    private let weights: [Int8]
    private let stride: Int
    private let mask: Int
    /// Natural logarithm that a unit of weight stands for.
    private let step: Float

    /// The space around words inside sequences.
    static let space: UInt16 = 0x20
    /// The lowest weight; the highest is 15 more.
    static let lowestWeight = -8
    /// What softmax divides the logarithms by: sequences overlap, so their evidence is far from independent.
    /// Chosen by hand. On held-out sentences the share right is within six hundredths of the mean confidence in each
    /// tenth above 0.4, and below what confidence says under that (`language-tool score-languages`).
    static let temperature: Float = 6
    /// Letters looked at; keeps sums of four weights a letter inside 16 bits.
    static let letterLimit = 800

    static let all: [LanguageProfile] = LanguageTables.all.map(LanguageProfile.init)

    /// One script's generated tables.
    struct Source {
        let script: Script
        /// Codes, separated by spaces.
        let languages: StaticString
        /// Sequences, separated by spaces; "_" stands for the space around a word.
        let sequences: StaticString
        /// Natural logarithm that a unit of weight stands for.
        let step: Float
        /// Weights row by row, three in two characters of `alphabet`, four bits each, first highest.
        let weights: StaticString
    }

    init(_ source: Source) {
        script = source.script
        step = source.step
        languages = source.languages.description.split(separator: " ").map(String.init)
        stride = (languages.count + 15) / 16 * 16
        let sequences = source.sequences.description.split(separator: " ")
        var capacity = 64
        while capacity < sequences.count * 2 { capacity *= 2 }
        mask = capacity - 1
        var keys = [UInt64](repeating: 0, count: capacity)
        var rowOfSlot = [UInt16](repeating: 0, count: capacity)
        for (row, sequence) in sequences.enumerated() {
            var key: UInt64 = 0
            for scalar in sequence.unicodeScalars {
                key = key << 16 | UInt64(scalar == "_" ? Self.space : UInt16(truncatingIfNeeded: scalar.value))
            }
            var slot = Self.slot(key, mask)
            while keys[slot] != 0 { slot = (slot + 1) & mask }
            keys[slot] = key
            rowOfSlot[slot] = UInt16(truncatingIfNeeded: row)
        }
        self.keys = keys
        self.rowOfSlot = rowOfSlot
        var nibbles = NibbleReader(source.weights)
        var weights = [Int8](repeating: Int8(Self.lowestWeight), count: sequences.count * stride)
        for row in 0..<sequences.count {
            for language in 0..<languages.count {
                weights[row * stride + language] = Int8(nibbles.next() + Self.lowestWeight)
            }
        }
        self.weights = weights
    }

    @inline(__always)
    private static func slot(_ key: UInt64, _ mask: Int) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 40) & mask
    }

    /// The likeliest language of the words of this script in `codes`.
    func classify(
        _ codes: UnsafeBufferPointer<UInt16>, script: Script, skippingSuspects: Bool
    ) -> (code: String, confidence: Float) {
        withUnsafeTemporaryAllocation(of: SIMD16<Int16>.self, capacity: stride / 16) { sums in
            sums.initialize(repeating: SIMD16(repeating: 0))
            addSequences(codes, skippingSuspects: skippingSuspects, to: sums)
            var best = 0
            func sum(_ language: Int) -> Float { Float(sums[language / 16][language % 16]) * step }
            for language in 1..<languages.count where sum(language) > sum(best) { best = language }
            var total: Float = 0
            for language in 0..<languages.count {
                total += expApproximation((sum(language) - sum(best)) / Self.temperature)
            }
            return (languages[best], 1 / total)
        }
    }

    private func addSequences(
        _ codes: UnsafeBufferPointer<UInt16>, skippingSuspects: Bool, to sums: UnsafeMutableBufferPointer<SIMD16<Int16>>
    ) {
        let vectors = stride / 16
        keys.withUnsafeBufferPointer { keys in
            rowOfSlot.withUnsafeBufferPointer { rowOfSlot in
                weights.withUnsafeBytes { weights in
                    func add(_ key: UInt64) {
                        var slot = Self.slot(key, mask)
                        while keys[slot] != key {
                            if keys[slot] == 0 { return }
                            slot = (slot + 1) & mask
                        }
                        let row = Int(rowOfSlot[slot]) * stride
                        for vector in 0..<vectors {
                            let bytes = weights.loadUnaligned(fromByteOffset: row + 16 * vector, as: SIMD16<Int8>.self)
                            sums[vector] &+= SIMD16<Int16>(truncatingIfNeeded: bytes)
                        }
                    }
                    Self.forEachSequence(codes, skippingSuspects: skippingSuspects, limit: Self.letterLimit, add)
                }
            }
        }
    }

    /// Calls `body` with the key of each sequence; also what the profiles are counted from.
    @inline(__always)
    static func forEachSequence(
        _ codes: UnsafeBufferPointer<UInt16>, skippingSuspects: Bool, limit: Int, _ body: (UInt64) -> Void
    ) {
        var letters = 0
        var window: UInt64 = 0
        var isOpen = false
        func close() {
            // Sequences that end in the space after the word.
            let end = window << 16 | UInt64(space)
            body(end & 0xFFFF_FFFF)
            if end >> 32 & 0xFFFF != 0 { body(end & 0xFFFF_FFFF_FFFF) }
            if end >> 48 != 0 { body(end) }
        }
        for code in codes {
            if code <= LetterSample.suspect {
                if isOpen { close() }
                isOpen = code == LetterSample.plain || !skippingSuspects
                window = UInt64(space)
                if letters > limit { return }
                continue
            }
            guard isOpen else { continue }
            letters += 1
            window = window << 16 | UInt64(code)
            body(window & 0xFFFF)
            body(window & 0xFFFF_FFFF)
            if window >> 32 & 0xFFFF != 0 { body(window & 0xFFFF_FFFF_FFFF) }
            if window >> 48 != 0 { body(window) }
        }
        if isOpen { close() }
    }

    /// Reads four-bit numbers from printable characters, six bits each, first bits highest.
    private struct NibbleReader {
        private let source: StaticString
        private var index = 0
        private var bits: UInt32 = 0
        private var width = 0

        init(_ source: StaticString) { self.source = source }

        mutating func next() -> Int {
            if width < 4 {
                // Generated tables always hold enough; a shorter one would read as the lowest weights.
                let byte = index < source.utf8CodeUnitCount ? source.utf8Start[index] : UInt8(ascii: "0")
                index += 1
                bits = bits << 6 | UInt32(Self.value(byte))
                width += 6
            }
            width -= 4
            return Int(bits >> UInt32(width) & 15)
        }

        /// "0"…"9", "A"…"Z", "a"…"z", "+", "-" stand for 0…63.
        private static func value(_ byte: UInt8) -> UInt8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - 48
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - 55
            case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - 61
            case UInt8(ascii: "+"): 62
            default: 63
            }
        }
    }
}

/// exp(x) for x ≤ 0 by squaring (1 + x/1024): within 1 % where it matters, and no dependency on a C library.
private func expApproximation(_ x: Float) -> Float {
    guard x > -30 else { return 0 }
    var value = 1 + x / 1024
    for _ in 0..<10 { value *= value }
    return value
}
