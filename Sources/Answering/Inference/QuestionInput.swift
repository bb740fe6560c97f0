import BERT
import WordPiece

/// A question as it came in, checked.
struct QuestionInput: Sendable {
    /// White space made single, ends trimmed.
    var text: String

    /// Longest question that is taken, in bytes: some thirty times what the model reads of it.
    static let maximumBytes = 10_000

    /// - Throws: ``AnsweringError/badQuestion(reason:)`` for one that is empty, too long, or no text.
    init(_ question: String) throws(AnsweringError) {
        guard question.utf8.count <= Self.maximumBytes else {
            throw .badQuestion(
                reason:
                    "it has \(question.utf8.count) bytes and may have \(Self.maximumBytes); ask for one thing at a time"
            )
        }
        guard !question.unicodeScalars.contains(where: { $0.value == 0 || $0.value == 0xFFFD }) else {
            throw .badQuestion(reason: "it is not text")
        }
        text = question.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !text.isEmpty else { throw .badQuestion(reason: "it is empty") }
        guard text.unicodeScalars.contains(where: { !$0.properties.isWhitespace && !Self.isControl($0) }) else {
            throw .badQuestion(reason: "it holds no words")
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format: true
        default: false
        }
    }

    /// The question's token ids.
    /// - Throws: ``AnsweringError/badQuestion(reason:)`` when there are none.
    func tokens(_ tokenizer: WordPieceTokenizer) throws(AnsweringError) -> [TokenID] {
        let tokens = tokenizer.encode(text).ids
        guard !tokens.isEmpty else { throw .badQuestion(reason: "it holds no words") }
        return tokens
    }
}
