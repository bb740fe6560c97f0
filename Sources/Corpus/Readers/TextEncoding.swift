/// Bytes of a file brought to valid UTF-8 without a byte order mark.
struct DecodedText {
    var bytes: [UInt8]
    /// Where the text starts in `bytes`: 3 behind a UTF-8 byte order mark, which is left in place to save a copy.
    var start: Int
    /// Position in the file of the first byte that had to be replaced.
    var firstRepair: Int?

    /// UTF-8 is taken as it is; UTF-16 is recognised by its byte order mark, or by a NUL beside an ASCII first
    /// character, and converted. What is invalid becomes U+FFFD.
    ///
    /// - Parameter sniffsEncoding: false for a part that does not begin at the beginning of its file.
    init(_ raw: [UInt8], sniffsEncoding: Bool = true) {
        if sniffsEncoding, let order = Self.utf16Order(raw) {
            let mark = raw[0] >= 0xfe ? 2 : 0
            (bytes, firstRepair) = Self.fromUTF16(raw[mark...], bigEndian: order == .big)
            start = 0
            return
        }
        start = sniffsEncoding && raw.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
        firstRepair = raw.withUnsafeBufferPointer { UTF8Validation.firstInvalid(in: $0) }
        bytes = firstRepair == nil ? raw : Array(String(decoding: raw, as: UTF8.self).utf8)
    }

    private enum ByteOrder { case big, little }

    private static func utf16Order(_ raw: [UInt8]) -> ByteOrder? {
        guard raw.count >= 2 else { return nil }
        switch (raw[0], raw[1]) {
        case (0xfe, 0xff): return .big
        case (0xff, 0xfe): return .little
        case (0, 1...0x7f) where raw.count % 2 == 0: return .big
        case (1...0x7f, 0) where raw.count % 2 == 0: return .little
        default: return nil
        }
    }

    private static func fromUTF16(_ raw: ArraySlice<UInt8>, bigEndian: Bool) -> ([UInt8], Int?) {
        var result: [UInt8] = []
        result.reserveCapacity(raw.count)
        var firstRepair: Int?
        func append(_ scalar: Unicode.Scalar) {
            result.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
        func unit(_ at: Int) -> UInt16 {
            let pair = (UInt16(raw[at]), UInt16(raw[at + 1]))
            return bigEndian ? pair.0 << 8 | pair.1 : pair.1 << 8 | pair.0
        }
        var at = raw.startIndex
        while at + 1 < raw.endIndex {
            let first = unit(at)
            if let scalar = Unicode.Scalar(first) {
                append(scalar)
            } else if first < 0xdc00, at + 3 < raw.endIndex, case let second = unit(at + 2), second & 0xfc00 == 0xdc00,
                let scalar = Unicode.Scalar(0x10000 + (UInt32(first & 0x3ff) << 10) + UInt32(second & 0x3ff))
            {
                append(scalar)
                at += 2
            } else {
                append("\u{fffd}")
                firstRepair = firstRepair ?? at
            }
            at += 2
        }
        if at < raw.endIndex {
            append("\u{fffd}")
            firstRepair = firstRepair ?? at
        }
        return (result, firstRepair)
    }
}

enum UTF8Validation {
    /// Position of the first byte that does not belong to well-formed UTF-8 (Unicode, table 3-7), nil if all do.
    ///
    /// Eight ASCII bytes a step; articles are nearly all ASCII.
    static func firstInvalid(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        let count = bytes.count
        let raw = UnsafeRawPointer(base)
        var i = 0
        while i < count {
            if count &- i >= 8 {
                if raw.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 {
                    i &+= 8
                    continue
                }
            }
            let lead = base[i]
            if lead < 0x80 {
                i &+= 1
                continue
            }
            // How many bytes follow, and what the first of those may be.
            let following: Int
            var range: ClosedRange<UInt8> = 0x80...0xbf
            switch lead {
            case 0xc2...0xdf: following = 1
            case 0xe0: (following, range) = (2, 0xa0...0xbf)
            case 0xed: (following, range) = (2, 0x80...0x9f)
            case 0xe1...0xef: following = 2
            case 0xf0: (following, range) = (3, 0x90...0xbf)
            case 0xf1...0xf3: following = 3
            case 0xf4: (following, range) = (3, 0x80...0x8f)
            default: return i
            }
            guard count &- i > following, range.contains(base[i &+ 1]) else { return i }
            if following > 1, base[i &+ 2] & 0xc0 != 0x80 { return i }
            if following > 2, base[i &+ 3] & 0xc0 != 0x80 { return i }
            i &+= following &+ 1
        }
        return nil
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The text between two positions; the bytes must have been found valid before.
    func string(_ range: Range<Int>) -> String {
        guard !range.isEmpty else { return "" }
        return String(decoding: UnsafeBufferPointer(rebasing: self[range]), as: UTF8.self)
    }
}
