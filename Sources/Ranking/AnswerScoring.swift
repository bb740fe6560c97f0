import Foundation

/// Orders the spans of several passages.
///
/// A reader sees one passage at a time and is as sure of a span that answers another question as of the right one. How
/// well the passage fits the question among the others tells them apart, how much its article has to say about it, and
/// how much the span says: one word out of a long sentence is seldom what an expert asked for, though a reader is surest
/// of it. That holds among the spans of one passage as well, whose best is chosen by its margin and the last two parts
/// (``fullness(of:in:)``). A span's score is
///
///     margin - 12 · (1 - rank) - 6 · (1 - article) + 4 · coverage + 4 · share + 1.5 · ln(1 + words)
///
/// - margin: start plus end logit, less the score of "no answer";
/// - rank: the passage's score in the ranking, relative to the best passage's;
/// - article: the ranks of its article's passages, the second counting 0.3 of the first, the third 0.3 of that, and so
///   on, less what the best article has more than 1;
/// - coverage: how much of the question the article's passages have, see `TermCoverage`;
/// - words: of the span; share: these among the words of the passage.
///
/// On the expert questions of `answer eval --corpus`, every best span taken for an answer, the margin alone gives the
/// first answer F1 33.0, with the rank 35.3, with what the span says 37.4, and 38.0 where it chooses among the three best
/// spans of a passage, too. What the article says leaves that as it is, but the first answer then comes from the right
/// article for 83 of 100 questions instead of 81. The weights were chosen on the questions of half of the articles; on
/// the others they gain as much. Whether there is an answer at all is decided by the confidence alone.
public enum AnswerScoring {
    /// Logits that a passage of no rank at all would lose.
    static let rankWeight = 12.0
    /// Logits that an article loses whose passages together fall behind the best article's by a best passage.
    static let articleWeight = 6.0
    /// What each further passage of an article counts, of the one before.
    static let articleDecay = 0.3
    /// Logits that an article gains which has the whole question.
    static let coverageWeight = 4.0
    /// Logits that a span of its whole passage gains, and one for each factor of e in its words.
    static let shareWeight = 4.0
    static let wordsWeight = 1.5

    /// What a choice among the spans of a passage depends on; part of the keys of kept readings.
    public static let fullnessFingerprint = "\(shareWeight) \(wordsWeight)"
    /// What scores depend on beside what is scored; part of the keys of kept answers.
    public static let fingerprint =
        "\(rankWeight) \(articleWeight) \(articleDecay) \(coverageWeight) \(fullnessFingerprint)"

    /// How a passage stands among the others that were found for a question.
    public struct Standing: Sendable, Equatable {
        /// Its score in the ranking, relative to the best passage's: 0...1.
        public var rank: Double
        /// That of its article, 1 for the best one and less for others.
        public var article: Double
        /// Share of the question that its article has, 0...1.
        public var coverage: Double

        public init(rank: Double = 1, article: Double = 1, coverage: Double = 0) {
            self.rank = rank
            self.article = article
            self.coverage = coverage
        }
    }

    /// - Parameter passages: each one's article, score in the ranking and coverage.
    public static func standings(_ passages: [(article: Int64, ranked: Float, coverage: Float)]) -> [Standing] {
        let best = passages.map(\.ranked).max() ?? 0
        let ranks = passages.map { best > 0 ? Double(min(max($0.ranked / best, 0), 1)) : 1 }
        var ofArticle: [Int64: [Double]] = [:]
        for (passage, rank) in zip(passages, ranks) { ofArticle[passage.article, default: []].append(rank) }
        let support = ofArticle.mapValues { ranks in
            ranks.sorted(by: <).reduce(0) { $0 * articleDecay + $1 }
        }
        let most = support.values.max() ?? 0
        return zip(passages, ranks).map { passage, rank in
            Standing(
                rank: rank, article: 1 + (support[passage.article] ?? 0) - most, coverage: Double(passage.coverage))
        }
    }

    /// - Parameters:
    ///   - margin: start plus end logit, less the null score's.
    ///   - answer: the span's text.
    ///   - passage: the text it stands in.
    public static func score(margin: Float, _ standing: Standing, answer: String, passage: String) -> Double {
        let penalty = rankWeight * (1 - standing.rank) + articleWeight * (1 - standing.article)
        return Double(margin) - penalty + coverageWeight * standing.coverage + fullness(of: answer, in: passage)
    }

    /// What a span's score gains by how much it says; also tells which of a passage's spans is best.
    public static func fullness(of answer: String, in passage: String) -> Double {
        let words = Double(wordCount(answer))
        let share = words / Double(max(wordCount(passage), 1))
        return shareWeight * share + wordsWeight * log(1 + words)
    }

    /// Words between white space that hold a letter or a digit, but for English articles, as the official metric counts
    /// them.
    static func wordCount(_ text: String) -> Int {
        var count = 0
        var length = 0
        var letters: [UInt8] = [0, 0, 0]
        func end() {
            if length > 0, length > 3 || !articles.contains(where: { $0.elementsEqual(letters.prefix(length)) }) {
                count += 1
            }
            length = 0
        }
        for byte in text.utf8 {
            switch byte {
            case 0x09...0x0D, 0x20: end()
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...:
                if length < 3 { letters[length] = byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
                length += 1
            default: break
            }
        }
        end()
        return count
    }

    private static let articles: [[UInt8]] = ["a", "an", "the"].map { Array($0.utf8) }
}
