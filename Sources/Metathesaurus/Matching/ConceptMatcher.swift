import AhoCorasick

/// Finds the concepts of a vocabulary in text: whole words, leftmost-longest, with offsets into the text as it is.
///
/// Words are folded and looked up once, and the Aho-Corasick automaton runs over their numbers; see `Metathesaurus.md`
/// for what matches what. A text should be a sentence or a paragraph: names do not reach over sentence ends, and
/// negation and the choice among ambiguous senses look at the whole of it.
public struct ConceptMatcher: Sendable {
    /// The vocabulary whose concepts are found.
    public let vocabulary: ConceptVocabulary
    /// Marks negated and hedged mentions.
    public var marksContext = true
    private let direct: MatchTables<DirectAccess>?
    private let lazy: MatchTables<LazyPages>?
    private let caches = WordCachePool()

    public init(vocabulary: ConceptVocabulary) {
        self.vocabulary = vocabulary
        let isVerified = vocabulary.file.isVerified
        direct = isVerified ? MatchTables(vocabulary, DirectAccess()) : nil
        lazy = isVerified ? nil : MatchTables(vocabulary, LazyPages(vocabulary.file))
    }

    /// The concepts in `text`, by position. For one-off use; a loop over many texts keeps a ``MatcherScratch``.
    public func matches(
        in text: String, abbreviations: AbbreviationTable? = nil
    ) throws(MetathesaurusError) -> [ConceptMention] {
        var scratch = MatcherScratch()
        var found: [ConceptMention] = []
        try text.withUTF8Bytes { bytes throws(MetathesaurusError) in
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
        let count = scratch.scanner.count
        guard count > 0 else { return }
        let cache = scratch.cache(of: caches)
        scratch.marks.reserve(count)
        let tokens = UnsafePointer(scratch.scanner.tokens.start)
        if let direct {
            direct.mark(utf8, scratch.scanner, cache, scratch.marks)
            direct.find(utf8, scratch.scanner, cache, scratch.marks, &scratch.candidates, &mentions)
        } else if let lazy {
            lazy.mark(utf8, scratch.scanner, cache, scratch.marks)
            lazy.find(utf8, scratch.scanner, cache, scratch.marks, &scratch.candidates, &mentions)
            if let damage = vocabulary.file.damage { throw .vocabulary(damage) }
        }
        if let abbreviations, !abbreviations.isEmpty {
            abbreviations.apply(
                to: &mentions, from: first, utf8, UnsafeBufferPointer(start: tokens, count: count))
        }
        guard mentions.count > first else { return }
        try Disambiguation.resolve(&mentions, from: first, vocabulary, &scratch.typeCounts)
        if marksContext {
            ContextRules.mark(
                &mentions, from: first, utf8, UnsafeBufferPointer(start: tokens, count: count),
                scratch.marks.triggers.start, &scratch.triggers)
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

    /// A word of a text, for explanations.
    public struct Word: Hashable, Sendable {
        /// Byte range in the text.
        public var range: Range<Int>
        /// True where some name of the vocabulary contains the word.
        public var isKnown: Bool
        /// True for a stop word, which says nothing alone.
        public var isStopWord: Bool
        /// Position among the mentions of the text that covers it, or nil where it matched nothing.
        public var mention: Int?
    }

    /// The words of `text` and what became of them: what an explanation of a missing answer shows.
    public func words(in text: String) throws(MetathesaurusError) -> [Word] {
        var scratch = MatcherScratch()
        var mentions: [ConceptMention] = []
        var words: [Word] = []
        try text.withUTF8Bytes { bytes throws(MetathesaurusError) in
            try matches(in: bytes, scratch: &scratch, into: &mentions)
            for index in 0..<scratch.scanner.count {
                let token = scratch.scanner.tokens.start[index]
                guard !token.isMark else { continue }
                words.append(
                    Word(
                        range: Int(token.start)..<Int(token.end), isKnown: scratch.marks.ids.start[index] != 0,
                        isStopWord: EnglishWords.stopWords.contains(token.key),
                        mention: mentions.firstIndex { $0.start <= token.start && token.end <= $0.end }))
            }
        }
        return words
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
        let entry = try patterns.at(Int(pattern))
        guard entry & VocabularyLayout.severalFlag != 0 else { return [Claim(concept: entry, rank: 0)] }
        let first = Int(entry & ~VocabularyLayout.severalFlag) * 3
        var found: [Claim] = []
        for index in 0..<32 {
            let word = try claims.at(first + index * 3)
            let concept = word & VocabularyLayout.conceptMask
            if mask & 1 << UInt32(index) != 0, concept < conceptCount {
                found.append(Claim(concept: concept, rank: try claims.at(first + index * 3 + 2)))
            }
            if word & VocabularyLayout.lastFlag != 0 { break }
        }
        return found
    }
}

extension String {
    /// Runs `body` on the UTF-8 bytes, with its typed error.
    func withUTF8Bytes<Failure: Error>(
        _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        var text = self
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
}
