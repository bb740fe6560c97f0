import Foundation

/// Cuts text into search terms: runs of letters and digits, lower case, without diacritics, then Porter's stems.
///
/// The words are those of SQLite's `unicode61` tokenizer with its `porter` wrapper. A word longer than
/// `maximumBytes` is cut there, in the index and in questions alike.
struct TermScanner {
    static let maximumBytes = 64

    /// Stemming may lengthen a word by one byte.
    private var word = [UInt8](repeating: 0, count: maximumBytes + 8)
    private var folded: [UInt32: [UInt8]?] = [:]

    /// For each ASCII byte its lower-case form, or 0 where it separates words.
    private static let asciiForms: [UInt8] = (0..<128).map { (byte: UInt8) -> UInt8 in
        switch byte {
        case 0x30...0x39, 0x61...0x7A: byte
        case 0x41...0x5A: byte + 32
        default: 0
        }
    }

    /// Calls `body` with each folded word; it may change the bytes, and has room for eight more.
    mutating func forEachWord(
        in text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeMutablePointer<UInt8>, Int) -> Void
    ) {
        guard let base = text.baseAddress else { return }
        var folded = self.folded
        word.withUnsafeMutableBufferPointer { word in
            Self.asciiForms.withUnsafeBufferPointer { forms in
                guard let output = word.baseAddress else { return }
                var length = 0
                var index = 0
                while index < text.count {
                    let byte = base[index]
                    if byte < 0x80 {
                        index += 1
                        let form = forms[Int(byte)]
                        if form != 0 {
                            if length < Self.maximumBytes {
                                output[length] = form
                                length += 1
                            }
                        } else if length > 0 {
                            body(output, length)
                            length = 0
                        }
                        continue
                    }
                    let (scalar, size) = Self.decode(base + index, count: text.count - index)
                    index += size
                    if let form = Self.form(of: scalar, cache: &folded) {
                        for byte in form where length < Self.maximumBytes {
                            output[length] = byte
                            length += 1
                        }
                    } else if length > 0 {
                        body(output, length)
                        length = 0
                    }
                }
                if length > 0 { body(output, length) }
            }
        }
        self.folded = folded
    }

    /// The distinct terms of a text, in order of first appearance.
    mutating func terms(of text: String) -> [String] {
        var text = text
        var seen: Set<String> = []
        var terms: [String] = []
        text.withUTF8 { utf8 in
            forEachWord(in: utf8) { word, count in
                let length = PorterStemmer.stem(word, count: count)
                let term = String(decoding: UnsafeBufferPointer(start: word, count: length), as: UTF8.self)
                if seen.insert(term).inserted { terms.append(term) }
            }
        }
        return terms
    }

    /// The lower-case form of a scalar without diacritics as UTF-8; empty for a mark on its own, nil for a separator.
    private static func form(of scalar: UInt32, cache: inout [UInt32: [UInt8]?]) -> [UInt8]? {
        if let known = cache[scalar] { return known }
        let form = uncachedForm(of: scalar)
        cache[scalar] = .some(form)
        return form
    }

    private static func uncachedForm(of value: UInt32) -> [UInt8]? {
        guard let scalar = Unicode.Scalar(value) else { return nil }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .privateUse:
            // By way of upper case, so that the micro sign and a final sigma fold as their letters do.
            let upper = scalar.properties.uppercaseMapping.unicodeScalars
            let letter = upper.count == 1 ? upper.first ?? scalar : scalar
            let lower = letter.properties.lowercaseMapping.decomposedStringWithCanonicalMapping
            var form: [UInt8] = []
            for part in lower.unicodeScalars where part.properties.generalCategory != .nonspacingMark {
                form.append(contentsOf: String(part).utf8)
            }
            return form
        case .nonspacingMark: return []
        default: return nil
        }
    }

    /// The scalar at `bytes` and its length; a malformed byte is a separator of length 1.
    private static func decode(_ bytes: UnsafePointer<UInt8>, count: Int) -> (UInt32, Int) {
        let first = UInt32(bytes[0])
        let size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
        guard size > 1, size <= count else { return (0x20, 1) }
        var value = first & (0x7F &>> UInt32(size))
        for index in 1..<size {
            guard bytes[index] & 0xC0 == 0x80 else { return (0x20, 1) }
            value = value << 6 | UInt32(bytes[index] & 0x3F)
        }
        return (value, size)
    }
}
