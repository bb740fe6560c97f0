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

    /// False where no phrase starts with the word of this key, and it is no mark that ends a sentence.
    static func mayStart(with key: UInt64) -> Bool { table.mayStart(with: key) || endMarks.contains(key) }

    /// Marks that may end a sentence.
    private static let endMarks = ".?!;".utf8.map(UInt64.init) + [WordKey.boundary]

    /// Marks the mentions from `first` on.
    ///
    /// - Parameters:
    ///   - starts: a bit for each word that ``mayStart(with:)`` is true of.
    ///   - buffer: room for the triggers found.
    static func mark(
        _ mentions: inout [ConceptMention], from first: Int, _ text: UnsafeBufferPointer<UInt8>,
        _ tokens: UnsafeBufferPointer<WordToken>, _ starts: UnsafePointer<UInt64>,
        _ buffer: inout GrowingBuffer<Trigger>
    ) {
        let triggers = triggers(text, tokens, starts, &buffer)
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

    /// The triggers of a text, by position; none where they do nothing.
    private static func triggers(
        _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<WordToken>, _ starts: UnsafePointer<UInt64>,
        _ buffer: inout GrowingBuffer<Trigger>
    ) -> UnsafeBufferPointer<Trigger> {
        let table = table
        var count = 0
        var acts = false
        var floor = 0
        for block in 0...tokens.count &>> 6 {
            var open = starts[block]
            while open != 0 {
                let index = block &<< 6 | open.trailingZeroBitCount
                open &= open &- 1
                if index < floor { continue }
                // No phrase starts with a mark.
                let found =
                    tokens[index].key <= 0x3F ? sentenceEnd(at: index, text, tokens) : table.trigger(at: index, tokens)
                guard let trigger = found else { continue }
                if trigger.kind != .ends, trigger.kind != .nothing { acts = true }
                buffer.reserve(count + 1, keeping: count)
                buffer.start[count] = trigger
                count &+= 1
                floor = trigger.end
            }
        }
        return UnsafeBufferPointer(start: buffer.start, count: acts ? count : 0)
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

    @inline(__always) private static func slot(_ key: UInt64) -> Int { WordKey.slot(key, shift: 64 - 12) }

    // MARK: The phrases

    /// The phrases by the slot of their first word, in memory that is made once and kept.
    private struct Table: @unchecked Sendable {
        // Unchecked: pointers to memory that nobody writes to after `init`.

        /// By slot: the number of a group of phrases, or 0.
        private let numbers: UnsafePointer<UInt16>
        private let groups: UnsafePointer<Group>
        private let phrases: UnsafePointer<(start: Int, count: Int, kind: Kind)>
        private let keys: UnsafePointer<UInt64>

        init() {
            let lists: [(String, Kind)] = [
                (negatesAfter, .negatesAfter), (negatesBefore, .negatesBefore), (hedgesAfter, .hedgesAfter),
                (hedgesBefore, .hedgesBefore), (ContextRules.ends, .ends), (meansNothing, .nothing),
            ]
            var bySlot: [Int: [(keys: [UInt64], kind: Kind)]] = [:]
            for (list, kind) in lists {
                for phrase in list.split(separator: "\n") {
                    let keys = phrase.split(separator: " ").map { WordKey.key(of: String($0)) }
                    if let first = keys.first { bySlot[slot(first), default: []].append((keys, kind)) }
                }
            }
            var numbers = [UInt16](repeating: 0, count: 1 << 12)
            // Number 0 is no group.
            var groups = [Group(first: 0, end: 0, seconds: 0)]
            var phrases: [(start: Int, count: Int, kind: Kind)] = []
            var keys: [UInt64] = []
            for (slot, group) in bySlot {
                numbers[slot] = UInt16(groups.count)
                let seconds = group.reduce(UInt64(0)) {
                    $0 | ($1.keys.count > 1 ? Self.bit(of: $1.keys[1]) : .max)
                }
                groups.append(Group(first: phrases.count, end: phrases.count + group.count, seconds: seconds))
                // The longest phrase first.
                for phrase in group.sorted(by: { $0.keys.count > $1.keys.count }) {
                    phrases.append((keys.count, phrase.keys.count, phrase.kind))
                    keys += phrase.keys
                }
            }
            self.numbers = Self.kept(numbers)
            self.groups = Self.kept(groups)
            self.phrases = Self.kept(phrases)
            self.keys = Self.kept(keys)
        }

        /// Phrases whose first words share a slot.
        private struct Group {
            var first: Int
            var end: Int
            /// A bit for each word that comes second in a phrase; all where a phrase has but one.
            var seconds: UInt64
        }

        @inline(__always) private static func bit(of key: UInt64) -> UInt64 {
            1 &<< UInt64(WordKey.slot(key, shift: 58))
        }

        private static func kept<Element>(_ array: [Element]) -> UnsafePointer<Element> {
            let memory = UnsafeMutablePointer<Element>.allocate(capacity: max(array.count, 1))
            memory.initialize(from: array, count: array.count)
            return UnsafePointer(memory)
        }

        func mayStart(with key: UInt64) -> Bool {
            let group = groups[Int(numbers[slot(key)])]
            return (group.first..<group.end).contains { keys[phrases[$0].start] == key }
        }

        func trigger(at index: Int, _ tokens: UnsafeBufferPointer<WordToken>) -> Trigger? {
            let group = groups[Int(numbers[slot(tokens[index].key)])]
            // "is" is everywhere, "is not" is not.
            let next = index + 1 < tokens.count ? tokens[index + 1].key : 0
            guard group.seconds & Self.bit(of: next) != 0 else { return nil }
            for phrase in group.first..<group.end {
                let (start, count, kind) = phrases[phrase]
                guard index + count <= tokens.count else { continue }
                var matched = 0
                while matched < count, tokens[index + matched].key == keys[start + matched] { matched += 1 }
                if matched == count { return Trigger(first: index, end: index + count, kind: kind) }
            }
            return nil
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
