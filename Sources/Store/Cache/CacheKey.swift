/// A 32-byte digest as a key of the answer cache.
public struct CacheKey: Hashable, Sendable {
    @usableFromInline let words: (UInt64, UInt64, UInt64, UInt64)

    /// Nil unless there are exactly 32 bytes.
    public init?(_ digest: some Collection<UInt8>) {
        guard digest.count == 32 else { return nil }
        var parts: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in digest.enumerated() { parts[index / 8] = parts[index / 8] << 8 | UInt64(byte) }
        words = (parts[0], parts[1], parts[2], parts[3])
    }

    public var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * $0)) }
        }
    }

    @inlinable
    public static func == (left: CacheKey, right: CacheKey) -> Bool { left.words == right.words }

    /// A digest's bits are as good as any hash of them.
    @inlinable
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}
