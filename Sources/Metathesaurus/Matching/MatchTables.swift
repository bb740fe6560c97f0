import AhoCorasick

/// The parts of a vocabulary that a search reads, as pointers: no class, no reference count in the loops.
struct MatchTables<Access: PageAccess>: @unchecked Sendable {
    // Unchecked: pointers into the vocabulary's file, which the matcher keeps alive.

    private let words: WordLookup<Access>
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

    // MARK: Words

    /// Looks the words of a text up and marks what may come of them.
    func mark(
        _ text: UnsafeBufferPointer<UInt8>, _ scanner: borrowing WordScanner, _ cache: borrowing WordCache,
        _ marks: borrowing WordMarks
    ) {
        let tokens = UnsafePointer(scanner.tokens.start)
        let count = scanner.count
        let ids = marks.ids.start
        let places = marks.places.start
        for block in 0...count &>> 6 {
            let capitals = scanner.capitals.start[block]
            var lowerNames: UInt64 = 0
            var upperNames: UInt64 = 0
            var triggers: UInt64 = 0
            for index in block &<< 6..<min(block &<< 6 &+ 64, count) {
                let key = tokens[index].key
                let bit = UInt64(truncatingIfNeeded: index & 63)
                let place = cache.place(of: key) ?? learn(key, text, tokens[index], cache)
                let number = cache.number(at: place)
                ids[index] = number.id
                places[index] = UInt32(truncatingIfNeeded: place)
                lowerNames |= number.isLowerName &<< bit
                upperNames |= number.isName &<< bit
                triggers |= number.mayTrigger &<< bit
            }
            marks.names.start[block] = lowerNames & ~capitals | upperNames & capitals
            marks.triggers.start[block] = triggers
        }
        ids[count] = 0
        for block in 0...count &>> 6 {
            var pairs: UInt64 = 0
            for index in block &<< 6..<min(block &<< 6 &+ 64, count) {
                let pair = starts.mayContinue(automaton.rootChild(ids[index]), ids[index &+ 1])
                pairs |= pair &<< UInt64(truncatingIfNeeded: index & 63)
            }
            marks.pairs.start[block] = pairs
        }
    }

    /// Finds out about a word and keeps it; returns its place in the cache.
    @inline(never)
    private func learn(
        _ key: UInt64, _ text: UnsafeBufferPointer<UInt8>, _ token: WordToken, _ cache: borrowing WordCache
    ) -> Int {
        let id = words.id(key, text, token)
        let state = automaton.rootChild(id)
        var pattern = UInt32.max
        var lower: LowerName?
        if state != 0, AutomatonTables<Access>.isOutput(automaton.node(state)) {
            pattern = automaton.rank(state)
            // As it would be found in small letters; what is not ASCII is looked at each time.
            lower = PatternCollector.folded(text, token).withUnsafeBufferPointer { folded in
                var token = WordToken(start: 0, end: UInt32(truncatingIfNeeded: folded.count), key: key)
                return mention(of: Candidate(firstToken: 0, endToken: 1, pattern: pattern), folded, &token).map {
                    LowerName(
                        concept: $0.concept, claimMask: $0.claimMask, ambiguity: $0.ambiguity, isTied: $0.isTied)
                }
            }
        }
        let number = WordNumber(
            id: id, isName: pattern != .max, isLowerName: lower != nil,
            mayTrigger: ContextRules.mayTrigger(key))
        return cache.insert(key, number, pattern, lower)
    }

    // MARK: Names

    /// Appends the leftmost-longest names among the words of a text.
    func find(
        _ text: UnsafeBufferPointer<UInt8>, _ scanner: borrowing WordScanner, _ cache: borrowing WordCache,
        _ marks: borrowing WordMarks, _ candidates: inout GrowingBuffer<Candidate>,
        _ mentions: inout [ConceptMention]
    ) {
        let tokens = UnsafePointer(scanner.tokens.start)
        let count = scanner.count
        let names = marks.names.start
        let pairs = marks.pairs.start
        let capitals = scanner.capitals.start
        // Words before it have been read.
        var floor = 0
        for block in 0...count &>> 6 {
            var open = names[block] | pairs[block]
            while open != 0 {
                let bit = open & (0 &- open)
                open ^= bit
                let index = block &<< 6 | bit.trailingZeroBitCount
                if index < floor { continue }
                if pairs[block] & bit != 0 {
                    floor = read(text, tokens, cache, marks, from: index, count, &candidates, &mentions)
                } else if let mention = single(text, tokens, index, cache, marks, capitals[block] & bit != 0) {
                    mentions.append(mention)
                }
            }
        }
    }

    /// Where a marked word is in the cache.
    @inline(__always)
    private func place(
        of index: Int, _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafePointer<WordToken>,
        _ cache: borrowing WordCache, _ marks: borrowing WordMarks
    ) -> Int {
        let place = Int(marks.places.start[index])
        // A later word of the text may have taken its place.
        return cache.key(at: place) == tokens[index].key ? place : learn(tokens[index].key, text, tokens[index], cache)
    }

    /// The mention of a name of one word.
    @inline(__always)
    private func single(
        _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafePointer<WordToken>, _ index: Int,
        _ cache: borrowing WordCache, _ marks: borrowing WordMarks, _ hasCapital: Bool
    ) -> ConceptMention? {
        let token = tokens[index]
        let place = place(of: index, text, tokens, cache, marks)
        let pattern = cache.pattern(at: place)
        guard hasCapital else {
            let name = cache.name(at: place)
            var mention = ConceptMention(
                concept: name.concept, start: Int32(truncatingIfNeeded: token.start),
                end: Int32(truncatingIfNeeded: token.end), pattern: pattern)
            mention.claimMask = name.claimMask
            mention.ambiguity = name.ambiguity
            mention.isTied = name.isTied
            return mention
        }
        let candidate = Candidate(
            firstToken: UInt32(truncatingIfNeeded: index), endToken: UInt32(truncatingIfNeeded: index &+ 1),
            pattern: pattern)
        return mention(of: candidate, text, tokens)
    }

    /// Runs the automaton from a word on until nothing is being read that started before the last word read, and
    /// settles what was found; returns the position of that last word. The word and the next may start a name.
    @inline(__always)
    private func read(
        _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafePointer<WordToken>, _ cache: borrowing WordCache,
        _ marks: borrowing WordMarks, from first: Int, _ count: Int, _ candidates: inout GrowingBuffer<Candidate>,
        _ mentions: inout [ConceptMention]
    ) -> Int {
        var found = Found()
        if marks.names.start[first &>> 6] &>> UInt64(truncatingIfNeeded: first & 63) & 1 != 0 {
            let pattern = cache.pattern(at: place(of: first, text, tokens, cache, marks))
            found.append(pattern, depth: 1, end: first &+ 1, &candidates)
        }
        // One word further there is always one: the pair.
        var position = first &+ 1
        let pair = pair(automaton.rootChild(marks.ids.start[first]), marks.ids.start[position], cache)
        var state = pair.state
        if state != 0 {
            position &+= 1
            if AutomatonTables<Access>.isOutput(pair.node) {
                found.append(pair.pattern, depth: 2, end: position, &candidates)
            }
            collectShorter(pair.node, position, &found, &candidates)
            if position < count {
                state =
                    pair.hasChildren ? automaton.child(of: state, node: pair.node, by: marks.ids.start[position]) : 0
                if state == 0 {
                    state = next(AutomatonTables<Access>.failure(pair.node), position, cache, marks)
                }
                while state >= secondLevel {
                    position &+= 1
                    let node = automaton.node(state)
                    if AutomatonTables<Access>.isOutput(node) {
                        found.append(
                            automaton.rank(state), depth: automaton.shallowDepth(state), end: position, &candidates)
                    }
                    collectShorter(node, position, &found, &candidates)
                    guard position < count else { break }
                    state = next(state, position, cache, marks)
                }
            }
        }
        if found.count > 0 { settle(text, tokens, candidates.start, found.count, &mentions) }
        return position
    }

    /// Candidates of one stretch of words.
    private struct Found {
        var count = 0

        @inline(__always)
        mutating func append(
            _ pattern: UInt32, depth: Int, end: Int, _ candidates: inout GrowingBuffer<Candidate>
        ) {
            candidates.reserve(count + 1, keeping: count)
            candidates.start[count] = Candidate(
                firstToken: UInt32(truncatingIfNeeded: end &- depth), endToken: UInt32(truncatingIfNeeded: end),
                pattern: pattern)
            count &+= 1
        }
    }

    /// The names that end where a state's do and are shorter.
    @inline(__always)
    private func collectShorter(
        _ node: UInt64, _ end: Int, _ found: inout Found, _ candidates: inout GrowingBuffer<Candidate>
    ) {
        var node = node
        while AutomatonTables<Access>.hasShorterOutput(node) {
            let state = AutomatonTables<Access>.failure(node)
            node = automaton.node(state)
            if AutomatonTables<Access>.isOutput(node) {
                let depth = state < secondLevel ? 1 : automaton.shallowDepth(state)
                found.append(automaton.rank(state), depth: depth, end: end, &candidates)
            }
        }
    }

    /// The state after the word at `position`, failure links followed, as ``AutomatonTables/next(_:_:)`` has it, which
    /// knows nothing of pairs.
    @inline(__always)
    private func next(
        _ state: UInt32, _ position: Int, _ cache: borrowing WordCache, _ marks: borrowing WordMarks
    ) -> UInt32 {
        let word = marks.ids.start[position]
        var current = state
        while current >= secondLevel {
            let node = automaton.node(current)
            let child = automaton.child(of: current, node: node, by: word)
            if child != 0 { return child }
            current = AutomatonTables<Access>.failure(node)
        }
        let last = position &- 1
        if current != 0, marks.pairs.start[last &>> 6] &>> UInt64(truncatingIfNeeded: last & 63) & 1 != 0 {
            let child = pair(current, word, cache).state
            if child != 0 { return child }
        }
        return automaton.rootChild(word)
    }

    /// What the automaton says of a word and the next, from the cache or for it.
    @inline(__always)
    private func pair(_ state: UInt32, _ word: UInt32, _ cache: borrowing WordCache) -> PairEntry {
        let place = cache.pair(state, word)
        let key = UInt64(state) &<< 32 | UInt64(word)
        if place.pointee.key != key { place.pointee = newPair(state, word, key) }
        return place.pointee
    }

    @inline(never)
    private func newPair(_ state: UInt32, _ word: UInt32, _ key: UInt64) -> PairEntry {
        var entry = PairEntry(key: key)
        entry.state = automaton.child(of: state, node: automaton.node(state), by: word)
        guard entry.state != 0 else { return entry }
        entry.node = automaton.node(entry.state)
        if AutomatonTables<Access>.isOutput(entry.node) { entry.pattern = automaton.rank(entry.state) }
        let children = UInt32(truncatingIfNeeded: entry.node) & 0x7FFF_FFFF
        entry.hasChildren = children < UInt32(truncatingIfNeeded: automaton.node(entry.state &+ 1)) & 0x7FFF_FFFF
        return entry
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
