/// SplitMix64: the same numbers everywhere from one seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { limit > 0 ? Int(next() % UInt64(limit)) : 0 }
}

/// Damages a valid input in the ways that find faults in parsers: bits, lengths, numbers, cuts, repeats, splices, nesting
/// and the format's own words in the wrong place.
struct Mutator {
    var random: SeededGenerator
    /// The words of the format.
    let tokens: [[UInt8]]

    private static let largest = 1 << 18
    private static let numbers: [String] = [
        "0", "-1", "1", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967295", "4294967296",
        "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e400", "-0.0",
        "00000000001", "1e-9999999999", "NaN",
    ]

    mutating func mutate(_ seed: [UInt8], others: [[UInt8]]) -> [UInt8] {
        var bytes = seed
        // Most inputs are damaged in one or two places only: they get further into the parser.
        var rounds = 1
        while rounds < 12, random.below(2) == 0 { rounds += 1 }
        for _ in 0..<rounds { step(&bytes, others) }
        if bytes.count > Self.largest { bytes.removeLast(bytes.count - Self.largest) }
        return bytes
    }

    private mutating func range(in bytes: [UInt8], longest: Int = 64) -> Range<Int> {
        let start = random.below(bytes.count + 1)
        // Now and then a long one.
        let limit = random.below(16) == 0 ? bytes.count : longest
        return start..<min(bytes.count, start + random.below(limit + 1))
    }

    private mutating func step(_ bytes: inout [UInt8], _ others: [[UInt8]]) {
        let place = random.below(bytes.count + 1)
        switch random.below(13) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1 where place < bytes.count: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 2 where place < bytes.count:
            bytes[place] =
                [0, 1, 0x0A, 0x0D, 0x20, 0x22, 0x27, 0x3C, 0x5C, 0x7F, 0x80, 0xC0, 0xED, 0xF4, 0xFF][
                    random.below(15)]
        case 3, 4:
            guard !tokens.isEmpty else { return }
            let token = tokens[random.below(tokens.count)]
            if random.below(2) == 0 {
                bytes.insert(contentsOf: token, at: place)
            } else {
                bytes.replaceSubrange(place..<min(bytes.count, place + token.count), with: token)
            }
        case 5: bytes.removeSubrange(range(in: bytes))
        case 6:
            let copied = Array(bytes[range(in: bytes)])
            let times = random.below(8) == 0 ? random.below(64) : 1
            for _ in 0..<times where bytes.count < Self.largest { bytes.insert(contentsOf: copied, at: place) }
        case 7: bytes.removeLast(bytes.count - place)
        case 8: number(in: &bytes, near: place)
        case 9: integer(in: &bytes, at: place)
        case 10:
            guard !others.isEmpty else { return }
            let other = others[random.below(others.count)]
            let part = Array(other[range(in: other, longest: 256)])
            bytes.replaceSubrange(range(in: bytes), with: part)
        case 11 where random.below(20) == 0:
            // Deep nesting.
            let open: [[UInt8]] = [Array("[".utf8), Array("{\"a\":".utf8), Array("<a>".utf8), Array("(".utf8)]
            let unit = open[random.below(open.count)]
            bytes.insert(contentsOf: Array(repeatElement(unit, count: 20_000).joined()), at: place)
        default:
            let added = (0...random.below(8)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            bytes.insert(contentsOf: added, at: place)
        }
    }

    /// Replaces the next decimal number by one at the edge of some type.
    private mutating func number(in bytes: inout [UInt8], near place: Int) {
        guard let start = bytes[place...].firstIndex(where: { (0x30...0x39).contains($0) }) else { return }
        let end = bytes[start...].firstIndex { !(0x30...0x39).contains($0) } ?? bytes.count
        bytes.replaceSubrange(start..<end, with: Self.numbers[random.below(Self.numbers.count)].utf8)
    }

    /// Overwrites a binary integer of 2, 4 or 8 bytes with one at the edge of its type.
    private mutating func integer(in bytes: inout [UInt8], at place: Int) {
        let size = [2, 4, 8][random.below(3)]
        let start = random.below(2) == 0 ? place & ~(size - 1) : place
        guard start + size <= bytes.count else { return }
        let values: [UInt64] = [
            0, 1, .max, .max - 1, 1 << 31, (1 << 31) - 1, 1 << 32, (1 << 32) - 1, 1 << 63, (1 << 63) - 1, 1 << 40,
            UInt64(bytes.count), UInt64(bytes.count + 1), random.next() >> UInt64(random.below(64)),
        ]
        let value = values[random.below(values.count)]
        for index in 0..<size { bytes[start + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index))) }
    }
}
