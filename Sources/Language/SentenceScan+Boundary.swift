extension SentenceScan {
    /// What kind of character a token starts with.
    enum Opening { case end, upper, lower, digit, openBracket, mark, dash, otherLetter }

    /// Decides about the run of terminators at `first`.
    ///
    /// - Returns: the sentence's end, when it ends here, and otherwise where to go on.
    func boundary(at first: Int) -> (end: Int?, resume: Int) {
        var run = first
        var dots = 0
        var mark = bytes[first]
        while true {
            let width = terminatorWidth(at: run)
            if width == 0 { break }
            mark = bytes[run]
            if mark == UInt8(ascii: ".") { dots += 1 }
            run += width
        }
        // "1. The first item": the period of a list's mark.
        if first < listMarkEnd { return (nil, listMarkEnd) }
        let isWide = mark == 0xE3 || mark == 0xEF

        if mark == UInt8(ascii: "."), let decided = spacedEllipsis(first: first, run: run) { return decided }

        let closed = skipClosers(run)
        if terminatorWidth(at: closed) > 0 { return (nil, closed) }
        if isWide { return (closed, closed) }
        if closed >= bytes.count { return (bytes.count, bytes.count) }
        if bytes.whiteWidth(at: closed) == 0 {
            return (mark == UInt8(ascii: ".") ? gluedEnd(period: run - 1, closed: closed) : nil, run)
        }

        var next = bytes.skipWhite(closed)
        if next >= bytes.count { return (closed, closed) }
        if let end = citationEnd(at: next) {
            // "…virus. [12] The": the citation belongs to what it follows.
            let after = bytes.skipWhite(end)
            if after == bytes.count || opening(at: skipOpeners(after)) == .upper {
                if endsWord(period: run - 1, next: after, closed: closed > run, dots: dots) { return (end, end) }
                return (nil, closed)
            }
        }
        next = skipQuotes(next)
        if mark != UInt8(ascii: ".") || dots > 1 {
            return (endsMarked(first: first, run: run, next: next, mark: mark, dots: dots) ? closed : nil, closed)
        }
        return (endsWord(period: run - 1, next: next, closed: closed > run, dots: dots) ? closed : nil, closed)
    }

    /// Spaced ellipses: " . . . " is none of an end by itself; "word. . . . The" ends at its first period.
    private func spacedEllipsis(first: Int, run: Int) -> (end: Int?, resume: Int)? {
        guard bytes[run] == UInt8(ascii: " "), bytes[run + 1] == UInt8(ascii: ".") else { return nil }
        var end = run
        var dots = run - first
        while bytes[end] == UInt8(ascii: " "), bytes[end + 1] == UInt8(ascii: ".") {
            end += 2
            dots += 1
        }
        guard dots >= 3 else { return nil }
        let closed = skipClosers(end)
        let next = bytes.skipWhite(closed)
        if next >= bytes.count { return (bytes.count, bytes.count) }
        guard bytes.whiteWidth(at: closed) > 0, opening(at: skipQuotes(next)) == .upper else { return (nil, end) }
        let isGlued = first > start && bytes.whiteWidth(before: first) == 0
        if isGlued && closed == end { return (dots > 3 ? first + 1 : end, end) }
        return (dots > 3 && first > start ? closed : nil, end)
    }

    /// The rules for "!", "?", "…" and "..": an end unless what follows goes on in lower case.
    private func endsMarked(first: Int, run: Int, next: Int, mark: UInt8, dots: Int) -> Bool {
        switch opening(at: next) {
        case .upper:
            // "the thing is ... I didn't": the pronoun's capital says nothing.
            if dots == 3 || mark == 0xE2 { return !isPronounI(at: next) && bytes.whiteWidth(before: first) == 0 }
            return true
        case .lower: return looksLikeSymbol(at: next) && dots == 0 && mark != 0xE2
        case .dash: return false
        case .digit, .openBracket, .mark, .otherLetter: return mark != 0xE2 && dots < 2
        case .end: return true
        }
    }

    private func isPronounI(at index: Int) -> Bool {
        bytes[index] == UInt8(ascii: "I") && !bytes[index + 1].isLetterLike
    }

    // MARK: - One period before white space

    /// Whether the period at `period`, with white space after it (and closing quotes or brackets, if `closed`), ends
    /// the sentence. `next` is the next token's first character, quotes left out.
    private func endsWord(period: Int, next: Int, closed: Bool, dots: Int) -> Bool {
        var inner = next
        var kind = opening(at: next)
        let inBracket = kind == .openBracket
        if inBracket {
            inner = skipOpeners(next)
            kind = opening(at: inner)
        }
        if kind == .dash { return false }

        // Walk back over the word: letters, and periods between letters. "et al ." has lost its place.
        let wordEnd = bytes[period - 1] == UInt8(ascii: " ") ? period - 1 : period
        var wordStart = wordEnd
        var letters = 0
        var periods = 0
        while wordStart > start {
            let byte = bytes[wordStart - 1]
            if byte.isLetterLike {
                if byte >= 0x80, bytes.whiteWidth(before: wordStart) > 0 || isClosingMark(before: wordStart) { break }
                letters += 1
            } else if byte == UInt8(ascii: ".") {
                periods += 1
            } else {
                break
            }
            wordStart -= 1
            if wordEnd - wordStart > 24 { return endsPlain(next: next, inner: inner, kind: kind, closed: closed) }
        }
        let length = wordEnd - wordStart
        if length == 0 { return endsNumber(period: period, next: next, inner: inner, kind: kind, closed: closed) }

        var hash = hashSeed
        var capitals = 0
        for index in wordStart..<wordEnd {
            let byte = bytes[index]
            if byte.isASCIIUpper { capitals += 1 }
            hash = hashByte(hash, byte.isASCIIUpper ? byte | 0x20 : byte)
        }
        let before = bytes[wordStart - 1]
        let isWhole = wordStart == start || !(before.isASCIIDigit || before == UInt8(ascii: "/") || isHyphen(before))
        // "OCT.", "MED.": three capitals are a name of their own.
        let isName = length > 2 && capitals == length
        let flags = isWhole && !isName ? words.flags(of: hash) : 0
        let isUpper = kind == .upper

        if length == 1 {
            return endsLetter(at: wordStart, next: next, inner: inner, kind: kind, closed: closed, whole: isWhole)
        }
        if flags & SplitterWords.unit != 0, isAfterNumber(wordStart), isUpper { return true }
        if flags & SplitterWords.beforeNumber != 0 {
            if kind == .digit || kind == .mark || isUpper && hasDigit(at: inner) { return false }
        }
        if flags & SplitterWords.neverEnds != 0 {
            return closed && isUpper && opensSentence(at: inner)
        }
        if flags & SplitterWords.endsBeforeCapital != 0 {
            return isUpper || (closed && kind != .lower) || inBracket && kind != .lower
        }
        if flags & SplitterWords.rarelyEnds != 0 || (periods > 0 && isLettersAndPeriods(wordStart, wordEnd)) {
            guard isUpper else { return false }
            if opensSentence(at: inner) { return true }
            return periods > 0 && bytes[wordStart].isASCIIUpper && isTitle(at: inner)
        }
        return endsPlain(next: next, inner: inner, kind: kind, closed: closed)
    }

    /// After an ordinary word.
    private func endsPlain(next: Int, inner: Int, kind: Opening, closed: Bool) -> Bool {
        switch kind {
        case .upper, .digit, .otherLetter, .mark, .end: return true
        case .lower:
            if inner > next { return true }
            return looksLikeSymbol(at: inner)
        case .openBracket: return true
        case .dash: return false
        }
    }

    /// After a number, a bracket or a sign.
    private func endsNumber(period: Int, next: Int, inner: Int, kind: Opening, closed: Bool) -> Bool {
        var first = period
        while first > start, bytes[first - 1].isASCIIDigit { first -= 1 }
        if first < period {
            if first == start { return false }  // "1984. A novel"
            if kind == .digit, inner == next, isInBracket(first) { return false }  // "(41. 5%)", a broken decimal
            let mark = bytes[first - 2]
            if bytes[first - 1] == UInt8(ascii: " "), mark == UInt8(ascii: ":") || mark == UInt8(ascii: ";") {
                return false
            }
        } else if bytes[period - 1] == UInt8(ascii: ")") {
            // "A).", "2).": marks of panels and of lists.
            let isMark = bytes[period - 2].isASCIILetter || bytes[period - 2].isASCIIDigit
            if isMark, bytes[period - 3] == UInt8(ascii: " ") || period - 2 == start, !isInBracket(period - 2) {
                return false
            }
        }
        if bytes[first - 1] == UInt8(ascii: " "), isCaptionLabel(upTo: first - 1) { return false }
        return endsPlain(next: next, inner: inner, kind: kind, closed: closed)
    }

    /// Whether the sentence so far is just "Figure", "Table S" and the like, so that "Figure 2." opens a caption.
    private func isCaptionLabel(upTo end: Int) -> Bool {
        guard end > start, end - start < 24 else { return false }
        var hash = hashSeed
        for index in start..<end {
            guard bytes[index].isASCIILetter else { return false }
            hash = hashByte(hash, bytes[index] | 0x20)
        }
        return SentenceScan.captionWords.contains(hash)
    }

    private static let captionWords: Set<UInt64> = {
        var hashes: Set<UInt64> = []
        for word in [
            "figure", "table", "scheme", "box", "fig", "chapter", "section", "appendix", "additional", "video",
        ] {
            hashes.insert(word.utf8.reduce(hashSeed, hashByte))
        }
        return hashes
    }()

    /// After a single letter: an initial, "E. coli", a list mark, or the end of "hepatitis B."
    private func endsLetter(at letter: Int, next: Int, inner: Int, kind: Opening, closed: Bool, whole: Bool) -> Bool {
        if letter == start { return false }
        let before = bytes[letter - 1]
        if isHyphen(before), bytes[letter - 2] == UInt8(ascii: ".") {
            return kind == .upper && opensSentence(at: inner)
        }
        if !whole || before == UInt8(ascii: "'") {
            return endsPlain(next: next, inner: inner, kind: kind, closed: closed)
        }
        let isSmall = bytes[letter].isASCIILower
        switch kind {
        case .lower: return isSmall && (inner > next || looksLikeSymbol(at: inner))
        case .digit: return !(isSmall && (bytes[letter] == UInt8(ascii: "p") || bytes[letter] == UInt8(ascii: "v")))
        case .upper: break
        default: return true
        }
        if opensSentence(at: inner) || closed { return true }
        if bytes[inner + 1] == UInt8(ascii: ")") { return true }  // "from C. E) Incubation"
        if isSmall, isAfterNumber(letter) { return true }  // "for 2 h. Incubation"
        guard before == UInt8(ascii: " ") else { return false }
        // The word before the letter: a name or "by" asks for an initial, any other lower-case word for a noun.
        var wordStart = letter - 1
        var hash = hashSeed
        while wordStart > start, bytes[wordStart - 1].isLetterLike { wordStart -= 1 }
        if wordStart == letter - 1 { return false }
        for index in wordStart..<(letter - 1) { hash = hashByte(hash, bytes[index]) }
        if bytes[wordStart].isASCIIUpper { return false }
        if words.flags(of: hash) & SplitterWords.beforeInitial != 0 { return false }
        return letter - 1 - wordStart > 2
    }

    /// Whether a bracket opened in the last 300 bytes of the sentence is still open at `index`.
    private func isInBracket(_ index: Int) -> Bool {
        var place = index
        var depth = 0
        while place > start, place > index - 300 {
            place -= 1
            if bytes[place] == UInt8(ascii: ")") { depth += 1 }
            if bytes[place] == UInt8(ascii: "(") {
                if depth == 0 { return true }
                depth -= 1
            }
        }
        return false
    }

    /// Whether a number stands before the word at `index` ("2 h", "10 min").
    private func isAfterNumber(_ index: Int) -> Bool {
        guard index - 2 >= start else { return false }
        return bytes[index - 1] == UInt8(ascii: " ") && bytes[index - 2].isASCIIDigit
            || bytes.whiteWidth(before: index) > 1 && bytes[index - 1 - bytes.whiteWidth(before: index)].isASCIIDigit
    }

    /// Whether the token at `index` holds a digit ("AH011511").
    private func hasDigit(at index: Int) -> Bool {
        var end = index
        while bytes[end].isLetterLike || bytes[end] == UInt8(ascii: "-") { end += 1 }
        return bytes[end].isASCIIDigit
    }

    // MARK: - A period with no white space after it

    /// "virus.12 The", "virus.[12] The", "dysplasia.The phenotype": the sentence's end, or nil.
    private func gluedEnd(period: Int, closed: Int) -> Int? {
        // The word before must be one: three letters or a closing bracket or a number of a sentence, no address.
        let before = bytes[period - 1]
        let isWord = before.isASCIILower && bytes[period - 2].isLetterLike && bytes[period - 3].isLetterLike
        let isBracket = before == UInt8(ascii: ")") || before == UInt8(ascii: "]")
        guard isWord || isBracket || before.isASCIIDigit else { return nil }

        var index = closed
        if isWord || isBracket, let end = citationEnd(at: index) ?? gluedNumbers(at: index) {
            let after = bytes.skipWhite(end)
            if after == bytes.count { return end }
            guard after > end else { return nil }
            let inner = skipOpeners(after)
            return opening(at: inner) == .upper ? end : nil
        }
        guard closed == period + 1 || isBracket, bytes[index].isASCIIUpper else { return nil }
        // A capitalised word, and then white space: no address, no file name, no "pH.Cl".
        index += 1
        var letters = 0
        while bytes[index].isASCIILower {
            index += 1
            letters += 1
        }
        let isShortWord = letters == 0 && (bytes[closed] == UInt8(ascii: "A") || bytes[closed] == UInt8(ascii: "I"))
        guard letters > 0 || isShortWord || (bytes[index] == UInt8(ascii: ")")) else { return nil }
        guard
            bytes.whiteWidth(at: index) > 0 || bytes[index] == UInt8(ascii: ",") || bytes[index] == UInt8(ascii: ".")
                || bytes[index] == UInt8(ascii: ")")
        else { return nil }
        if before.isASCIIDigit, !opensSentence(at: closed) { return nil }
        if isWord, !opensSentence(at: closed), !isTitle(at: closed) {
            // "Data.Table" reads as one name.
            var wordStart = period
            while wordStart > start, bytes[wordStart - 1].isLetterLike { wordStart -= 1 }
            if bytes[wordStart].isASCIIUpper { return nil }
        }
        return isInAddress(period) ? nil : closed
    }

    /// Whether the token that holds `period` has the marks of an address or a file name before it.
    private func isInAddress(_ period: Int) -> Bool {
        var index = period - 1
        while index > start, index > period - 80, bytes[index] > 0x20 {
            switch bytes[index] {
            case UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "\\"), UInt8(ascii: "="):
                return true
            case UInt8(ascii: "w"):
                if bytes[index - 1] == UInt8(ascii: "w"), bytes[index - 2] == UInt8(ascii: "w") { return true }
            default: break
            }
            index -= 1
        }
        return false
    }

    /// End of "[12]", "[3, 4-6]" at `index`, or nil.
    private func citationEnd(at index: Int) -> Int? {
        guard bytes[index] == UInt8(ascii: "["), bytes[index + 1].isASCIIDigit else { return nil }
        var end = index + 1
        while end < index + 80 {
            let byte = bytes[end]
            if byte == UInt8(ascii: "]") { return end + 1 }
            guard
                byte.isASCIIDigit || byte == UInt8(ascii: ",") || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "-")
                    || byte == 0xE2 || byte == 0x80 || byte == 0x93 || byte == UInt8(ascii: ";")
            else { return nil }
            end += 1
        }
        return nil
    }

    /// End of superscript citations that lost their style: "12", "3,4", "5-7", "8–10"; nil when none starts at `index`.
    private func gluedNumbers(at index: Int) -> Int? {
        guard bytes[index].isASCIIDigit else { return nil }
        var end = index
        var digits = 0
        while end < index + 40 {
            let byte = bytes[end]
            if byte.isASCIIDigit {
                digits += 1
                if digits > 3 { return nil }
                end += 1
            } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: "-"), bytes[end + 1].isASCIIDigit {
                digits = 0
                end += 1
            } else if byte == 0xE2, bytes[end + 1] == 0x80, bytes[end + 2] == 0x93, bytes[end + 3].isASCIIDigit {
                digits = 0
                end += 3
            } else {
                return end
            }
        }
        return nil
    }
}
