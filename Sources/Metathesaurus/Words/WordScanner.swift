/// Cuts text into words and separating marks, folds each word and computes its key.
///
/// A word is a run of letters and digits. White space, single hyphens and dashes, and apostrophes only separate
/// ("alpha-helix" = "alpha helix"), and a possessive 's is no word. Other punctuation becomes a token of its own, which
/// a name may contain ("5,10-…") but over which no other name can reach. Greek letters become words ("α-helix" =
/// "alpha helix").
///
/// 64 bytes at a time are classified into a bit mask whose edges are the words' starts and ends; the words of up to 16
/// ASCII bytes, nearly all, are folded and hashed with two loads and no loop.
struct WordScanner: ~Copyable, Sendable {
    var tokens = GrowingBuffer<WordToken>()
    private(set) var count = 0
    private var starts = GrowingBuffer<UInt32>()
    private var ends = GrowingBuffer<UInt32>()
    private var folded: [UInt8] = []

    init() {}

    /// Replaces the tokens by those of `text` (at most 2 GiB; the rest is not looked at).
    mutating func scan(_ text: UnsafeBufferPointer<UInt8>) {
        count = 0
        guard let base = text.baseAddress, text.count > 0 else { return }
        let length = min(text.count, Int(Int32.max))
        starts.reserve(length / 2 + 72)
        ends.reserve(length / 2 + 72)
        // A token has at least one byte, but for the boundary that a blank line or a spaced dash adds.
        tokens.reserve(length + length / 2 + 16)
        let words = Self.findWords(base, length, starts.start, ends.start)
        emit(base, length, words)
    }

    // MARK: Edges of words

    /// Writes where runs of letters, digits and non-ASCII bytes start and end; returns how many there are.
    private static func findWords(
        _ text: UnsafePointer<UInt8>, _ length: Int, _ starts: UnsafeMutablePointer<UInt32>,
        _ ends: UnsafeMutablePointer<UInt32>
    ) -> Int {
        var startCount = 0
        var endCount = 0
        var carry: UInt64 = 0
        var offset = 0
        let raw = UnsafeRawPointer(text)
        while offset < length {
            var mask: UInt64
            if offset + 64 <= length {
                mask = 0
                for lane in 0..<8 {
                    let bytes = raw.loadUnaligned(fromByteOffset: offset &+ lane &* 8, as: UInt64.self)
                    mask |= wordBits(UInt64(littleEndian: bytes)) &<< UInt64(truncatingIfNeeded: lane &* 8)
                }
            } else {
                mask = 0
                for index in offset..<length where isWord(text[index]) { mask |= 1 &<< UInt64(index - offset) }
            }
            let shifted = (mask &<< 1) | carry
            carry = mask &>> 63
            var rising = mask & ~shifted
            var falling = ~mask & shifted
            let base = UInt32(truncatingIfNeeded: offset)
            while rising != 0 {
                starts[startCount] = base &+ UInt32(truncatingIfNeeded: rising.trailingZeroBitCount)
                startCount &+= 1
                rising &= rising &- 1
            }
            while falling != 0 {
                ends[endCount] = base &+ UInt32(truncatingIfNeeded: falling.trailingZeroBitCount)
                endCount &+= 1
                falling &= falling &- 1
            }
            offset += 64
        }
        if endCount < startCount { ends[endCount] = UInt32(truncatingIfNeeded: length) }
        return startCount
    }

    @inline(__always) private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
    }

    /// One bit for each of eight bytes that belongs to a word; sums stay below 256, so no byte disturbs the next.
    @inline(__always) private static func wordBits(_ bytes: UInt64) -> UInt64 {
        let low = bytes & 0x7F7F_7F7F_7F7F_7F7F
        let folded = low | 0x2020_2020_2020_2020
        let letter = (folded &+ 0x1F1F_1F1F_1F1F_1F1F) & ~(folded &+ 0x0505_0505_0505_0505)
        let digit = (low &+ 0x5050_5050_5050_5050) & ~(low &+ 0x4646_4646_4646_4646)
        let word = (letter | digit | bytes) & 0x8080_8080_8080_8080
        // Gathers the eight top bits in the top byte.
        return ((word &>> 7) &* 0x0102_0408_1020_4080) &>> 56
    }

    // MARK: Tokens

    private mutating func emit(_ text: UnsafePointer<UInt8>, _ length: Int, _ words: Int) {
        let raw = UnsafeRawPointer(text)
        let starts = starts.start
        let ends = ends.start
        let tokens = tokens.start
        var count = 0
        var previous = 0
        for word in 0..<words {
            let start = Int(starts[word])
            let end = Int(ends[word])
            let size = end &- start
            let gap = start &- previous
            if gap != 1 || text[previous] != 0x20 {
                let possessive = Self.gap(text, previous, start, tokens, &count)
                if possessive, size == 1, text[start] | 0x20 == 0x73 {
                    previous = end
                    continue
                }
            }
            previous = end
            if size <= 16, start &+ 16 <= length {
                // Little-endian lanes, cut to the word's bytes; 0x20 lowers letters and leaves digits.
                let lowBits = UInt64(truncatingIfNeeded: min(size, 8) &* 8)
                let highBits = UInt64(truncatingIfNeeded: max(size &- 8, 0) &* 8)
                let lowMask = ~UInt64(0) &>> (64 &- lowBits)
                let highMask = highBits == 0 ? 0 : ~UInt64(0) &>> (64 &- highBits)
                let low = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: start, as: UInt64.self)) & lowMask
                let high =
                    UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self)) & highMask
                if (low | high) & 0x8080_8080_8080_8080 == 0 {
                    let lower = low | (0x2020_2020_2020_2020 & lowMask)
                    let upper = high | (0x2020_2020_2020_2020 & highMask)
                    let key = size <= 8 ? lower : WordKey.pair(lower, upper) | WordKey.topBit
                    tokens[count] = WordToken(start: starts[word], end: ends[word], key: key)
                    count &+= 1
                    continue
                }
            }
            emitSlowly(text, start, end, length, tokens, &count)
        }
        _ = Self.gap(text, previous, length, tokens, &count)
        self.count = count
    }

    /// Emits what separates two words where that is more than a space, and tells whether it is an apostrophe that may
    /// start a possessive.
    private static func gap(
        _ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ tokens: UnsafeMutablePointer<WordToken>,
        _ count: inout Int
    ) -> Bool {
        var lines = 0
        for position in start..<end {
            let byte = text[position]
            switch byte {
            case 0x0A:
                lines += 1
                if lines == 2 { mark(tokens, &count, position, position + 1, WordKey.boundary) }
            case 0x20, 0x09, 0x0D, 0x0B, 0x0C, 0x27: break
            case 0x2D:
                // A dash set off by spaces separates clauses; inside or at the edge of a word it only joins.
                let spaced = position > start && position + 1 < end && text[position - 1] <= 0x20
                if spaced && text[position + 1] <= 0x20 || position > start && text[position - 1] == 0x2D {
                    mark(tokens, &count, position, position + 1, WordKey.boundary)
                }
            default: mark(tokens, &count, position, position + 1, byte < 0x20 ? WordKey.boundary : UInt64(byte))
            }
        }
        return end - start == 1 && text[start] == 0x27
    }

    @inline(__always) private static func mark(
        _ tokens: UnsafeMutablePointer<WordToken>, _ count: inout Int, _ start: Int, _ end: Int, _ key: UInt64
    ) {
        tokens[count] = WordToken(
            start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end), key: key)
        count &+= 1
    }

    /// Long words, those at the very end of the text, and runs with non-ASCII bytes.
    private mutating func emitSlowly(
        _ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ length: Int,
        _ tokens: UnsafeMutablePointer<WordToken>,
        _ count: inout Int
    ) {
        let run = UnsafeBufferPointer(start: text + start, count: end - start)
        if run.allSatisfy({ $0 < 0x80 }) {
            folded.removeAll(keepingCapacity: true)
            folded.append(contentsOf: run.lazy.map { $0 | 0x20 })
            Self.mark(tokens, &count, start, end, WordKey.key(of: folded))
            return
        }
        let spaced = (start == 0 || text[start - 1] <= 0x20) && (end == length || text[end] <= 0x20)
        UnicodeFolding.forEachPart(of: run, spaced: spaced, buffer: &folded) { part, key in
            Self.mark(tokens, &count, start + part.lowerBound, start + part.upperBound, key)
        }
    }
}
