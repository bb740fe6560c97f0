/// The abbreviations an article defines, found as Schwartz and Hearst describe ("A simple algorithm for identifying
/// abbreviation definitions in biomedical text", PSB 2003), with the concepts of their long forms.
///
/// Collect from all sentences of an article first, then match with the table: every later (and earlier) use of
/// "SARS" is the syndrome if the article says so, whatever else the vocabulary calls SARS. A short form that is defined
/// as something no name of its concept shares a word with is left out instead.
public struct AbbreviationTable: Sendable {
    /// A definition.
    public struct Definition: Sendable, Hashable {
        public var shortForm: String
        public var longForm: String
        /// The concept of the long form; nil where the short form is only kept from meaning something else.
        public var concept: ConceptIndex?
    }

    private struct Entry: Sendable {
        var shortForm: [UInt8]
        var longForm: String
        var mention: ConceptMention?
    }

    private var entries: [Entry] = []
    /// A bit for each first byte of a short form.
    private var firstBytes = SIMD4<UInt64>()

    public init() {}

    /// True where nothing is defined.
    public var isEmpty: Bool { entries.isEmpty }

    /// What was found, in order.
    public var definitions: [Definition] {
        entries.map {
            Definition(
                shortForm: String(decoding: $0.shortForm, as: UTF8.self), longForm: $0.longForm,
                concept: $0.mention?.concept)
        }
    }

    /// Adds the definitions in a sentence.
    public mutating func collect(from sentence: String, matcher: ConceptMatcher) throws(MetathesaurusError) {
        var scratch = MatcherScratch()
        try sentence.withUTF8Bytes { bytes throws(MetathesaurusError) in
            try collect(from: bytes, matcher: matcher, scratch: &scratch)
        }
    }

    /// Adds the definitions in a sentence; almost free where it has no parenthesis.
    public mutating func collect(
        from sentence: UnsafeBufferPointer<UInt8>, matcher: ConceptMatcher, scratch: inout MatcherScratch
    ) throws(MetathesaurusError) {
        var position = 0
        while let open = sentence[position...].firstIndex(of: 0x28),
            let close = sentence[open...].firstIndex(of: 0x29)
        {
            position = open + 1
            guard let (short, long) = Self.definition(sentence, open, close) else { continue }
            try add(sentence.part(short), sentence.part(long), matcher, &scratch)
        }
    }

    private mutating func add(
        _ short: UnsafeBufferPointer<UInt8>, _ long: UnsafeBufferPointer<UInt8>, _ matcher: ConceptMatcher,
        _ scratch: inout MatcherScratch
    ) throws(MetathesaurusError) {
        guard !entries.contains(where: { $0.shortForm.elementsEqual(short) }) else { return }
        var found: [ConceptMention] = []
        try matcher.matches(in: long, scratch: &scratch, into: &found)
        let whole = found.first { $0.start == 0 && Int($0.end) == long.count }
        if whole == nil {
            // Not a concept of the vocabulary. Does its short form stand for something else there?
            found.removeAll()
            try matcher.matches(in: short, scratch: &scratch, into: &found)
            guard let other = found.first(where: { $0.start == 0 && Int($0.end) == short.count }),
                try !Self.shareWord(long, try matcher.vocabulary.names(of: other.concept), &scratch)
            else { return }
        }
        entries.append(
            Entry(shortForm: Array(short), longForm: String(decoding: long, as: UTF8.self), mention: whole))
        let byte = Int(short[0])
        firstBytes[byte >> 6] |= 1 << UInt64(byte & 63)
    }

    private static func shareWord(
        _ text: UnsafeBufferPointer<UInt8>, _ names: [String], _ scratch: inout MatcherScratch
    ) throws(MetathesaurusError) -> Bool {
        func keys(_ scanner: borrowing WordScanner) -> Set<UInt64> {
            // Words of four letters or more: their keys are larger.
            Set((0..<scanner.count).map { scanner.tokens.start[$0].key }.filter { $0 >= 1 << 24 })
        }
        scratch.scanner.scan(text)
        let wanted = keys(scratch.scanner)
        for name in names {
            Array(name.utf8).withUnsafeBufferPointer { scratch.scanner.scan($0) }
            if !wanted.isDisjoint(with: keys(scratch.scanner)) { return true }
        }
        return false
    }

    // MARK: Schwartz-Hearst

    /// The short and the long form around the parenthesis `open...close`, in either order.
    static func definition(
        _ text: UnsafeBufferPointer<UInt8>, _ open: Int, _ close: Int
    ) -> (short: Range<Int>, long: Range<Int>)? {
        var inner = trimmed(text, (open + 1)..<close)
        if let stop = text[inner].firstIndex(where: { $0 == 0x3B || $0 == 0x2C }) {
            inner = trimmed(text, inner.lowerBound..<stop)
        }
        let before = trimmed(text, 0..<open)
        if isShortForm(text, inner) {
            let words = min(inner.count + 5, inner.count * 2)
            let candidate = lastWords(text, before, words)
            if let start = longFormStart(text, inner, candidate) { return (inner, start..<candidate.upperBound) }
            return nil
        }
        // "SARS (severe acute respiratory syndrome)"
        let short = lastWords(text, before, 1)
        guard isShortForm(text, short), let start = longFormStart(text, short, inner), start == inner.lowerBound else {
            return nil
        }
        return (short, inner)
    }

    /// Two to ten characters, at most two words, a letter, and a letter or digit first.
    private static func isShortForm(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count >= 2, range.count <= 10, isWord(text[range.lowerBound]) else { return false }
        let bytes = text[range]
        return bytes.count(where: { $0 == 0x20 }) <= 1 && bytes.contains { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
            && !bytes.contains(0x28)
    }

    /// Where the long form of `short` starts in `candidate`: every character of the short form is found from right to
    /// left, the first one at the start of a word.
    private static func longFormStart(
        _ text: UnsafeBufferPointer<UInt8>, _ short: Range<Int>, _ candidate: Range<Int>
    ) -> Int? {
        var position = candidate.upperBound - 1
        for index in short.reversed() {
            guard isWord(text[index]) else { continue }
            let wanted = folded(text[index])
            while position >= candidate.lowerBound {
                let startsWord = position == candidate.lowerBound || !isWord(text[position - 1])
                if folded(text[position]) == wanted, index != short.lowerBound || startsWord { break }
                position -= 1
            }
            guard position >= candidate.lowerBound else { return nil }
            position -= 1
        }
        let start = position + 1
        // The long form is longer, and does not contain the short form itself.
        guard candidate.upperBound - start > short.count else { return nil }
        let long = text[start..<candidate.upperBound].split(separator: 0x20)
        return long.contains { $0.elementsEqual(text[short]) } ? nil : start
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
    }

    private static func folded(_ byte: UInt8) -> UInt8 { byte &- 0x41 < 26 ? byte | 0x20 : byte }

    private static func trimmed(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Range<Int> {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high, text[low] <= 0x20 { low += 1 }
        while high > low, text[high - 1] <= 0x20 { high -= 1 }
        return low..<high
    }

    private static func lastWords(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ count: Int) -> Range<Int> {
        var start = range.upperBound
        var words = 0
        while start > range.lowerBound {
            if text[start - 1] == 0x20 {
                words += 1
                if words == count { break }
            }
            start -= 1
        }
        return trimmed(text, start..<range.upperBound)
    }

    // MARK: Use

    /// Puts mentions of defined short forms in place of what the vocabulary made of them; longer mentions stay.
    func apply(
        to mentions: inout [ConceptMention], from first: Int, _ text: UnsafeBufferPointer<UInt8>,
        _ tokens: UnsafeBufferPointer<WordToken>
    ) {
        for token in tokens {
            let start = Int(token.start)
            let byte = Int(text[start])
            guard firstBytes[byte >> 6] & 1 << UInt64(byte & 63) != 0 else { continue }
            for entry in entries {
                guard let end = Self.end(of: entry.shortForm, at: start, text) else { continue }
                replace(entry, start, end, &mentions, first)
                break
            }
        }
    }

    /// The end of `shortForm` in `text` where it stands at `start` as whole words, a plural s included.
    private static func end(
        of shortForm: [UInt8], at start: Int, _ text: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        var end = start + shortForm.count
        guard end <= text.count, text[start..<end].elementsEqual(shortForm) else { return nil }
        if end < text.count, text[end] == 0x73 { end += 1 }
        return end < text.count && isWord(text[end]) ? nil : end
    }

    private func replace(
        _ entry: Entry, _ start: Int, _ end: Int, _ mentions: inout [ConceptMention], _ first: Int
    ) {
        var low = first
        while low < mentions.count, Int(mentions[low].end) <= start { low += 1 }
        var high = low
        while high < mentions.count, Int(mentions[high].start) < end { high += 1 }
        let overlapping = mentions[low..<high]
        // A longer name around it wins: "SARS coronavirus".
        if overlapping.contains(where: { Int($0.start) <= start && Int($0.end) >= end && $0.range.count > end - start })
        {
            return
        }
        guard var mention = entry.mention else {
            if overlapping.count == 1, overlapping[low].range == start..<end { mentions.remove(at: low) }
            return
        }
        mention.start = Int32(truncatingIfNeeded: start)
        mention.end = Int32(truncatingIfNeeded: end)
        mention.isAbbreviation = true
        mention.isNegated = false
        mention.isHedged = false
        mentions.replaceSubrange(low..<high, with: CollectionOfOne(mention))
    }
}
