/// Which words of a name must be spelled as they are, packed in 32 bits: 0 where case does not matter.
///
/// Bits 0..<12: one for each of the first twelve words that must match its case. Bits 12..<32: a hash of the exact
/// spellings of those words. Only spellings with equal folded forms are ever compared, so twenty bits are plenty.
enum CaseRule {
    static let longestName = 12

    /// The rule for the words `tokens` of a name.
    static func rule(_ text: UnsafeBufferPointer<UInt8>, _ tokens: ArraySlice<WordToken>) -> UInt32 {
        var lettersAndDigits = 0
        var letters = 0
        var hasDigit = false
        var isOrdinary = false
        var mask: UInt32 = 0
        var isShouted = tokens.count > 1
        var longest = 0
        for (index, token) in tokens.enumerated() where !token.isMark {
            let shape = WordShape(text, token)
            lettersAndDigits += shape.letters + shape.digits
            letters += shape.letters
            hasDigit = hasDigit || shape.digits > 0
            if shape.isSymbol, index < longestName { mask |= 1 << UInt32(index) }
            if !shape.isSymbol, shape.letters >= 4, shape.digits == 0 { isOrdinary = true }
            if shape.letters > 1, shape.letters != shape.capitals { isShouted = false }
            longest = max(longest, shape.letters)
        }
        guard tokens.count <= longestName else { return 0 }
        if lettersAndDigits < 3 {
            // Too short to be anything but itself.
            mask = 0
            for (index, token) in tokens.enumerated() where !token.isMark { mask |= 1 << UInt32(index) }
        } else if isShouted && longest >= 6 {
            // A source that writes everything in capitals.
            return 0
        } else if mask != 0, isOrdinary || (hasDigit && letters >= 4) {
            // The rest of the name says what is meant ("SARS coronavirus", "COVID-19"), unless a symbol reads like an
            // everyday word.
            for (index, token) in tokens.prefix(longestName).enumerated() where mask & 1 << UInt32(index) != 0 {
                let size = token.end - token.start
                if size >= 3, !EnglishWords.common.contains(token.key) { mask &= ~(1 << UInt32(index)) }
            }
        }
        return mask == 0 ? 0 : mask | hash(text, tokens, mask) << 12
    }

    /// True where the words of `tokens` in `text` are spelled as `rule` demands.
    @inline(__always)
    static func accepts(
        _ rule: UInt32, _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<WordToken>
    ) -> Bool {
        rule == 0 || hash(text, tokens, rule & 0xFFF) == rule >> 12
    }

    /// Twenty bits of the spelling of the words in `mask`; a small plural s after a capital does not count ("PCRs").
    static func hash<Tokens: RandomAccessCollection<WordToken>>(
        _ text: UnsafeBufferPointer<UInt8>, _ tokens: Tokens, _ mask: UInt32
    ) -> UInt32 {
        var hash: UInt32 = 0x811C_9DC5
        var index: UInt32 = 0
        for token in tokens.prefix(longestName) {
            if mask & 1 << index != 0 {
                var end = Int(token.end)
                let start = Int(token.start)
                if end - start > 2, text[end - 1] == 0x73, text[end - 2] >= 0x41, text[end - 2] <= 0x5A { end -= 1 }
                for position in start..<end { hash = (hash ^ UInt32(text[position])) &* 0x0100_0193 }
                hash = (hash ^ index) &* 0x0100_0193
            }
            index += 1
        }
        return (hash ^ hash >> 20) & 0xF_FFFF
    }
}

/// How a word is written.
struct WordShape {
    var letters = 0
    var capitals = 0
    var digits = 0
    private var capitalInside = false

    init(_ text: UnsafeBufferPointer<UInt8>, _ token: WordToken) {
        for position in Int(token.start)..<Int(token.end) {
            let byte = text[position]
            switch byte {
            case 0x41...0x5A:
                letters += 1
                capitals += 1
                if position > Int(token.start) { capitalInside = true }
            case 0x61...0x7A, 0xC0...0xFF: letters += 1
            case 0x30...0x39: digits += 1
            default: break
            }
        }
    }

    /// All capitals (short enough not to be shouted), or capitals inside: an acronym or symbol, not a word.
    var isSymbol: Bool {
        if capitals == letters, letters > 7, digits == 0 { return false }
        return capitalInside
    }
}
