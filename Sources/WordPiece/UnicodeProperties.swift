/// ``ReferenceUnicode`` unpacked: sorted ranges and maps. Takes about a tenth of a millisecond, once a process.
struct UnicodeProperties: Sendable {
    let dropped: ScalarRanges
    let spaces: ScalarRanges
    let punctuation: ScalarRanges
    let ideographs: ScalarRanges
    let marks: ScalarRanges
    let combiningClasses: [UInt32: UInt8]
    let lowercase: [UInt32: [UInt32]]
    /// Full canonical decompositions, Hangul syllables excepted (``hangul``).
    let decompositions: [UInt32: [UInt32]]

    static let shared = UnicodeProperties()

    private init() {
        dropped = ScalarRanges(ReferenceUnicode.dropped)
        spaces = ScalarRanges(ReferenceUnicode.spaces)
        punctuation = ScalarRanges(ReferenceUnicode.punctuation)
        ideographs = ScalarRanges(ReferenceUnicode.ideographs)
        marks = ScalarRanges(ReferenceUnicode.marks)
        lowercase = Self.mappings(ReferenceUnicode.lowercase)
        decompositions = Self.mappings(ReferenceUnicode.decompositions)
        var classes: [UInt32: UInt8] = [:]
        var reader = PackedNumbers(ReferenceUnicode.combiningClasses)
        var end: UInt32 = 0
        while let gap = reader.next(), let length = reader.next(), let value = reader.next() {
            for scalar in end + gap..<end + gap + length { classes[scalar] = UInt8(truncatingIfNeeded: value) }
            end += gap + length
        }
        combiningClasses = classes
    }

    private static func mappings(_ packed: StaticString) -> [UInt32: [UInt32]] {
        var result: [UInt32: [UInt32]] = [:]
        result.reserveCapacity(2_200)
        var reader = PackedNumbers(packed)
        var end: UInt32 = 0
        while let gap = reader.next(), let length = reader.next(), let step = reader.next(),
            let count = reader.next(), let zigzag = reader.next()
        {
            let difference = zigzag & 1 == 0 ? Int32(zigzag / 2) : -Int32(zigzag / 2) - 1
            let others = (1..<max(count, 1)).compactMap { _ in reader.next() }
            var scalar = end + gap
            for _ in 0..<length {
                result[scalar] = [UInt32(bitPattern: Int32(bitPattern: scalar) + difference)] + others
                end = scalar + 1
                scalar += step
            }
        }
        return result
    }

    func combiningClass(_ scalar: UInt32) -> UInt8 { combiningClasses[scalar] ?? 0 }

    /// The syllables that decompose by arithmetic (The Unicode Standard, section 3.12).
    static let hangul: ClosedRange<UInt32> = 0xAC00...0xD7A3

    /// Two or three jamo of a syllable; the third is zero where there are two.
    @inline(__always)
    static func jamo(_ syllable: UInt32) -> (UInt32, UInt32, UInt32) {
        let index = syllable &- 0xAC00
        let trailing = index % 28
        return (0x1100 &+ index / 588, 0x1161 &+ index % 588 / 28, trailing == 0 ? 0 : 0x11A7 &+ trailing)
    }

    func decomposition(_ scalar: UInt32) -> [UInt32] {
        if Self.hangul.contains(scalar) {
            let (l, v, t) = Self.jamo(scalar)
            return t == 0 ? [l, v] : [l, v, t]
        }
        return decompositions[scalar] ?? [scalar]
    }
}

/// Sorted, disjoint ranges of scalars.
struct ScalarRanges: Sendable {
    private(set) var ranges: [Range<UInt32>] = []

    init(_ packed: StaticString) {
        var reader = PackedNumbers(packed)
        var end: UInt32 = 0
        while let gap = reader.next(), let length = reader.next() {
            ranges.append(end + gap..<end + gap + length)
            end += gap + length
        }
    }

    /// O(log ranges).
    func contains(_ scalar: UInt32) -> Bool {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(scalar)
    }
}

/// Reads the base-32 numbers that Tools/golden/wordpiece-unicode writes: five bits a character, least first, from
/// `0` when it is a number's last and from `P` when more follow.
private struct PackedNumbers {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ text: StaticString) { bytes = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount) }

    mutating func next() -> UInt32? {
        var value: UInt32 = 0
        var shift: UInt32 = 0
        while position < bytes.count {
            let character = UInt32(bytes[position])
            position += 1
            if character < 80 { return value | (character &- 48) << shift }
            value |= (character &- 80) << shift
            shift += 5
        }
        return nil
    }
}
