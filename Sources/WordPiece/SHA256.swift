/// SHA-256 (FIPS 180-4), for digests of files of a few hundred kilobytes: about 200 MB/s.
struct SHA256 {
    private var state: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (
        0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19
    )

    /// Lower-case hexadecimal digest.
    static func hex(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
        var hash = SHA256()
        let whole = bytes.count / 64 * 64
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64) { schedule in
            for block in stride(from: 0, to: whole, by: 64) {
                hash.absorb(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(bytes)[block..<block + 64]), schedule)
            }
            var tail = Array(bytes[whole...])
            tail.append(0x80)
            while tail.count % 64 != 56 { tail.append(0) }
            withUnsafeBytes(of: (UInt64(bytes.count) &* 8).bigEndian) { tail.append(contentsOf: $0) }
            tail.withUnsafeBytes { tail in
                for block in stride(from: 0, to: tail.count, by: 64) {
                    hash.absorb(UnsafeRawBufferPointer(rebasing: tail[block..<block + 64]), schedule)
                }
            }
        }
        let s = hash.state
        return [s.0, s.1, s.2, s.3, s.4, s.5, s.6, s.7].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    static func hex(_ text: String) -> String {
        var text = text
        return text.withUTF8 { hex($0) }
    }

    private mutating func absorb(_ block: UnsafeRawBufferPointer, _ w: UnsafeMutableBufferPointer<UInt32>) {
        for t in 0..<16 { w[t] = UInt32(bigEndian: block.loadUnaligned(fromByteOffset: t * 4, as: UInt32.self)) }
        for t in 16..<64 {
            let x = w[t - 15]
            let y = w[t - 2]
            let s0 = rotate(x, 7) ^ rotate(x, 18) ^ x >> 3
            let s1 = rotate(y, 17) ^ rotate(y, 19) ^ y >> 10
            w[t] = w[t - 16] &+ s0 &+ w[t - 7] &+ s1
        }
        var (a, b, c, d, e, f, g, h) = state
        Self.constants.withUnsafeBufferPointer { k in
            for t in 0..<64 {
                let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
                let t1 = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ k[t] &+ w[t]
                let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
                let t2 = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
                (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
            }
        }
        state = (
            state.0 &+ a, state.1 &+ b, state.2 &+ c, state.3 &+ d,
            state.4 &+ e, state.5 &+ f, state.6 &+ g, state.7 &+ h
        )
    }

    @inline(__always)
    private func rotate(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }

    /// The fractional parts of the cube roots of the first 64 primes.
    private static let constants: [UInt32] = {
        var primes: [UInt32] = []
        var candidate: UInt32 = 2
        while primes.count < 64 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map(fractionOfCubeRoot)
    }()

    /// The first 32 bits after the binary point, exactly: the largest r with r³ ≤ prime · 2⁹⁶, bit by bit.
    private static func fractionOfCubeRoot(_ prime: UInt32) -> UInt32 {
        var root: UInt64 = 0
        for bit in stride(from: UInt64(35), through: 0, by: -1) {
            let trial = root | 1 << bit
            let (high, low) = trial.multipliedFullWidth(by: trial)
            // (high, low) · trial as three words; high and trial stay below 2³⁶, so nothing is lost.
            let lowProduct = low.multipliedFullWidth(by: trial)
            let middle = high &* trial &+ lowProduct.high
            // prime · 2⁹⁶ = (prime · 2³²) · 2⁶⁴
            let target = UInt64(prime) << 32
            if middle < target || (middle == target && lowProduct.low == 0) { root = trial }
        }
        return UInt32(truncatingIfNeeded: root)
    }
}
