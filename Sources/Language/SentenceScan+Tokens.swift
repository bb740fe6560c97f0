extension SentenceScan {
    /// Skips closing quotes and brackets, straight and curly.
    func skipClosers(_ index: Int) -> Int {
        var place = index
        while true {
            switch bytes[place] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
                place += 1
            case 0xE2 where bytes[place + 1] == 0x80 && (bytes[place + 2] == 0x99 || bytes[place + 2] == 0x9D):
                place += 3
            case 0xE2 where bytes[place + 1] == 0x80 && bytes[place + 2] == 0xBA: place += 3  // ›
            case 0xC2 where bytes[place + 1] == 0xBB: place += 2  // »
            case 0xE3 where bytes[place + 1] == 0x80 && (bytes[place + 2] == 0x8D || bytes[place + 2] == 0x8F):
                place += 3
            default: return place
            }
        }
    }

    /// Skips opening quotes.
    func skipQuotes(_ index: Int) -> Int {
        var place = index
        while true {
            switch bytes[place] {
            case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"): place += 1
            case 0xE2 where bytes[place + 1] == 0x80 && (0x98...0x9F).contains(bytes[place + 2]): place += 3
            case 0xE2 where bytes[place + 1] == 0x80 && bytes[place + 2] == 0xB9: place += 3  // ‹
            case 0xC2 where bytes[place + 1] == 0xAB: place += 2  // «
            default: return place
            }
        }
    }

    /// Skips opening quotes and brackets.
    func skipOpeners(_ index: Int) -> Int {
        var place = index
        while true {
            let next = skipQuotes(place)
            switch bytes[next] {
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): place = next + 1
            default:
                return next
            }
        }
    }

    /// Kind of the character at `index`.
    func opening(at index: Int) -> Opening {
        if index >= bytes.count { return .end }
        let byte = bytes[index]
        if byte.isASCIIUpper { return .upper }
        if byte.isASCIILower { return .lower }
        if byte.isASCIIDigit { return .digit }
        switch byte {
        case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): return .openBracket
        case UInt8(ascii: "-"), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "="),
            UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "/"), UInt8(ascii: "&"), UInt8(ascii: "|"):
            return .dash
        case 0xC3:
            // Latin-1 letters: À…Þ are capitals, ß…ÿ small; × and ÷ are signs.
            let low = bytes[index + 1]
            return low == 0x97 || low == 0xB7 ? .mark : low < 0x9F ? .upper : .lower
        case 0xE2 where bytes[index + 1] == 0x80:
            let low = bytes[index + 2]
            if low >= 0x90 && low <= 0x95 { return .dash }
            return .mark
        case 0xCE, 0xCF, 0xC4...0xCB, 0xD0...0xDF: return .otherLetter
        default: return byte >= 0x80 ? .otherLetter : .mark
        }
    }

    func isHyphen(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") }

    /// Whether the bytes before `index` are a closing quote or a dash of the U+2000 block, which ends a word.
    func isClosingMark(before index: Int) -> Bool {
        bytes[index - 3] == 0xE2 && (bytes[index - 2] == 0x80 || bytes[index - 2] == 0x81)
    }

    /// Whether the capitalised word at `index` is one that often opens a sentence.
    func opensSentence(at index: Int) -> Bool {
        var hash = hashSeed
        var end = index
        while end < index + 16, bytes[end].isASCIILetter {
            hash = hashByte(hash, bytes[end] | 0x20)
            end += 1
        }
        if bytes[end].isASCIIDigit || bytes[end] == UInt8(ascii: "-") || bytes[end] == UInt8(ascii: ".") {
            return false
        }
        return words.flags(of: hash) & SplitterWords.opensSentence != 0
    }

    /// Whether a title or other leading abbreviation ("Mr.") stands at `index`.
    func isTitle(at index: Int) -> Bool {
        var hash = hashSeed
        var end = index
        while end < index + 8, bytes[end].isASCIILetter {
            hash = hashByte(hash, bytes[end] | 0x20)
            end += 1
        }
        return bytes[end] == UInt8(ascii: ".") && words.flags(of: hash) & SplitterWords.neverEnds != 0
    }

    /// Whether `first..<end` is single letters with periods between: "U.S.A", "i.p".
    func isLettersAndPeriods(_ first: Int, _ end: Int) -> Bool {
        var index = first
        while index < end {
            guard bytes[index].isASCIILetter, index + 1 == end || bytes[index + 1] == UInt8(ascii: ".") else {
                return false
            }
            index += 2
        }
        return true
    }

    /// Whether the token at `index`, which starts in lower case, looks like the name of a gene, a construct, a unit of
    /// a caption or another thing that keeps its small letter at a sentence's start: "cDNA", "p27Kip1", "mr-s", "a:".
    func looksLikeSymbol(at index: Int) -> Bool {
        var end = index
        var letters = 0
        while end < index + 40 {
            let byte = bytes[end]
            if byte.isASCIIUpper || byte.isASCIIDigit { return true }
            if byte.isASCIILower {
                letters += 1
            } else if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") {
                if letters == 1 { return true }
            } else if byte == 0xCE || byte == 0xCF {
                return true  // Greek inside a Latin word: "tif1γ"
            } else {
                break
            }
            end += 1
        }
        return letters == 1
            && (bytes[end] == UInt8(ascii: ":") || bytes[end] == UInt8(ascii: ")") || bytes[end] == UInt8(ascii: ","))
    }
}
