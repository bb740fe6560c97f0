import AhoCorasick

/// Finds the concepts of a vocabulary in text: whole words, leftmost-longest, with offsets into the text as it is.
///
/// Words are folded and looked up once, and the Aho-Corasick automaton runs over their numbers; see `Matching.md` for
/// what matches what. A text should be a sentence or a paragraph: names do not reach over sentence ends, and negation
/// and the choice among ambiguous senses look at the whole of it. Cost: about 5 ns a byte.
public struct ConceptMatcher: Sendable {
    /// The vocabulary whose concepts are found.
    public let vocabulary: ConceptVocabulary
    /// Marks negated and hedged mentions.
    public var marksContext = true

    public init(vocabulary: ConceptVocabulary) {
        self.vocabulary = vocabulary
    }

    /// An occurrence of a name, before overlaps are resolved.
    struct Candidate: BitwiseCopyable {
        var firstToken: Int
        var endToken: Int
        var pattern: UInt32
    }

    /// The concepts in `text`, by position.
    public func matches(
        in text: String, abbreviations: AbbreviationTable? = nil
    ) throws(MetathesaurusError) -> [ConceptMention] {
        var text = text
        text.makeContiguousUTF8()
        var scratch = MatcherScratch()
        var found: [ConceptMention] = []
        try withUTF8(of: &text) { bytes throws(MetathesaurusError) in
            try matches(in: bytes, abbreviations: abbreviations, scratch: &scratch, into: &found)
        }
        return found
    }

    /// Appends the concepts in `utf8` to `mentions`, by position. Allocates nothing once `scratch` has grown.
    public func matches(
        in utf8: UnsafeBufferPointer<UInt8>, abbreviations: AbbreviationTable? = nil, scratch: inout MatcherScratch,
        into mentions: inout [ConceptMention]
    ) throws(MetathesaurusError) {
        let first = mentions.count
        scratch.scanner.scan(utf8)
        scratch.cache.use(for: vocabulary)
        if vocabulary.file.isVerified {
            try find(in: utf8, DirectAccess(), &scratch, &mentions)
        } else {
            try find(in: utf8, LazyPages(vocabulary.file), &scratch, &mentions)
        }
        if let abbreviations, !abbreviations.isEmpty {
            abbreviations.apply(to: &mentions, from: first, text: utf8, scratch: scratch)
        }
        guard mentions.count > first else { return }
        try Disambiguation.resolve(&mentions, from: first, vocabulary)
        if marksContext {
            ContextRules.mark(
                &mentions, from: first, text: utf8, tokens: scratch.scanner.tokens.start, count: scratch.scanner.count)
        }
    }

    /// The other concepts that the name of a mention stands for, the most preferred first.
    public func alternatives(of mention: ConceptMention) throws(MetathesaurusError) -> [ConceptIndex] {
        var others: [ConceptIndex] = []
        guard mention.ambiguity > 0 else { return [] }
        for claim in try vocabulary.claims(ofPattern: mention.pattern, mask: mention.claimMask)
        where claim.concept != mention.concept && !others.contains(claim.concept) {
            others.append(claim.concept)
        }
        return others
    }

    private func find<Access: PageAccess>(
        in text: UnsafeBufferPointer<UInt8>, _ access: Access, _ scratch: inout MatcherScratch,
        _ mentions: inout [ConceptMention]
    ) throws(MetathesaurusError) {
        let count = scratch.scanner.count
        guard count > 0 else { return }
        scratch.ids.reserve(count)
        let tokens = scratch.scanner.tokens.start
        let ids = scratch.ids.start
        WordLookup(vocabulary.words.buffer, access).ids(of: tokens, count, text, scratch.cache.start, into: ids)

        let tables = vocabulary.automaton.memoryTables(access)
        let secondLevel = vocabulary.automaton.secondLevelStart
        var state: UInt32 = 0
        var position = 0
        scratch.candidates.removeAll(keepingCapacity: true)
        while position < count {
            if state == 0 {
                // Most words start no name.
                while position < count {
                    state = tables.rootChild(ids[position])
                    position &+= 1
                    if state != 0 { break }
                }
                if state == 0 { break }
            } else {
                state = tables.next(state, ids[position])
                position &+= 1
            }
            if state < secondLevel, !scratch.candidates.isEmpty {
                // Nothing that is being read started before this word: what was found can be settled.
                try settle(text, tokens, &scratch.candidates, &mentions)
            }
            var node = tables.node(state)
            var output = state
            while true {
                if AutomatonTables<Access>.isOutput(node) {
                    try collect(output, position, &scratch.candidates)
                }
                guard AutomatonTables<Access>.hasShorterOutput(node) else { break }
                output = AutomatonTables<Access>.failure(node)
                node = tables.node(output)
            }
        }
        try settle(text, tokens, &scratch.candidates, &mentions)
        if let damage = vocabulary.file.damage { throw .vocabulary(damage) }
    }

    @inline(never)
    private func collect(
        _ state: UInt32, _ position: Int, _ candidates: inout [Candidate]
    ) throws(MetathesaurusError) {
        let pattern: Int
        do throws(AhoCorasickError) {
            pattern = try vocabulary.automaton.pattern(endingIn: state)
        } catch {
            throw .vocabulary(error)
        }
        let depth = state < vocabulary.automaton.secondLevelStart ? 1 : vocabulary.automaton.depth(of: state)
        candidates.append(
            Candidate(
                firstToken: position - depth, endToken: position, pattern: UInt32(truncatingIfNeeded: pattern)))
    }

    /// Keeps the leftmost-longest of the candidates whose spelling their names allow.
    private func settle(
        _ text: UnsafeBufferPointer<UInt8>, _ tokens: UnsafePointer<WordToken>, _ candidates: inout [Candidate],
        _ mentions: inout [ConceptMention]
    ) throws(MetathesaurusError) {
        defer { candidates.removeAll(keepingCapacity: true) }
        if candidates.count > 1 {
            candidates.sort { ($0.firstToken, $1.endToken) < ($1.firstToken, $0.endToken) }
        }
        var floor = 0
        for candidate in candidates where candidate.firstToken >= floor {
            let span = UnsafeBufferPointer(
                start: tokens + candidate.firstToken, count: candidate.endToken - candidate.firstToken)
            guard let mention = try mention(of: candidate, text, span) else { continue }
            mentions.append(mention)
            floor = candidate.endToken
        }
    }

    /// The best claim to a pattern that the spelling allows.
    private func mention(
        of candidate: Candidate, _ text: UnsafeBufferPointer<UInt8>, _ span: UnsafeBufferPointer<WordToken>
    ) throws(MetathesaurusError) -> ConceptMention? {
        let entry = try vocabulary.patterns.at(Int(candidate.pattern) * 2)
        let detail = try vocabulary.patterns.at(Int(candidate.pattern) * 2 + 1)
        var concept = entry
        var mask: UInt32 = 1
        var others: UInt16 = 0
        if entry & VocabularyLayout.severalFlag == 0 {
            guard CaseRule.accepts(detail, text, span) else { return nil }
        } else {
            let first = Int(entry & ~VocabularyLayout.severalFlag) * 3
            mask = 0
            concept = .max
            var last = ConceptIndex.max
            for index in 0..<Int(detail) {
                let rule = try vocabulary.claims.at(first + index * 3 + 1)
                guard CaseRule.accepts(rule, text, span) else { continue }
                let candidate = try vocabulary.claims.at(first + index * 3)
                if concept == .max {
                    concept = candidate
                } else if candidate != last && candidate != concept {
                    others &+= 1
                }
                last = candidate
                if index < 32 { mask |= 1 << UInt32(index) }
            }
        }
        guard concept < vocabulary.conceptCount, let start = span.first?.start, let end = span.last?.end else {
            return nil
        }
        return ConceptMention(
            concept: concept, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end),
            isNegated: false, isHedged: false, isAbbreviation: false, ambiguity: others, pattern: candidate.pattern,
            claimMask: mask)
    }
}

extension ConceptVocabulary {
    /// A concept's claim to a pattern.
    struct Claim {
        var concept: ConceptIndex
        var rank: UInt32
    }

    /// The claims to a pattern whose bits are in `mask`, best first.
    func claims(ofPattern pattern: UInt32, mask: UInt32) throws(MetathesaurusError) -> [Claim] {
        let entry = try patterns.at(Int(pattern) * 2)
        guard entry & VocabularyLayout.severalFlag != 0 else { return [Claim(concept: entry, rank: 0)] }
        let first = Int(entry & ~VocabularyLayout.severalFlag) * 3
        let count = Int(try patterns.at(Int(pattern) * 2 + 1))
        var found: [Claim] = []
        for index in 0..<min(count, 32) where mask & 1 << UInt32(index) != 0 {
            let concept = try claims.at(first + index * 3)
            guard concept < conceptCount else { continue }
            found.append(Claim(concept: concept, rank: try claims.at(first + index * 3 + 2)))
        }
        return found
    }
}

/// Runs `body` on the UTF-8 bytes of `text` with its typed error.
func withUTF8<Failure: Error>(
    of text: inout String, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
) throws(Failure) {
    let result: Result<Void, Failure> = text.withUTF8 { bytes in
        do throws(Failure) {
            try body(bytes)
            return .success(())
        } catch {
            return .failure(error)
        }
    }
    try result.get()
}
