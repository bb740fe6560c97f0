import AhoCorasick

/// The parts of a vocabulary that a search reads, as pointers: no class, no reference count in the loops.
struct MatchTables<Access: PageAccess>: @unchecked Sendable {
    // Unchecked: pointers into the vocabulary's file, which the matcher keeps alive.

    let words: WordLookup<Access>
    let automaton: AutomatonTables<Access>
    let secondLevel: UInt32
    let starts: StartFilter<Access>
    private let patterns: UnsafeBufferPointer<UInt32>
    private let claims: UnsafeBufferPointer<UInt32>
    private let conceptCount: UInt32
    private let access: Access

    init(_ vocabulary: ConceptVocabulary, _ access: Access) {
        words = WordLookup(vocabulary.words.buffer, access)
        automaton = vocabulary.automaton.memoryTables(access)
        secondLevel = vocabulary.automaton.secondLevelStart
        starts = StartFilter(vocabulary.starts.buffer, access)
        patterns = vocabulary.patterns.buffer
        claims = vocabulary.claims.buffer
        conceptCount = UInt32(truncatingIfNeeded: vocabulary.conceptCount)
        self.access = access
    }

    @inline(__always) private func read(_ buffer: UnsafeBufferPointer<UInt32>, _ index: Int) -> UInt32 {
        guard index < buffer.count, let base = buffer.baseAddress, access.allows(base + index) else { return .max }
        return base[index]
    }

    /// The best claim to a pattern that the spelling allows.
    @inline(__always)
    func mention(
        of candidate: Candidate, _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafePointer<WordToken>
    ) -> ConceptMention? {
        let span = UnsafeBufferPointer(
            start: tokens + Int(candidate.firstToken), count: Int(candidate.endToken &- candidate.firstToken))
        let entry = read(patterns, Int(candidate.pattern))
        var mention = ConceptMention(
            concept: entry, start: Int32(truncatingIfNeeded: span[0].start),
            end: Int32(truncatingIfNeeded: span[span.count &- 1].end), pattern: candidate.pattern)
        // A pattern of one concept without a case rule is the rule.
        if entry & VocabularyLayout.severalFlag != 0,
            !choose(Int(entry & ~VocabularyLayout.severalFlag), text, span, &mention)
        {
            return nil
        }
        return mention.concept < conceptCount ? mention : nil
    }

    /// Fills in the best of several claims that the spelling allows; false where it allows none.
    private func choose(
        _ first: Int, _ text: UnsafeBufferPointer<UInt8>, _ span: UnsafeBufferPointer<WordToken>,
        _ mention: inout ConceptMention
    ) -> Bool {
        let start = read(claims, first &* 3)
        if start & VocabularyLayout.plainFlag != 0 {
            let count = read(claims, first &* 3 &+ 1)
            mention.concept = start & VocabularyLayout.conceptMask
            mention.ambiguity = UInt16(clamping: Int(count) - 1)
            mention.isTied = read(claims, first &* 3 &+ 2) == read(claims, first &* 3 &+ 5)
            mention.claimMask = count >= 32 ? .max : 1 &<< count &- 1
            return true
        }
        mention.concept = .max
        mention.claimMask = 0
        var bestRank: UInt32 = 0
        var last = ConceptIndex.max
        var isLast = false
        var index = -1
        while !isLast {
            index &+= 1
            let claim = (first &+ index) &* 3
            // What is past the end or damaged reads as the last.
            let word = read(claims, claim)
            isLast = word & VocabularyLayout.lastFlag != 0
            guard CaseRule.accepts(read(claims, claim &+ 1), text, span) else { continue }
            let concept = word & VocabularyLayout.conceptMask
            if mention.concept == .max {
                mention.concept = concept
                bestRank = read(claims, claim &+ 2)
            } else if concept != last, concept != mention.concept {
                mention.ambiguity = mention.ambiguity == .max ? .max : mention.ambiguity &+ 1
                if read(claims, claim &+ 2) == bestRank { mention.isTied = true }
            }
            last = concept
            if index < 32 { mention.claimMask |= 1 &<< UInt32(truncatingIfNeeded: index) }
        }
        return mention.claimMask != 0
    }
}
