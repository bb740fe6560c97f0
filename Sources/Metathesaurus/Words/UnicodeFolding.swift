/// Folding of text outside ASCII: words and marks of a run of letters, digits and non-ASCII bytes.
enum UnicodeFolding {
    private enum Kind {
        case text([UInt8])
        case greek(StaticString)
        case ignored
        case soft
        case dash
        case apostrophe
        case hard
    }

    /// Calls `body` with the byte range within `run` and the key of each part. `spaced` tells whether white space or an
    /// end of the text is on either side, where a dash is punctuation. Malformed bytes separate.
    static func forEachPart(
        of run: UnsafeBufferPointer<UInt8>, spaced: Bool, buffer: inout [UInt8], _ body: (Range<Int>, UInt64) -> Void
    ) {
        buffer.removeAll(keepingCapacity: true)
        var start = 0
        var end = 0
        var afterApostrophe = false
        func flush(_ buffer: inout [UInt8]) {
            defer {
                buffer.removeAll(keepingCapacity: true)
                afterApostrophe = false
            }
            guard !buffer.isEmpty else { return }
            if afterApostrophe, buffer == [0x73] { return }
            body(start..<end, WordKey.key(of: buffer))
        }
        var position = 0
        while position < run.count {
            let (scalar, size) = decode(run, position)
            let next = position + size
            switch kind(scalar) {
            case .text(let bytes):
                if buffer.isEmpty { start = position }
                buffer.append(contentsOf: bytes)
                end = next
            case .greek(let name):
                flush(&buffer)
                body(position..<next, WordKey.key(of: name.withUTF8Buffer { Array($0) }))
            case .ignored:
                if !buffer.isEmpty { end = next }
            case .soft:
                flush(&buffer)
            case .dash:
                flush(&buffer)
                if spaced, size == run.count { body(position..<next, WordKey.boundary) }
            case .apostrophe:
                flush(&buffer)
                afterApostrophe = true
            case .hard:
                flush(&buffer)
                body(position..<next, WordKey.boundary)
            }
            position = next
        }
        flush(&buffer)
    }

    /// The scalar at `position` and its length; a malformed byte is a scalar of its own without a value.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int) -> (Unicode.Scalar?, Int) {
        let first = bytes[position]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        let size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
        guard first >= 0xC2, first <= 0xF4, position + size <= bytes.count else { return (nil, 1) }
        var value = UInt32(first) & (0x7F >> UInt32(size))
        for index in 1..<size {
            let byte = bytes[position + index]
            guard byte & 0xC0 == 0x80 else { return (nil, 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        let least: UInt32 = size == 4 ? 0x10000 : size == 3 ? 0x800 : 0x80
        guard value >= least, let scalar = Unicode.Scalar(value) else { return (nil, 1) }
        return (scalar, size)
    }

    private static func kind(_ scalar: Unicode.Scalar?) -> Kind {
        guard let scalar else { return .hard }
        let value = scalar.value
        switch value {
        case 0..<0x80: return .text([UInt8(value) | 0x20])
        case 0xB5: return .greek("mu")
        case 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: return .soft
        case 0xAE, 0xA9, 0x2122, 0x2032, 0x2033: return .soft
        case 0xAD, 0x200B...0x200F, 0x2060, 0xFEFF, 0x300...0x36F, 0xFE00...0xFE0F: return .ignored
        case 0x2010...0x2013, 0x2212, 0xFE63, 0xFF0D: return .dash
        case 0x2018, 0x2019, 0x2BC, 0xB4: return .apostrophe
        case 0xB2, 0xB3: return .text([UInt8(0x30 + value - 0xB0)])
        case 0xB9: return .text([0x31])
        case 0x2070, 0x2074...0x2079: return .text([UInt8(0x30 + value - 0x2070)])
        case 0x2080...0x2089: return .text([UInt8(0x30 + value - 0x2080)])
        case 0xFB00...0xFB06: return .text(ligatures[Int(value - 0xFB00)])
        case 0xFF10...0xFF19: return .text([UInt8(0x30 + value - 0xFF10)])
        case 0xFF21...0xFF3A: return .text([UInt8(0x61 + value - 0xFF21)])
        case 0xFF41...0xFF5A: return .text([UInt8(0x61 + value - 0xFF41)])
        case 0x370...0x3FF:
            if let name = GreekLetters.name(value) { return .greek(name) }
        default:
            if let bytes = LatinFolding.ascii(value) { return .text(bytes) }
        }
        let properties = scalar.properties
        guard properties.isAlphabetic || properties.numericType != nil else { return .hard }
        return .text(Array(properties.lowercaseMapping.utf8))
    }

    private static let ligatures: [[UInt8]] = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"].map { Array($0.utf8) }
}

/// English names of Greek letters, accented forms and variants included.
enum GreekLetters {
    static func name(_ scalar: UInt32) -> StaticString? {
        // Capitals are 32 below the small letters.
        let small = scalar >= 0x391 && scalar <= 0x3A9 ? scalar + 32 : scalar
        switch small {
        case 0x3B1...0x3C9: return names[Int(small - 0x3B1)]
        case 0x3AC, 0x386: return "alpha"
        case 0x3AD, 0x388, 0x3F5: return "epsilon"
        case 0x3AE, 0x389: return "eta"
        case 0x3AF, 0x38A, 0x3CA, 0x390, 0x3AA: return "iota"
        case 0x3CC, 0x38C: return "omicron"
        case 0x3CD, 0x38E, 0x3CB, 0x3B0, 0x3AB: return "upsilon"
        case 0x3CE, 0x38F: return "omega"
        case 0x3D0: return "beta"
        case 0x3D1, 0x3F4: return "theta"
        case 0x3D5: return "phi"
        case 0x3D6: return "pi"
        case 0x3F0: return "kappa"
        case 0x3F1: return "rho"
        default: return nil
        }
    }

    private static let names: [StaticString] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi",
        "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ]
}

extension UnicodeFolding {
    /// Writes the folded bytes of a word to `room` and returns how many they are; 0 where there is no room for them.
    static func fold(_ word: UnsafeBufferPointer<UInt8>, into room: UnsafeMutableBufferPointer<UInt8>) -> Int {
        guard word.count <= room.count else { return 0 }
        var all: UInt8 = 0
        for index in 0..<word.count {
            room[index] = word[index] | 0x20
            all |= word[index]
        }
        if all < 0x80 { return word.count }
        let folded = foldedWord(word)
        guard folded.count <= room.count else { return 0 }
        return room.update(fromContentsOf: folded)
    }

    /// The folded bytes of one word, whose range a ``WordToken`` gives.
    static func foldedWord(_ word: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        if word.allSatisfy({ $0 < 0x80 }) { return word.map { $0 | 0x20 } }
        var result: [UInt8] = []
        result.reserveCapacity(word.count)
        var position = 0
        while position < word.count {
            let (scalar, size) = decode(word, position)
            switch kind(scalar) {
            case .text(let bytes): result.append(contentsOf: bytes)
            case .greek(let name): name.withUTF8Buffer { result.append(contentsOf: $0) }
            default: break
            }
            position += size
        }
        return result
    }
}
