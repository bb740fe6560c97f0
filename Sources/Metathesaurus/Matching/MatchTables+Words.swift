import AhoCorasick

/// The first pass: what each word is by itself.
extension MatchTables {
    /// Looks the words of a text up and marks what may come of them.
    func mark(
        _ text: UnsafeBufferPointer<UInt8>, _ scanner: borrowing WordScanner, _ cache: WordCache,
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
    func learn(
        _ key: UInt64, _ text: UnsafeBufferPointer<UInt8>, _ token: WordToken, _ cache: WordCache
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
}
