/// Cuts text into words and separating marks, folds each word and computes its key.
///
/// A word is a run of letters and digits. White space, single hyphens and dashes, and apostrophes only separate
/// ("alpha-helix" = "alpha helix"), and a possessive 's is no word. Other punctuation becomes a token of its own, which
/// a name may contain ("5,10-…") but over which no other name can reach. Greek letters become words ("α-helix" =
/// "alpha helix").
///
/// 64 bytes at a time are classified into bit masks, whose edges are where tokens start and end; those of up to 16 ASCII
/// bytes, nearly all, are folded and hashed with two loads and without a branch that a text could make hard to guess.
struct WordScanner: ~Copyable, Sendable {
    private(set) var tokens = GrowingBuffer<WordToken>()
    /// A bit for each token, clear only for those that have no capital for certain.
    private(set) var capitals = GrowingBuffer<UInt64>()
    private(set) var count = 0
    private var starts = GrowingBuffer<UInt32>()
    private var ends = GrowingBuffer<UInt32>()
    /// The last bytes of the text and blanks after them, so that two words of memory can be read at every token.
    private var tail = GrowingBuffer<UInt8>(capacity: 64 + WordScanner.loaded)
    private var folded: [UInt8] = []
    private static let loaded = 16

    init() {}

    /// Replaces the tokens by those of `text` (at most 2 GiB; the rest is not looked at).
    mutating func scan(_ text: UnsafeBufferPointer<UInt8>) {
        count = 0
        guard let base = text.baseAddress, text.count > 0 else { return }
        let length = min(text.count, Int(Int32.max))
        // A token has at least one byte, but for those that a run outside ASCII is taken apart into.
        starts.reserve(length + Self.room)
        ends.reserve(length + Self.room)
        let room = length + length / 2 + 16
        tokens.reserve(room)
        capitals.reserve(room / 64 + 1)
        capitals.start.update(repeating: 0, count: room / 64 + 1)
        emit(base, length, findTokens(base, length))
    }

    // MARK: Edges of tokens

    /// Positions that are written at once, whether there are so many tokens in 64 bytes or not.
    private static let batch = 12
    private static let room = 64 + batch

    /// Writes where words, marks and boundaries start and end; returns how many there are.
    private mutating func findTokens(_ text: UnsafePointer<UInt8>, _ length: Int) -> Int {
        let starts = starts.start
        let ends = ends.start
        var startCount = 0
        var endCount = 0
        /// The bits of the byte before the 64 at hand: part of a word, a mark, white space, a dash.
        var word: UInt64 = 0
        var mark: UInt64 = 0
        var space: UInt64 = 0
        var dash: UInt64 = 0
        var lines = LineCount()
        var offset = 0
        while offset < length {
            let rest = length &- offset
            var valid = ~UInt64(0)
            var bytes = UnsafeRawPointer(text + offset)
            if rest < 64 {
                valid = 1 &<< UInt64(rest) &- 1
                bytes = copyTail(text + offset, rest)
            }
            let classes = ByteClasses(bytes)
            let spaces = classes.spaces & valid
            var marks = classes.marks & valid
            if classes.dashes != 0 {
                // A dash set off by spaces separates clauses, and so does a double one; others only join.
                let follows = rest > 64 && text[offset &+ 64] <= 0x20 ? UInt64(1) &<< 63 : 0
                let before = spaces &<< 1 | space
                let after = spaces &>> 1 | follows
                marks |= classes.dashes & (before & after | classes.dashes &<< 1 | dash)
            }
            if classes.newlines != 0 { marks |= lines.blankLines(classes.newlines, classes.words, offset) }
            lines.note(classes.words, offset)
            let earlier = classes.words &<< 1 | word
            var rising = classes.words & ~earlier | marks
            var falling = ~classes.words & earlier | marks &<< 1 | mark
            word = classes.words &>> 63
            mark = marks &>> 63
            space = spaces &>> 63
            dash = classes.dashes &>> 63
            let base = UInt32(truncatingIfNeeded: offset)
            let more = (rising.nonzeroBitCount, falling.nonzeroBitCount)
            var written = 0
            repeat {
                for index in written..<written &+ Self.batch {
                    starts[startCount &+ index] = base &+ UInt32(truncatingIfNeeded: rising.trailingZeroBitCount)
                    ends[endCount &+ index] = base &+ UInt32(truncatingIfNeeded: falling.trailingZeroBitCount)
                    rising &= rising &- 1
                    falling &= falling &- 1
                }
                written &+= Self.batch
            } while rising | falling != 0
            startCount &+= more.0
            endCount &+= more.1
            offset &+= 64
        }
        if endCount < startCount { ends[endCount] = UInt32(truncatingIfNeeded: length) }
        return startCount
    }

    /// The last `count` bytes of a text, fewer than 64, and blanks.
    private mutating func copyTail(_ text: UnsafePointer<UInt8>, _ count: Int) -> UnsafeRawPointer {
        tail.start.update(repeating: 0x20, count: 64 + Self.loaded)
        tail.start.update(from: text, count: count)
        return UnsafeRawPointer(tail.start)
    }

    /// Finds blank lines: second line ends with no word between them and the first.
    private struct LineCount {
        private var lastWord = -1
        private var lastNewline = -1
        private var count = 0

        /// Which of the newlines, given with the words around them, are the second since a word.
        mutating func blankLines(_ newlines: UInt64, _ words: UInt64, _ offset: Int) -> UInt64 {
            var found: UInt64 = 0
            var open = newlines
            while open != 0 {
                let bit = open & (0 &- open)
                open &= open &- 1
                let position = offset &+ bit.trailingZeroBitCount
                let before = words & (bit &- 1)
                if before != 0 { lastWord = offset &+ 63 &- before.leadingZeroBitCount }
                count = lastNewline > lastWord ? count &+ 1 : 1
                lastNewline = position
                if count == 2 { found |= bit }
            }
            return found
        }

        @inline(__always) mutating func note(_ words: UInt64, _ offset: Int) {
            if words != 0 { lastWord = offset &+ 63 &- words.leadingZeroBitCount }
        }
    }

    // MARK: Tokens

    /// What to keep of sixteen bytes for a token of some size, and the bit of each kept byte that tells capitals.
    private struct Mask {
        var low: UInt64
        var high: UInt64
        var lowFold: UInt64
        var highFold: UInt64
    }

    /// By size, up to ``loaded``; made once and kept.
    nonisolated(unsafe) private static let masks: UnsafePointer<Mask> = {
        let masks = UnsafeMutablePointer<Mask>.allocate(capacity: loaded + 1)
        for size in 0...loaded {
            func ones(_ bytes: Int) -> UInt64 { bytes == 0 ? 0 : ~0 >> UInt64(64 - 8 * bytes) }
            let low = ones(min(size, 8))
            let high = ones(max(size - 8, 0))
            let bit: UInt64 = 0x2020_2020_2020_2020
            (masks + size).initialize(to: Mask(low: low, high: high, lowFold: low & bit, highFold: high & bit))
        }
        return UnsafePointer(masks)
    }()

    private mutating func emit(_ text: UnsafePointer<UInt8>, _ length: Int, _ found: Int) {
        let raw = UnsafeRawPointer(text)
        // Tokens so near the end that a load would reach past it are read from a copy.
        let near = length &- Self.loaded
        let copied = max(near, 0)
        let end = UnsafeRawPointer(copyTail(text + copied, length &- copied)) - copied
        let starts = starts.start
        let ends = ends.start
        let tokens = tokens.start
        let capitals = capitals.start
        let masks = Self.masks
        var count = 0
        for index in 0..<found {
            let start = Int(starts[index])
            let size = Int(ends[index]) &- start
            let bytes = (start <= near ? raw : end) + start
            // Little-endian lanes, cut to the token's bytes; 0x20 lowers letters and leaves digits and most marks.
            let mask = masks + min(size, Self.loaded)
            let low = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self)) & mask.pointee.low
            let high =
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) & mask.pointee.high
            let lower = low | mask.pointee.lowFold
            let upper = high | mask.pointee.highFold
            let isLong = UInt64(bitPattern: Int64((8 &- size) &>> 63))
            let key = lower & ~isLong | (WordKey.pair(lower, upper) | WordKey.topBit) & isLong
            tokens[count] = WordToken(start: starts[index], end: ends[index], key: key)
            let hasCapital: UInt64 = (low ^ lower) | (high ^ upper) != 0 ? 1 : 0
            capitals[count &>> 6] |= hasCapital &<< UInt64(truncatingIfNeeded: count & 63)
            count &+= 1
            // A size over 16 has bits above the fourth, or is 16 itself, which the careful way handles as well.
            let isRare = size > 16 || (low | high) & 0x8080_8080_8080_8080 != 0 || low < 0x20 || low == 0x2D
            if isRare || key == 0x73 {
                let before = count &- 1
                count = before
                emitRarely(text, start, start &+ size, length, tokens, &count)
                for index in before..<count { capitals[index &>> 6] |= 1 &<< UInt64(index & 63) }
            }
        }
        self.count = count
    }

    /// A boundary, a possessive s, a long word or a run with bytes outside ASCII.
    @inline(never)
    private mutating func emitRarely(
        _ text: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ length: Int,
        _ tokens: UnsafeMutablePointer<WordToken>, _ count: inout Int
    ) {
        let first = text[start]
        if first < 0x20 || first == 0x2D {
            return Self.mark(tokens, &count, start, end, WordKey.boundary)
        }
        if end - start == 1, first | 0x20 == 0x73 {
            let isPossessive = start > 0 && text[start - 1] == 0x27 && (start == 1 || Self.isWord(text[start - 2]))
            if !isPossessive { Self.mark(tokens, &count, start, end, 0x73) }
            return
        }
        emitSlowly(text, start, end, length, tokens, &count)
    }

    @inline(__always) private static func isWord(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
    }

    @inline(__always) private static func mark(
        _ tokens: UnsafeMutablePointer<WordToken>, _ count: inout Int, _ start: Int, _ end: Int, _ key: UInt64
    ) {
        tokens[count] = WordToken(
            start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end), key: key)
        count &+= 1
    }

    /// Long words, and runs with non-ASCII bytes.
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
