/// A read-only view of UTF-8 bytes that answers zero outside its bounds.
///
/// The rules below look a few bytes to either side of a place; with this view none of them needs its own bounds check,
/// and no input can make one read past the text.
struct Bytes {
    let base: UnsafePointer<UInt8>
    let count: Int

    @inline(__always)
    subscript(index: Int) -> UInt8 {
        UInt(bitPattern: index) < UInt(bitPattern: count) ? base[index] : 0
    }

    /// Width in bytes of the white space that starts at `index`, or 0: ASCII white space and Unicode's `White_Space`.
    @inline(__always)
    func whiteWidth(at index: Int) -> Int {
        let byte = self[index]
        if byte < 0x80 { return byte == 0x20 || (byte &- 9 < 5) ? 1 : 0 }
        return wideWhiteWidth(at: index)
    }

    @inline(never)
    private func wideWhiteWidth(at index: Int) -> Int {
        switch (self[index], self[index + 1]) {
        case (0xC2, 0x85), (0xC2, 0xA0): return 2
        case (0xE1, 0x9A): return self[index + 2] == 0x80 ? 3 : 0  // Ogham space
        case (0xE2, 0x80):
            let last = self[index + 2]  // U+2000…200A, 2028, 2029, 202F
            return (last >= 0x80 && last <= 0x8A) || last == 0xA8 || last == 0xA9 || last == 0xAF ? 3 : 0
        case (0xE2, 0x81): return self[index + 2] == 0x9F ? 3 : 0
        case (0xE3, 0x80): return self[index + 2] == 0x80 ? 3 : 0
        default: return 0
        }
    }

    /// Width of the white space that ends just before `index`, or 0.
    @inline(__always)
    func whiteWidth(before index: Int) -> Int {
        let byte = self[index - 1]
        if byte < 0x80 { return byte == 0x20 || (byte &- 9 < 5) ? 1 : 0 }
        if whiteWidth(at: index - 2) == 2 { return 2 }
        return whiteWidth(at: index - 3) == 3 ? 3 : 0
    }

    /// First place at or after `index` that is not white space.
    @inline(__always)
    func skipWhite(_ index: Int) -> Int {
        var place = index
        while true {
            let width = whiteWidth(at: place)
            if width == 0 { return place }
            place += width
        }
    }
}

extension UInt8 {
    @inline(__always) var isASCIIUpper: Bool { self &- 65 < 26 }
    @inline(__always) var isASCIILower: Bool { self &- 97 < 26 }
    @inline(__always) var isASCIILetter: Bool { (self | 32) &- 97 < 26 }
    @inline(__always) var isASCIIDigit: Bool { self &- 48 < 10 }
    /// An ASCII letter, or any byte of a longer UTF-8 sequence.
    @inline(__always) var isLetterLike: Bool { isASCIILetter || self >= 0x80 }
}

/// Sixty-four bit FNV-1a, for tables of short words.
@inline(__always)
func hashByte(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
    (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
}

let hashSeed: UInt64 = 0xCBF2_9CE4_8422_2325
