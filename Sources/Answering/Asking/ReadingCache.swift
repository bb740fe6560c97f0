import BERT
import Digest
import Ranking
import Store

/// The best span of one passage for one question, as it is cached: offsets instead of tokens, so that it can be shown
/// without the model.
struct CachedReading: Sendable, Equatable {
    /// UTF-8 bytes of the passage.
    var start: Int32
    var end: Int32
    /// Start plus end logit, and that less the null score.
    var score: Float
    var margin: Float

    /// 16 bytes, little endian.
    var bytes: [UInt8] {
        [UInt32(bitPattern: start), UInt32(bitPattern: end), score.bitPattern, margin.bitPattern].flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * UInt32($0))) }
        }
    }

    init(start: Int32, end: Int32, score: Float, margin: Float) {
        self.start = start
        self.end = end
        self.score = score
        self.margin = margin
    }

    /// Nil for anything that cannot be a reading of a passage of `passageBytes` bytes.
    init?(_ bytes: [UInt8], passageBytes: Int) {
        guard bytes.count == 16 else { return nil }
        func word(_ index: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(bytes[index * 4 + $1]) << (8 * UInt32($1)) }
        }
        start = Int32(bitPattern: word(0))
        end = Int32(bitPattern: word(1))
        score = Float(bitPattern: word(2))
        margin = Float(bitPattern: word(3))
        guard start >= 0, start <= end, Int(end) <= passageBytes, score.isFinite, margin.isFinite else { return nil }
    }
}

/// What a cached reading depends on, all of it: a key never outlives what it was made with.
struct ReadingKey {
    private var prefix: SHA256

    /// - Parameters:
    ///   - question: token ids, so that questions that the model cannot tell apart share their answers.
    init(model: BERTModel, question: [Int32], options: ReadingOptions) {
        prefix = SHA256()
        // The number goes up with the form of a reading and with how spans are chosen.
        prefix.update("reading 6 \(AnswerScoring.fullnessFingerprint)\n")
        prefix.update("\(model.digest) \(model.arithmetic)\n\(model.tokenizer.digest)\n")
        let limits = [
            options.maxAnswerTokens, options.maxQuestionTokens, options.windowTokens, options.stride, options.topK,
        ]
        prefix.update(limits.map(String.init).joined(separator: " ") + "\n")
        question.withUnsafeBytes { prefix.update($0) }
        prefix.update([0xFF, 0xFF, 0xFF, 0xFF])
    }

    func digest(passage: String) -> SHA256Digest {
        var hasher = prefix
        hasher.update(passage)
        return hasher.finalize()
    }
}
