/// One pass over a text: finds the places where a sentence may end and asks the rules about each.
struct SentenceScan {
    let bytes: Bytes
    let words: WordTable.Pointers
    let longest: Int
    /// First byte of the sentence in hand.
    var start: Int
    /// Where the scan stands.
    private var place: Int
    /// End forced by the next item of an inline list, or `Int.max`.
    private var forcedEnd = Int.max
    /// End of the list mark that the sentence in hand starts with, or 0.
    var listMarkEnd = 0

    init(bytes: Bytes, words: WordTable.Pointers, longest: Int) {
        self.bytes = bytes
        self.words = words
        self.longest = longest
        start = bytes.skipWhite(0)
        place = start
        openSentence()
    }

    /// The next sentence, or nil at the end of the text.
    mutating func next() -> Range<Int>? {
        guard start < bytes.count else { return nil }
        let base = bytes.base
        while true {
            let limit = min(bytes.count, forcedEnd, start + longest)
            var index = place
            while index < limit, !Self.mayEnd(base[index]) { index += 1 }
            place = index
            if index >= limit {
                if limit == bytes.count { return take(upTo: limit) }
                return take(upTo: limit == forcedEnd ? limit : cut(before: limit))
            }
            if base[index] == UInt8(ascii: "\n") {
                if breaksLine(at: index) { return take(upTo: index) }
                place = index + 1
                continue
            }
            let width = terminatorWidth(at: index)
            if width == 0 {
                place = index + 1
                continue
            }
            let (end, resume) = boundary(at: index)
            if let end { return take(upTo: end) }
            place = max(resume, index + 1)
        }
    }

    /// Ends the sentence in hand before `end` and moves to the next.
    private mutating func take(upTo end: Int) -> Range<Int> {
        var last = end
        while last > start {
            let width = bytes.whiteWidth(before: last)
            if width == 0 { break }
            last -= width
        }
        let sentence = start..<max(last, start + 1)
        start = bytes.skipWhite(max(end, start + 1))
        place = start
        openSentence()
        return sentence
    }

    /// Looks for a list mark at the sentence's start.
    private mutating func openSentence() {
        forcedEnd = Int.max
        listMarkEnd = 0
        let first = bytes[start]
        guard first.isASCIIDigit || first == 0xE2 || (first.isASCIILower && !bytes[start + 1].isLetterLike),
            let mark = enumerator(at: start)
        else { return }
        listMarkEnd = mark.end
        forcedEnd = nextListItem(after: mark)
    }

    /// White space in the last quarter before `limit`, or `limit` moved back to a character's first byte.
    private func cut(before limit: Int) -> Int {
        var index = limit
        while index > limit - longest / 4 {
            if bytes.whiteWidth(before: index) > 0 { return index }
            index -= 1
        }
        index = limit
        while index > limit - 4, bytes[index] & 0xC0 == 0x80 { index -= 1 }
        return index
    }

    /// Whether a byte can be, or can start, a terminator: . ! ? newline, or the lead byte of … 。 ! ?
    @inline(__always)
    private static func mayEnd(_ byte: UInt8) -> Bool {
        if byte <= 0x3F { return byte == 0x2E || byte == 0x0A || byte == 0x3F || byte == 0x21 }
        return byte == 0xE2 || byte == 0xE3 || byte == 0xEF
    }

    /// Width of the terminator at `index`, or 0.
    @inline(__always)
    func terminatorWidth(at index: Int) -> Int {
        switch bytes[index] {
        case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): 1
        case 0xE2: bytes[index + 1] == 0x80 && bytes[index + 2] == 0xA6 ? 3 : 0  // …
        case 0xE3: bytes[index + 1] == 0x80 && bytes[index + 2] == 0x82 ? 3 : 0  // 。
        case 0xEF: bytes[index + 1] == 0xBC && (bytes[index + 2] == 0x81 || bytes[index + 2] == 0x9F) ? 3 : 0  // ! ?
        default: 0
        }
    }
}
