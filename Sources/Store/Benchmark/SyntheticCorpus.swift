import Foundation

/// A generator of made-up articles with the statistics of real ones: Zipf-distributed words and concepts, sentences of
/// 8 to 40 words, paragraphs of 3 to 9 sentences. The same seed gives the same articles, in any order of asking.
public struct SyntheticCorpus: Sendable {
    public var seed: UInt64
    public var sentencesPerArticle: Int
    public var mentionsPerSentence: Int
    public let conceptCount: Int
    private let words: [String]
    private let wordRanks: ZipfSampler
    private let conceptRanks: ZipfSampler

    public init(
        seed: UInt64 = 1, words: Int = 50_000, concepts: Int = 100_000, sentencesPerArticle: Int = 140,
        mentionsPerSentence: Int = 6
    ) {
        self.seed = seed
        self.sentencesPerArticle = max(sentencesPerArticle, 1)
        self.mentionsPerSentence = max(mentionsPerSentence, 0)
        conceptCount = max(concepts, 1)
        var generator = SplitMix(seed: 0x5EED)
        self.words = (0..<max(words, 1)).map { Self.word(rank: $0, &generator) }
        wordRanks = ZipfSampler(count: max(words, 1), exponent: 1.0)
        conceptRanks = ZipfSampler(count: max(concepts, 1), exponent: 0.8)
    }

    /// The word of a frequency rank; 0 is the most frequent.
    public func word(rank: Int) -> String { words[min(max(rank, 0), words.count - 1)] }

    public var tags: IngestTags {
        IngestTags(tokenizer: "synthetic tokenizer", vocabulary: "synthetic vocabulary") { index in
            ConceptRecord(
                cui: "L\(index)", name: "concept \(index)",
                semanticTypes: [SemanticTypeRecord(tui: "T0\(index % 90 + 10)", name: "type \(index % 90)")])
        }
    }

    /// The article of a number.
    public func article(_ number: Int) -> ArticleRecord {
        var generator = SplitMix(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number))
        var article = ArticleRecord(
            id: "SYN\(number).xml", title: "Article \(number)", authors: ["A. Author", "B. Writer"],
            journal: "Journal \(number % 50)", year: 1990 + generator.below(33),
            contentHash: Array("\(seed)-\(number)".utf8))
        var left = sentencesPerArticle
        while left > 0 {
            let count = min(3 + generator.below(7), left)
            left -= count
            article.paragraphs.append(paragraph(sentences: count, section: article.paragraphs.count, &generator))
        }
        return article
    }

    private func paragraph(sentences: Int, section: Int, _ generator: inout SplitMix) -> ParagraphRecord {
        let sections = ["Abstract", "Introduction", "Methods", "Results", "Discussion"]
        var paragraph = ParagraphRecord(section: sections[min(section / 3, 4)], text: "")
        var text: [UInt8] = []
        for _ in 0..<sentences {
            if !text.isEmpty { text.append(0x20) }
            let start = text.count
            let length = 8 + generator.below(33)
            var tokens: [Int32] = []
            tokens.reserveCapacity(length * 3 / 2)
            for position in 0..<length {
                if position > 0 { text.append(0x20) }
                let rank = wordRanks.sample(&generator)
                text.append(contentsOf: words[rank].utf8)
                tokens.append(Int32(rank % 30_000 + 1_000))
                if rank & 1 == 1 { tokens.append(Int32(rank % 20_000 + 5_000)) }
            }
            text.append(0x2E)
            var mentions: [MentionRecord] = []
            let size = text.count - start
            for index in 0..<generator.below(2 * mentionsPerSentence + 1) {
                let position = Int32(size * index / (2 * mentionsPerSentence + 1))
                mentions.append(
                    MentionRecord(
                        concept: UInt32(conceptRanks.sample(&generator)), start: position,
                        end: min(position + 6, Int32(size)), isNegated: generator.below(20) == 0,
                        isHedged: generator.below(10) == 0))
            }
            paragraph.sentences.append(
                SentenceRecord(range: start..<text.count, tokens: tokens, mentions: mentions))
        }
        paragraph.text = String(decoding: text, as: UTF8.self)
        return paragraph
    }

    private static func word(rank: Int, _ generator: inout SplitMix) -> String {
        let onsets = ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "tr", "st", "ph", "gl"]
        let vowels = ["a", "e", "i", "o", "u"]
        var word = ""
        for _ in 0..<(rank < 100 ? 1 : rank < 3_000 ? 2 : 3) + generator.below(2) {
            word += onsets[generator.below(onsets.count)] + vowels[generator.below(vowels.count)]
        }
        return word + ["n", "l", "m", "c", "x", "d"][generator.below(6)]
    }
}

/// A small, fast generator of pseudo-random numbers (Steele, Lea and Flood's SplitMix64).
public struct SplitMix: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    /// A number from 0 to `bound` - 1.
    public mutating func below(_ bound: Int) -> Int {
        bound <= 1 ? 0 : Int((next() >> 33) % UInt64(bound))
    }

    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// Draws ranks with probability proportional to 1 / (rank + 1)^exponent.
struct ZipfSampler: Sendable {
    private let cumulative: [Double]

    init(count: Int, exponent: Double) {
        var sum = 0.0
        cumulative = (0..<count).map { rank in
            sum += pow(Double(rank + 1), -exponent)
            return sum
        }
    }

    func sample(_ generator: inout SplitMix) -> Int {
        let wanted = generator.unit() * (cumulative.last ?? 0)
        var low = 0
        var high = cumulative.count - 1
        while low < high {
            let middle = (low + high) / 2
            if cumulative[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
