/// A 64-bit checksum of a block of memory: four multiply-rotate lanes over 32-byte stripes, then an avalanche.
///
/// Every step is a bijection of its lane, so no single changed byte can go unnoticed within a lane, and the chance that
/// a larger change keeps the sum is 2⁻⁶⁴. It guards against accidents, not against an adversary.
/// Cost: a few multiplications for every eight bytes, no allocation.
public enum Checksum {
    @usableFromInline static let primes: (UInt64, UInt64, UInt64) = (
        0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9
    )

    /// The checksum of `bytes`, started from `seed`.
    public static func sum(of bytes: UnsafeRawBufferPointer, seed: UInt64 = 0) -> UInt64 {
        let (p1, p2, p3) = primes
        var hash = seed &+ p3 &+ UInt64(bytes.count) &* p1
        guard let base = bytes.baseAddress else { return avalanche(hash) }
        var offset = 0
        if bytes.count >= 32 {
            var a = seed &+ p1 &+ p2
            var b = seed &+ p2
            var c = seed
            var d = seed &- p1
            let last = bytes.count - 32
            while offset <= last {
                a = round(a, load(base, offset))
                b = round(b, load(base, offset + 8))
                c = round(c, load(base, offset + 16))
                d = round(d, load(base, offset + 24))
                offset += 32
            }
            hash = hash &+ rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
            hash = (hash ^ round(0, a)) &* p1 &+ p3
            hash = (hash ^ round(0, b)) &* p1 &+ p3
            hash = (hash ^ round(0, c)) &* p1 &+ p3
            hash = (hash ^ round(0, d)) &* p1 &+ p3
        }
        while offset + 8 <= bytes.count {
            hash = rotate(hash ^ round(0, load(base, offset)), 27) &* p1 &+ p2
            offset += 8
        }
        while offset < bytes.count {
            hash = rotate(hash ^ (UInt64(base.load(fromByteOffset: offset, as: UInt8.self)) &* p3), 11) &* p1
            offset += 1
        }
        return avalanche(hash)
    }

    @inline(__always) private static func load(_ base: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always) private static func rotate(_ x: UInt64, _ bits: UInt64) -> UInt64 {
        (x &<< bits) | (x &>> (64 &- bits))
    }

    @inline(__always) private static func round(_ lane: UInt64, _ x: UInt64) -> UInt64 {
        rotate(lane &+ x &* primes.1, 31) &* primes.0
    }

    private static func avalanche(_ x: UInt64) -> UInt64 {
        var hash = x
        hash ^= hash &>> 33
        hash = hash &* primes.1
        hash ^= hash &>> 29
        hash = hash &* primes.2
        return hash ^ (hash &>> 32)
    }
}
