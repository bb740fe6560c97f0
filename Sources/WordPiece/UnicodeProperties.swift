/// ``ReferenceUnicode`` unpacked: sorted ranges and maps. Takes about a tenth of a millisecond, once a process.
struct UnicodeProperties: Sendable {
    let dropped = ScalarRanges(ReferenceUnicode.dropped)
    let spaces = ScalarRanges(ReferenceUnicode.spaces)
    let punctuation = ScalarRanges(ReferenceUnicode.punctuation)
    let ideographs = ScalarRanges(ReferenceUnicode.ideographs)
    let marks = ScalarRanges(ReferenceUnicode.marks)
    let combiningClasses = ScalarRanges(valued: ReferenceUnicode.combiningClasses)
    let lowercase = ScalarMappings(ReferenceUnicode.lowercase)
    /// Full canonical decompositions, Hangul syllables excepted (``hangul``).
    let decompositions = ScalarMappings(ReferenceUnicode.decompositions)

    static let shared = UnicodeProperties()

    func combiningClass(_ scalar: UInt32) -> UInt8 { combiningClasses.value(scalar) ?? 0 }

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
        return Array(decompositions[scalar] ?? [scalar])
    }
}

/// Sorted, disjoint ranges of scalars, each with a value.
struct ScalarRanges: Sendable {
    private(set) var ranges: [Range<UInt32>] = []
    private(set) var values: [UInt8] = []

    /// Ranges that only say yes.
    init(_ packed: StaticString) {
        var reader = PackedNumbers(packed)
        var end: UInt32 = 0
        while let gap = reader.next(), let length = reader.next() {
            ranges.append(end + gap..<end + gap + length)
            end += gap + length
        }
        values = [UInt8](repeating: 1, count: ranges.count)
    }

    init(valued packed: StaticString) {
        var reader = PackedNumbers(packed)
        var end: UInt32 = 0
        while let gap = reader.next(), let length = reader.next(), let value = reader.next() {
            ranges.append(end + gap..<end + gap + length)
            values.append(UInt8(truncatingIfNeeded: value))
            end += gap + length
        }
    }

    /// The value of the range with the scalar in it. O(log ranges).
    func value(_ scalar: UInt32) -> UInt8? {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= scalar { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].contains(scalar) ? values[low] : nil
    }

    func contains(_ scalar: UInt32) -> Bool { value(scalar) != nil }
}

/// Sorted scalars, each with one to four others.
struct ScalarMappings: Sendable {
    private(set) var keys: [UInt32] = []
    private var offsets: [Int32] = [0]
    private var scalars: [UInt32] = []

    init(_ packed: StaticString) {
        keys.reserveCapacity(2_200)
        offsets.reserveCapacity(2_200)
        scalars.reserveCapacity(4_400)
        var reader = PackedNumbers(packed)
        var end: UInt32 = 0
        while let gap = reader.next(), let length = reader.next(), let step = reader.next(),
            let count = reader.next(), let zigzag = reader.next()
        {
            let difference = zigzag & 1 == 0 ? Int32(zigzag / 2) : -Int32(zigzag / 2) - 1
            let first = scalars.count
            var scalar = end + gap
            for index in 0..<length {
                keys.append(scalar)
                scalars.append(UInt32(bitPattern: Int32(bitPattern: scalar) + difference))
                for other in 1..<max(Int(count), 1) {
                    scalars.append(index == 0 ? reader.next() ?? 0 : scalars[first + other])
                }
                offsets.append(Int32(scalars.count))
                end = scalar + 1
                scalar += step
            }
        }
    }

    /// What the scalar becomes, nil when it stays itself. O(log keys).
    subscript(scalar: UInt32) -> ArraySlice<UInt32>? {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < scalar { low = middle + 1 } else { high = middle }
        }
        guard low < keys.count, keys[low] == scalar else { return nil }
        return scalars[Int(offsets[low])..<Int(offsets[low + 1])]
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
