/// Times a tokenizer over sentences, one thread.
public enum WordPieceBenchmark {
    public struct Result: Sendable {
        /// Bytes of text a second, in the best round.
        public let bytesPerSecond: Double
        /// Tokens of one round.
        public let tokens: Int
        /// Bytes of one round.
        public let bytes: Int
    }

    /// Encodes every line as a text of its own, `rounds` times, reusing one ``TokenizedText``.
    public static func run(_ tokenizer: WordPieceTokenizer, lines: [String], rounds: Int = 5) -> Result {
        let texts = lines.map { Array($0.utf8) }
        let bytes = texts.reduce(0) { $0 + $1.count }
        var tokenized = TokenizedText()
        var tokens = 0
        var best = Duration.seconds(1 << 40)
        for _ in 0..<max(rounds, 1) {
            tokens = 0
            let time = ContinuousClock().measure {
                for text in texts {
                    tokenized.removeAll()
                    text.withUnsafeBufferPointer { tokenizer.encode($0, into: &tokenized) }
                    tokens += tokenized.count
                }
            }
            best = min(best, time)
        }
        let seconds = Double(best.components.seconds) + Double(best.components.attoseconds) * 1e-18
        return Result(bytesPerSecond: Double(bytes) / max(seconds, 1e-9), tokens: tokens, bytes: bytes)
    }
}
