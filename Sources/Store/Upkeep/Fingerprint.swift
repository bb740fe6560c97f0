/// Sums of hashes that do not depend on the order of what is added, so that two ways to the same counts are compared
/// in constant memory: a weight w of an observation and w observations of weight 1 give the same sum.
struct Fingerprint: Equatable {
    private(set) var sum: UInt64 = 0

    mutating func add(_ parts: (UInt64, UInt64, UInt64), weight: Int64 = 1) {
        var hash = Self.mix(parts.0 &+ 0x9E37_79B9_7F4A_7C15)
        hash = Self.mix(hash ^ parts.1 &+ 0x9E37_79B9_7F4A_7C15)
        hash = Self.mix(hash ^ parts.2 &+ 0x9E37_79B9_7F4A_7C15)
        sum &+= hash &* UInt64(bitPattern: weight)
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        var value = value
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// The fingerprints of everything that is derived from the articles' rows.
struct DerivedData: Equatable {
    var edges = Fingerprint()
    var postings = Fingerprint()
    var terms = Fingerprint()
    var lengths = Fingerprint()

    mutating func addEdge(_ concept: UInt32, _ count: EdgeCount) {
        let pair = UInt64(concept) << 32 | UInt64(count.neighbor)
        let year = UInt64(UInt32(bitPattern: count.year))
        edges.add((pair, year, 1), weight: Int64(count.sentences))
        edges.add((pair, year, 2), weight: Int64(count.articles))
        edges.add((pair, year, 3), weight: Int64(count.negated))
    }

    mutating func addPosting(_ concept: UInt32, _ posting: ConceptPosting) {
        postings.add(
            (
                UInt64(concept), UInt64(bitPattern: posting.sentence),
                UInt64(UInt32(bitPattern: posting.position)) << 1 | (posting.isNegated ? 1 : 0)
            ))
    }

    mutating func addTerm(_ hash: UInt64, sentence: Int64, frequency: UInt8) {
        terms.add((hash, UInt64(bitPattern: sentence), UInt64(frequency)))
    }

    mutating func addLength(_ length: UInt8, sentence: Int64) {
        lengths.add((UInt64(bitPattern: sentence), UInt64(length), 0))
    }

    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}
