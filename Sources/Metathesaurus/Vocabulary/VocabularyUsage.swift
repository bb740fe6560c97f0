/// How well a vocabulary fits a collection of sentences: what `answer terms report` shows.
public struct VocabularyUsage: ~Copyable {
    /// A word and how often it occurs without being part of any mention.
    public struct WordCount: Sendable, Hashable {
        public var word: String
        public var count: Int
    }

    /// An ambiguous name that occurs.
    public struct AmbiguousName: Sendable, Hashable {
        /// As it is spelled where it was found first.
        public var name: String
        public var count: Int
        /// The concept chosen there, then the others.
        public var concepts: [ConceptIndex]
    }

    private let matcher: ConceptMatcher
    private var scratch = MatcherScratch()
    private var mentions: [ConceptMention] = []
    private var unmatched: [UInt64: WordCount] = [:]
    private var ambiguous: [UInt32: AmbiguousName] = [:]
    private var isSeen: [Bool]
    /// Sentences looked at.
    public private(set) var sentences = 0
    /// Mentions found.
    public private(set) var mentionCount = 0
    /// Words that are neither stop words nor numbers, and how many of them are part of a mention.
    public private(set) var contentWords = 0
    public private(set) var matchedWords = 0

    public init(matcher: ConceptMatcher) {
        self.matcher = matcher
        isSeen = Array(repeating: false, count: matcher.vocabulary.conceptCount)
    }

    /// Counts what is in a sentence.
    public mutating func add(_ sentence: String) throws(MetathesaurusError) {
        try sentence.withUTF8Bytes { text throws(MetathesaurusError) in try add(text) }
    }

    /// Counts what is in the sentences.
    public mutating func add(_ sentences: some Sequence<String>) throws(MetathesaurusError) {
        for sentence in sentences { try add(sentence) }
    }

    /// Counts what is in a sentence.
    public mutating func add(_ text: UnsafeBufferPointer<UInt8>) throws(MetathesaurusError) {
        mentions.removeAll(keepingCapacity: true)
        try matcher.matches(in: text, scratch: &scratch, into: &mentions)
        sentences += 1
        mentionCount += mentions.count
        for mention in mentions {
            isSeen[Int(mention.concept)] = true
            guard mention.ambiguity > 0 else { continue }
            if ambiguous[mention.pattern] == nil {
                ambiguous[mention.pattern] = AmbiguousName(
                    name: text.string(mention.range), count: 0,
                    concepts: [mention.concept] + (try matcher.alternatives(of: mention)))
            }
            ambiguous[mention.pattern]?.count += 1
        }
        countWords(text)
    }

    private mutating func countWords(_ text: UnsafeBufferPointer<UInt8>) {
        var next = 0
        for index in 0..<scratch.scanner.count {
            let token = scratch.scanner.tokens.start[index]
            let start = Int(token.start)
            guard !token.isMark, text[start] > 0x39, !EnglishWords.stopWords.contains(token.key) else { continue }
            contentWords += 1
            while next < mentions.count, Int(mentions[next].end) <= start { next += 1 }
            if next < mentions.count, Int(mentions[next].start) <= start {
                matchedWords += 1
                continue
            }
            let word = { text.string(start..<Int(token.end)).lowercased() }
            unmatched[token.key, default: WordCount(word: word(), count: 0)].count += 1
        }
    }

    /// The words most often outside any mention.
    public func unmatchedWords(limit: Int = 50) -> [WordCount] {
        Array(unmatched.values.sorted { ($1.count, $0.word) < ($0.count, $1.word) }.prefix(limit))
    }

    /// The ambiguous names that occur most often.
    public func ambiguousNames(limit: Int = 50) -> [AmbiguousName] {
        Array(ambiguous.values.sorted { ($1.count, $0.name) < ($0.count, $1.name) }.prefix(limit))
    }

    /// How many concepts were never found.
    public var unseenConceptCount: Int { isSeen.count { !$0 } }

    /// Concepts that were never found, by number.
    public func unseenConcepts(limit: Int = 50) -> [ConceptIndex] {
        var unseen: [ConceptIndex] = []
        for (index, isSeen) in isSeen.enumerated() where !isSeen {
            if unseen.count == limit { break }
            unseen.append(ConceptIndex(index))
        }
        return unseen
    }
}
