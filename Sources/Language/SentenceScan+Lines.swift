extension SentenceScan {
    /// Whether the newline at `newline`, with no terminator before it, ends the sentence in hand.
    ///
    /// A blank line does. A single newline does when the next line starts a list item, or when this line is a short
    /// heading and the next starts with a capital, or when the lines around it read as a list of short items; otherwise
    /// it is a line that was wrapped.
    func breaksLine(at newline: Int) -> Bool {
        var next = newline + 1
        while bytes[next] == UInt8(ascii: " ") || bytes[next] == UInt8(ascii: "\t") || bytes[next] == UInt8(ascii: "\r")
        {
            next += 1
        }
        if next >= bytes.count || bytes[next] == UInt8(ascii: "\n") { return true }
        if isBullet(at: next) || enumerator(at: next) != nil { return true }

        var lineStart = newline
        while lineStart > start, bytes[lineStart - 1] != UInt8(ascii: "\n") { lineStart -= 1 }
        var last = newline
        while last > lineStart, bytes.whiteWidth(before: last) > 0 { last -= 1 }
        let length = last - lineStart
        if length == 0 { return false }
        let ending = bytes[last - 1]
        if bytes[lineStart] == UInt8(ascii: "#") && bytes[lineStart] != bytes[next] { return true }
        let goesOn =
            ending == UInt8(ascii: ",") || ending == UInt8(ascii: "-") || ending == UInt8(ascii: "(")
            || ending == UInt8(ascii: "/")
        if opening(at: skipOpeners(next)) == .upper {
            return length <= 50 && lineStart == start && !goesOn && bytes[lineStart].isASCIIUpper
                && !endsInSmallWord(lineStart, last)
        }
        return length <= 32 && lineStart == start && !goesOn && isItem(at: next) && !endsInSmallWord(lineStart, last)
            && (bytes[lineStart].isASCIILower)
    }

    /// Whether the last word of a line is short and in small letters ("of", "the"): the line was wrapped.
    private func endsInSmallWord(_ lineStart: Int, _ end: Int) -> Bool {
        var index = end
        while index > lineStart, bytes[index - 1].isASCIILower { index -= 1 }
        return end - index <= 4 && index < end && index > lineStart
    }

    /// Whether the line at `index` is short, in lower case and without a sentence's punctuation.
    private func isItem(at index: Int) -> Bool {
        guard bytes[index].isASCIILower else { return false }
        var end = index
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") {
            if end - index > 32 || terminatorWidth(at: end) > 0 { return false }
            end += 1
        }
        return end > index
    }

    // MARK: - Lists

    /// A list item's mark: its style, its value, and its first byte after the mark.
    struct Enumerator {
        /// 0: "1.", 1: "1)", 2: "1.)", 3: "a.", 4: "a)", 5: "a.)"; 8 and up: a bullet and one of these.
        let style: Int
        let value: Int
        let end: Int
    }

    /// Width of the bullet at `index`, or 0: • ‣ ⁃ ∙ ◦ ▪
    private func bulletWidth(at index: Int) -> Int {
        guard bytes[index] == 0xE2 else { return 0 }
        switch (bytes[index + 1], bytes[index + 2]) {
        case (0x80, 0xA2), (0x80, 0xA3), (0x81, 0x83), (0x88, 0x99), (0x97, 0xA6), (0x96, 0xAA): return 3
        default: return 0
        }
    }

    func isBullet(at index: Int) -> Bool {
        if bulletWidth(at: index) > 0 { return true }
        let byte = bytes[index]
        return (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "*") || byte == UInt8(ascii: "+"))
            && bytes[index + 1] == UInt8(ascii: " ")
    }

    /// The list mark at `index` with white space after it, or nil.
    func enumerator(at index: Int) -> Enumerator? {
        var place = index
        var style = 0
        let bullet = bulletWidth(at: place)
        if bullet > 0 {
            style = 8
            place += bullet
            while bytes[place] == UInt8(ascii: " ") { place += 1 }
        }
        var value = 0
        if bytes[place].isASCIIDigit {
            let first = place
            while bytes[place].isASCIIDigit, place - first < 3 {
                value = value * 10 + Int(bytes[place] - 48)
                place += 1
            }
        } else if bytes[place].isASCIILower {
            style += 3
            value = Int(bytes[place] - 96)
            place += 1
        } else {
            return nil
        }
        switch (bytes[place], bytes[place + 1]) {
        case (UInt8(ascii: "."), UInt8(ascii: ")")):
            style += 2
            place += 2
        case (UInt8(ascii: "."), _): place += 1
        case (UInt8(ascii: ")"), _):
            style += 1
            place += 1
        default: return nil
        }
        guard bytes.whiteWidth(at: place) > 0 else { return nil }
        return Enumerator(style: style, value: value, end: place)
    }

    /// Where the next item of the list that starts this sentence begins, when the items follow each other in running
    /// text ("1) The first item 2) The second item"); `Int.max` when the sentence starts no such list.
    func nextListItem(after mark: Enumerator) -> Int {
        var place = mark.end
        let limit = min(bytes.count, start + 2_000)
        while place < limit {
            let white = bytes.whiteWidth(at: place)
            place += max(white, 1)
            guard white > 0, let item = enumerator(at: place) else { continue }
            // "1) from one group, 2) from another, and 3) …" is one sentence.
            let before = bytes[place - white - 1]
            if before == UInt8(ascii: ",") || before == UInt8(ascii: ";") || before == UInt8(ascii: ":") {
                return Int.max
            }
            if item.style == mark.style, item.value == mark.value + 1,
                opening(at: skipOpeners(bytes.skipWhite(item.end))) == .upper
            {
                return place
            }
        }
        return Int.max
    }
}
