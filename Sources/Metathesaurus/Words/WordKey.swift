/// The 64-bit key of a folded word.
///
/// A word of up to eight ASCII letters and digits is its own key (little-endian, zero-padded), so short words cannot
/// collide. A longer or non-ASCII one is a 63-bit multiply-fold hash with the top bit set: an unknown long word is taken
/// for one of the three million of the largest vocabulary with a chance of 3 · 10⁻¹³, which is accepted.
enum WordKey {
    @usableFromInline static let first: UInt64 = 0x9E37_79B9_7F4A_7C15
    @usableFromInline static let second: UInt64 = 0xD6E8_FEB8_6659_FD93
    static let topBit: UInt64 = 1 << 63
    /// Stands for punctuation that ends any name: no word has this key.
    static let boundary: UInt64 = 1

    /// The key of folded bytes. The quick path of ``WordScanner`` computes the same for short ASCII words.
    static func key(of bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var low: UInt64 = 0
        var high: UInt64 = 0
        var any: UInt8 = 0
        let count = bytes.count
        for index in 0..<min(count, 8) {
            low |= UInt64(bytes[index]) << UInt64(8 * index)
            any |= bytes[index]
        }
        if count <= 8, any < 0x80 { return low }
        if count > 8 {
            for index in 8..<min(count, 16) { high |= UInt64(bytes[index]) << UInt64(8 * (index - 8)) }
        }
        var hash = pair(low, high)
        var offset = 16
        while offset < count {
            var chunk: UInt64 = 0
            for index in offset..<min(offset + 8, count) {
                chunk |= UInt64(bytes[index]) << UInt64(8 * (index - offset))
            }
            hash = pair(hash ^ UInt64(count), chunk)
            offset += 8
        }
        return hash | topBit
    }

    static func key(of bytes: [UInt8]) -> UInt64 {
        bytes.withUnsafeBufferPointer { key(of: $0) }
    }

    static func key(of text: String) -> UInt64 { key(of: Array(text.utf8)) }

    /// High and low half of a 128-bit product, folded.
    @inline(__always) static func pair(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = (a ^ first).multipliedFullWidth(by: b ^ second)
        return product.high ^ product.low
    }

    /// A slot number below 2^`bits` for `key`.
    @inline(__always) static func slot(_ key: UInt64, shift: UInt64) -> Int {
        let mixed = (key ^ (key &>> 32)) &* first
        return Int(truncatingIfNeeded: mixed &>> shift)
    }
}
