/// Marks mentions that a text denies or leaves open, by trigger phrases and their scope, after NegEx (Chapman et al.,
/// 2001) and ConText (Harkema et al., 2009).
///
/// A trigger before a mention reaches forward, one after it backward, at most ``reach`` words, not over the end of the
/// sentence and not over a phrase that turns the thought ("but", "apart from"). Phrases that only look like a negation
/// ("not only", "no increase", "gram negative") are recognized first and mean nothing.
enum ContextRules {
    /// Words that a trigger governs.
    static let reach = 12

    enum Kind: BitwiseCopyable {
        case negatesAfter, negatesBefore, hedgesAfter, hedgesBefore, ends, nothing
    }

    /// A trigger found: token positions and what it does.
    struct Trigger: BitwiseCopyable {
        var first: Int
        var end: Int
        var kind: Kind
    }

    /// False where no phrase has its rarest word in the word of this key, and it is no mark that ends a sentence.
    static func mayTrigger(_ key: UInt64) -> Bool { table.hasPivot(key) || endMarks.contains(key) }

    /// Marks that may end a sentence.
    private static let endMarks = ".?!;".utf8.map(UInt64.init) + [WordKey.boundary]

    /// Marks the mentions from `first` on.
    ///
    /// - Parameters:
    ///   - pivots: a bit for each word that ``mayTrigger(_:)`` is true of.
    ///   - buffer: room for the triggers found.
    static func mark(
        _ mentions: inout [ConceptMention], from first: Int, _ text: UnsafeBufferPointer<UInt8>,
        _ tokens: UnsafeBufferPointer<WordToken>, _ pivots: UnsafePointer<UInt64>,
        _ buffer: inout GrowingBuffer<Trigger>
    ) {
        let triggers = triggers(text, tokens, pivots, &buffer)
        for (index, trigger) in triggers.enumerated() {
            switch trigger.kind {
            case .negatesAfter, .hedgesAfter:
                var end = min(trigger.end + reach, tokens.count)
                if let stop = triggers[(index + 1)...].first(where: { $0.kind == .ends }) { end = min(end, stop.first) }
                apply(trigger.kind, from: trigger.end, to: end, &mentions, first, tokens)
            case .negatesBefore, .hedgesBefore:
                var start = max(trigger.first - reach, 0)
                if let stop = triggers[..<index].last(where: { $0.kind == .ends }) { start = max(start, stop.end) }
                apply(trigger.kind, from: start, to: trigger.first, &mentions, first, tokens)
            case .ends, .nothing: break
            }
        }
    }

    private static func apply(
        _ kind: Kind, from start: Int, to end: Int, _ mentions: inout [ConceptMention], _ first: Int,
        _ tokens: UnsafeBufferPointer<WordToken>
    ) {
        guard start < end else { return }
        let low = tokens[start].start
        let high = tokens[end - 1].end
        for index in first..<mentions.count where mentions[index].start >= low && mentions[index].end <= high {
            switch kind {
            case .negatesAfter, .negatesBefore: mentions[index].isNegated = true
            default: mentions[index].isHedged = true
            }
        }
    }

    /// The leftmost-longest triggers of a text, by position; none where they do nothing.
    private static func triggers(
        _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<WordToken>, _ pivots: UnsafePointer<UInt64>,
        _ buffer: inout GrowingBuffer<Trigger>
    ) -> UnsafeBufferPointer<Trigger> {
        let table = table
        var count = 0
        for block in 0...tokens.count &>> 6 {
            var open = pivots[block]
            while open != 0 {
                let index = block &<< 6 | open.trailingZeroBitCount
                open &= open &- 1
                // No phrase has a mark in it.
                if tokens[index].key > 0x3F {
                    table.find(at: index, tokens, &buffer, &count)
                } else if let end = sentenceEnd(at: index, text, tokens) {
                    insert(end, &buffer, &count)
                }
            }
        }
        let found = buffer.start
        var kept = 0
        var acts = false
        var floor = 0
        for index in 0..<count where found[index].first >= floor {
            if found[index].kind != .ends, found[index].kind != .nothing { acts = true }
            floor = found[index].end
            found[kept] = found[index]
            kept &+= 1
        }
        return UnsafeBufferPointer(start: found, count: acts ? kept : 0)
    }

    /// Adds a trigger by its first word, the longest first, and of equal ones the one that comes first in the lists.
    /// They come nearly in that order.
    @inline(__always)
    private static func insert(_ trigger: Trigger, _ buffer: inout GrowingBuffer<Trigger>, _ count: inout Int) {
        buffer.reserve(count + 1, keeping: count)
        let found = buffer.start
        var place = count
        while place > 0,
            found[place &- 1].first > trigger.first
                || found[place &- 1].first == trigger.first && found[place &- 1].end < trigger.end
        {
            found[place] = found[place &- 1]
            place &-= 1
        }
        found[place] = trigger
        count &+= 1
    }

    /// A full stop and the like, with space after it.
    private static func sentenceEnd(
        at index: Int, _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<WordToken>
    ) -> Trigger? {
        let token = tokens[index]
        guard endMarks.contains(token.key) else { return nil }
        let next = Int(token.end)
        guard next >= text.count || text[next] <= 0x20 || token.key == UInt64(UInt8(ascii: ";")) else { return nil }
        return Trigger(first: index, end: index + 1, kind: .ends)
    }

    @inline(__always) private static func slot(_ key: UInt64) -> Int { WordKey.slot(key, shift: 64 - UInt64(slotBits)) }
    private static let slotBits = 12

    // MARK: The phrases

    /// Words that stand everywhere, the most frequent last: a phrase is looked for at its rarest word. Of "is not" that
    /// is "not", since "is" is in every other sentence.
    private static let frequentWords = [
        "no", "not", "did", "does", "do", "could", "been", "had", "or", "has", "have", "be", "so", "are", "were", "was",
        "for", "that", "with", "is", "to", "in", "of",
    ]

    /// The phrases by the slot of their rarest word, the pivot, in memory that is made once and kept.
    private struct Table: @unchecked Sendable {
        // Unchecked: pointers to memory that nobody writes to after `init`.

        private struct Phrase {
            /// Where its words are in `keys`.
            var start: Int
            var count: Int
            /// Which of them is the pivot.
            var pivot: Int
            var kind: Kind
        }

        /// By slot: the first of its phrases; the next slot's is the end.
        private let bounds: UnsafePointer<UInt16>
        private let phrases: UnsafePointer<Phrase>
        private let keys: UnsafePointer<UInt64>

        init() {
            let lists: [(String, Kind)] = [
                (negatesAfter, .negatesAfter), (negatesBefore, .negatesBefore), (hedgesAfter, .hedgesAfter),
                (hedgesBefore, .hedgesBefore), (ContextRules.ends, .ends), (meansNothing, .nothing),
            ]
            var bySlot = [[Phrase]](repeating: [], count: 1 << ContextRules.slotBits)
            var keys: [UInt64] = []
            for (list, kind) in lists {
                for phrase in list.split(separator: "\n") {
                    let words = phrase.split(separator: " ").map(String.init)
                    let ranks = words.map { (frequentWords.firstIndex(of: $0) ?? -1) }
                    guard let pivot = ranks.indices.min(by: { ranks[$0] < ranks[$1] }) else { continue }
                    bySlot[slot(WordKey.key(of: words[pivot]))].append(
                        Phrase(start: keys.count, count: words.count, pivot: pivot, kind: kind))
                    keys += words.map { WordKey.key(of: $0) }
                }
            }
            var bounds: [UInt16] = [0]
            for group in bySlot { bounds.append(bounds[bounds.count - 1] + UInt16(group.count)) }
            self.bounds = Self.kept(bounds)
            phrases = Self.kept(bySlot.flatMap { $0 })
            self.keys = Self.kept(keys)
        }

        private static func kept<Element>(_ array: [Element]) -> UnsafePointer<Element> {
            let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(array.count, 1))
            memory.initialize(from: array, count: array.count)
            return UnsafePointer(memory)
        }

        func hasPivot(_ key: UInt64) -> Bool {
            let slot = ContextRules.slot(key)
            return (Int(bounds[slot])..<Int(bounds[slot + 1])).contains {
                keys[phrases[$0].start + phrases[$0].pivot] == key
            }
        }

        /// Adds the phrases whose pivot is the word at `index`.
        func find(
            at index: Int, _ tokens: UnsafeBufferPointer<WordToken>, _ buffer: inout GrowingBuffer<Trigger>,
            _ count: inout Int
        ) {
            let slot = ContextRules.slot(tokens[index].key)
            for number in Int(bounds[slot])..<Int(bounds[slot + 1]) {
                let phrase = phrases[number]
                let first = index &- phrase.pivot
                guard first >= 0, first &+ phrase.count <= tokens.count else { continue }
                var matched = 0
                while matched < phrase.count, tokens[first &+ matched].key == keys[phrase.start &+ matched] {
                    matched &+= 1
                }
                if matched == phrase.count {
                    let trigger = Trigger(first: first, end: first &+ phrase.count, kind: phrase.kind)
                    ContextRules.insert(trigger, &buffer, &count)
                }
            }
        }
    }

    private static let table = Table()

    private static let negatesAfter = """
        no
        not
        without
        absence of
        absent
        cannot
        couldn t
        denied
        denies
        denying
        did not
        didn t
        does not
        doesn t
        don t
        do not
        is not
        isn t
        are not
        aren t
        was not
        wasn t
        were not
        weren t
        has not
        have not
        had not
        excluded
        exclude
        excludes
        fail to
        failed to
        fails to
        failure to reveal
        free of
        lack of
        lacked
        lacking
        lacks
        negative for
        neither
        never
        no evidence of
        no evidence for
        no evidence that
        no sign of
        no signs of
        no association between
        no association with
        no correlation between
        nor
        not associated with
        not detected
        not found
        rather than
        rule out
        ruled out
        rules out
        unaffected by
        unrelated to
        instead of
        with no
        """

    private static let negatesBefore = """
        was ruled out
        were ruled out
        is ruled out
        are ruled out
        has been ruled out
        have been ruled out
        was excluded
        were excluded
        not detected
        not found
        not observed
        not seen
        was not detected
        were not detected
        was not found
        were not found
        was not observed
        were not observed
        is unlikely
        are unlikely
        was unlikely
        was absent
        were absent
        is absent
        are absent
        was negative
        were negative
        is negative
        are negative
        tested negative
        """

    private static let hedgesAfter = """
        may
        might
        could
        can possibly
        possible
        possibly
        potential
        potentially
        probable
        probably
        presumed
        presumably
        presumptive
        suspected
        suspicion of
        suspicious for
        suggest
        suggests
        suggested
        suggesting
        suggestive of
        appear to
        appears to
        appeared to
        seem to
        seems to
        likely
        unclear whether
        unclear if
        whether
        hypothesize
        hypothesized
        hypothesised
        hypothesis that
        speculate
        speculated
        consistent with
        compatible with
        cannot exclude
        cannot rule out
        not excluded
        not ruled out
        questionable
        putative
        risk of
        risk for
        evaluate for
        evaluated for
        rule out for
        if
        """

    private static let hedgesBefore = """
        cannot be excluded
        cannot be ruled out
        could not be excluded
        could not be ruled out
        was suspected
        were suspected
        is suspected
        are suspected
        is possible
        was possible
        is likely
        was likely
        remains unclear
        is unclear
        remains unknown
        is unknown
        has been suggested
        have been suggested
        has been proposed
        """

    private static let ends = """
        but
        however
        nevertheless
        nonetheless
        although
        though
        whereas
        yet
        except
        except for
        apart from
        aside from
        other than
        despite
        in spite of
        because
        since
        which
        who
        still
        so that
        while
        """

    private static let meansNothing = """
        not only
        not merely
        not just
        not necessarily
        no increase
        no change
        no decrease
        no significant change
        no further
        without difficulty
        no doubt
        no longer
        gram negative
        not limited to
        whether or not
        may 2020
        if not
        no one
        """
}
