import AhoCorasick

/// The parts of a vocabulary that a search reads, as pointers: no class, no reference count in the loops.
struct MatchTables<Access: PageAccess>: @unchecked Sendable {
    // Unchecked: pointers into the vocabulary's file, which the matcher keeps alive.

    let words: WordLookup<Access>
    private let automaton: AutomatonTables<Access>
    private let secondLevel: UInt32
    private let starts: StartFilter<Access>
    private let patterns: UnsafeBufferPointer<UInt32>
    private let claims: UnsafeBufferPointer<UInt32>
    private let conceptCount: UInt32
    private let access: Access

    init(_ vocabulary: ConceptVocabulary, _ access: Access) {
        words = WordLookup(vocabulary.words.buffer, access)
        automaton = vocabulary.automaton.memoryTables(access)
        secondLevel = vocabulary.automaton.secondLevelStart
        starts = StartFilter(vocabulary.starts.buffer, rootChildren: automaton.rootChildren, access)
        patterns = vocabulary.patterns.buffer
        claims = vocabulary.claims.buffer
        conceptCount = UInt32(truncatingIfNeeded: vocabulary.conceptCount)
        self.access = access
    }

    @inline(__always) private func read(_ buffer: UnsafeBufferPointer<UInt32>, _ index: Int) -> UInt32 {
        guard index < buffer.count, let base = buffer.baseAddress, access.allows(base + index) else { return .max }
        return base[index]
    }

    /// Appends the leftmost-longest names among `count` words.
    func find(
        _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafePointer<WordToken>, _ ids: UnsafePointer<UInt32>,
        _ count: Int, _ candidates: inout GrowingBuffer<Candidate>, _ mentions: inout [ConceptMention]
    ) {
        var state: UInt32 = 0
        var position = 0
        var found = 0
        while position < count {
            let word = ids[position]
            position &+= 1
            // Most words start no name, and most that do are followed by one that goes on with none.
            if state == 0 || state < secondLevel && !starts.mayContinue(state, word) {
                state = automaton.rootChild(word)
            } else {
                state = automaton.next(state, word)
            }
            if state < secondLevel {
                // Nothing that is being read started before this word: what was found can be settled.
                if found > 0 {
                    settle(text, tokens, candidates.start, found, &mentions)
                    found = 0
                }
                if state == 0 || !starts.isName(state) { continue }
            }
            var node = automaton.node(state)
            var output = state
            while true {
                if AutomatonTables<Access>.isOutput(node) {
                    let depth = output < secondLevel ? 1 : automaton.shallowDepth(output)
                    candidates.reserve(found + 1, keeping: found)
                    candidates.start[found] = Candidate(
                        firstToken: UInt32(truncatingIfNeeded: position &- depth),
                        endToken: UInt32(truncatingIfNeeded: position), pattern: automaton.rank(output))
                    found &+= 1
                }
                guard AutomatonTables<Access>.hasShorterOutput(node) else { break }
                output = AutomatonTables<Access>.failure(node)
                node = automaton.node(output)
            }
        }
        if found > 0 { settle(text, tokens, candidates.start, found, &mentions) }
    }

    /// Keeps the leftmost-longest of the candidates whose spelling their names allow.
    @inline(__always)
    private func settle(
        _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafePointer<WordToken>,
        _ candidates: UnsafeMutablePointer<Candidate>, _ count: Int, _ mentions: inout [ConceptMention]
    ) {
        if count > 1 { Self.sort(candidates, count) }
        var floor: UInt32 = 0
        for index in 0..<count where candidates[index].firstToken >= floor {
            let candidate = candidates[index]
            if let mention = mention(of: candidate, text, tokens) {
                mentions.append(mention)
                floor = candidate.endToken
            }
        }
    }

    /// By first word, the longest first. Candidates come by their ends, so that they are nearly sorted.
    private static func sort(_ candidates: UnsafeMutablePointer<Candidate>, _ count: Int) {
        guard count <= 64 else {
            var buffer = UnsafeMutableBufferPointer(start: candidates, count: count)
            buffer.sort {
                ($0.firstToken, $1.endToken) < ($1.firstToken, $0.endToken)
            }
            return
        }
        for next in 1..<count {
            let candidate = candidates[next]
            var position = next
            while position > 0,
                candidates[position &- 1].firstToken > candidate.firstToken
                    || candidates[position &- 1].firstToken == candidate.firstToken
                        && candidates[position &- 1].endToken < candidate.endToken
            {
                candidates[position] = candidates[position &- 1]
                position &-= 1
            }
            candidates[position] = candidate
        }
    }

    /// The best claim to a pattern that the spelling allows.
    @inline(__always)
    private func mention(
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
