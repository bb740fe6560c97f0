import Foundation

/// Orders the spans of several passages.
///
/// A reader sees one passage at a time and is as sure of a span that answers another question as of the right one. How
/// well the passage fits the question among the others tells them apart, and so does how much the span says: one word
/// out of a long sentence is seldom what an expert asked for, though a reader is surest of it. A span's score is
///
///     margin - 12 · (1 - rank) + 4 · share + ln(1 + words)
///
/// - margin: start plus end logit, less the score of "no answer";
/// - rank: the passage's score in the ranking, relative to the best passage's;
/// - words: of the span; share: these among the words of the passage.
///
/// On the expert questions of `answer eval --corpus` the margin alone gives the first answer F1 29.3, with the rank 32.4,
/// with all of it 34.3. The weights were chosen on the questions of two thirds of their articles (31.7 without what the
/// span says, 33.7 with it); on the others they gain as much (33.8, 35.5). Whether there is an answer at all is decided
/// by the margin alone.
enum AnswerScoring {
    /// Logits that a passage of no rank at all would lose.
    static let rankWeight = 12.0
    /// Logits that a span of its whole passage gains, and one for each factor of e in its words.
    static let shareWeight = 4.0
    static let wordsWeight = 1.0

    /// - Parameters:
    ///   - margin: start plus end logit, less the null score's.
    ///   - ranked: the passage's score in the ranking.
    ///   - best: that of the best passage.
    ///   - answer: the span's text.
    ///   - passage: the text it stands in.
    static func score(margin: Float, ranked: Float, best: Float, answer: String, passage: String) -> Double {
        let words = Double(wordCount(answer))
        let share = words / Double(max(wordCount(passage), 1))
        let fullness = shareWeight * share + wordsWeight * log(1 + words)
        guard best > 0 else { return Double(margin) + fullness }
        return Double(margin) - rankWeight * (1 - Double(min(max(ranked / best, 0), 1))) + fullness
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
