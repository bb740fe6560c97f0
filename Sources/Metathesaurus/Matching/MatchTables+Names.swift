import AhoCorasick

/// The second pass: the names, where the first has left a mark.
extension MatchTables {
    /// Appends the leftmost-longest names among the words of a text.
    func find(
        _ text: UnsafeBufferPointer<UInt8>, _ scanner: borrowing WordScanner, _ cache: WordCache,
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
        _ cache: WordCache, _ marks: borrowing WordMarks
    ) -> Int {
        let place = Int(marks.places.start[index])
        // A later word of the text may have taken its place.
        return cache.key(at: place) == tokens[index].key ? place : learn(tokens[index].key, text, tokens[index], cache)
    }

    /// The mention of a name of one word.
    @inline(__always)
    private func single(
        _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafePointer<WordToken>, _ index: Int,
        _ cache: WordCache, _ marks: borrowing WordMarks, _ hasCapital: Bool
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
        _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafePointer<WordToken>, _ cache: WordCache,
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
        _ state: UInt32, _ position: Int, _ cache: WordCache, _ marks: borrowing WordMarks
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
    private func pair(_ state: UInt32, _ word: UInt32, _ cache: WordCache) -> PairEntry {
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
}
