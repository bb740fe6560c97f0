import BERT
import Foundation
import WordPiece

/// Answers questions from passages that are given with them, without a corpus.
public final class PassageReader {
    private let model: BERTModel
    private let engine: InferenceEngine

    /// - Parameters:
    ///   - model: folder of the model.
    ///   - threads: of the engine; nil for one a core.
    public init(model: String, threads: Int? = nil) throws(AnsweringError) {
        self.model = try .open(model)
        do { engine = try InferenceEngine(model: self.model, threads: threads) } catch { throw .model(error) }
    }

    /// The best spans of `passage`.
    /// - Parameter minimumConfidence: below it there is no answer; nil for the model's own threshold.
    public func read(
        question: String, passage: String, limit: Int = 3, maximumAnswerTokens: Int = 30,
        minimumConfidence: Double? = nil
    ) throws(AnsweringError) -> PassageReport {
        let start = ContinuousClock.now
        let input = try QuestionInput(question)
        let question = try input.tokens(model.tokenizer)
        let tokens = try PassageReport.tokenize(passage, with: model.tokenizer)
        let reading: PassageReading?
        do {
            reading = try engine.read(
                question: question, passages: [Passage(ids: tokens.ids)],
                options: ReadingOptions(maxAnswerTokens: maximumAnswerTokens, topK: limit)
            ).first
        } catch {
            throw .model(error)
        }
        return PassageReport(
            question: input.text, passage: passage, tokens: tokens, reading: reading, model: model,
            minimumConfidence: minimumConfidence, milliseconds: start.duration(to: .now).milliseconds)
    }
}

extension PassageReport {
    /// Token ids and offsets of a passage.
    /// - Throws: ``AnsweringError/badPassage(reason:)`` when it holds no words.
    static func tokenize(_ passage: String, with tokenizer: WordPieceTokenizer) throws(AnsweringError) -> TokenizedText
    {
        let tokens = tokenizer.encode(passage)
        guard !tokens.isEmpty else { throw .badPassage(reason: "it holds no words") }
        return tokens
    }

    init(
        question: String, passage: String, tokens: TokenizedText, reading: PassageReading?, model: BERTModel,
        minimumConfidence: Double?, milliseconds: Double
    ) {
        let spans = reading?.spans ?? []
        let text = Array(passage.utf8)
        let answers = spans.map { span in
            let range = tokens.bytes(of: span, in: text)
            return PassageAnswer(
                answer: String(decoding: text[range], as: UTF8.self), start: range.lowerBound,
                end: range.upperBound, score: Double(span.score), margin: Double(span.margin),
                confidence: Double(span.confidence))
        }
        let isRejected: Bool
        if let minimumConfidence {
            isRejected = (answers.first?.confidence ?? 0) < minimumConfidence
        } else {
            isRejected = (spans.first?.margin ?? -.infinity) < model.calibration.nullThreshold
        }
        self.init(
            question: question, passage: passage, answers: answers, noAnswer: isRejected,
            nullScore: Double(reading?.nullScore ?? 0), model: model.name, milliseconds: milliseconds)
    }
}

extension TokenizedText {
    /// The bytes of `text` from a span's first token to its last.
    func bytes(of span: Span, in text: [UInt8]) -> Range<Int> {
        guard span.tokenStart >= 0, span.tokenEnd < count, span.tokenStart <= span.tokenEnd else { return 0..<0 }
        let start = Int(starts[span.tokenStart])
        return Self.closed(start..<max(start, Int(ends[span.tokenEnd])), in: text)
    }

    /// A span that opens a parenthesis reaches over the one that closes it, where that comes next: "enzyme 2 (ACE2".
    static func closed(_ range: Range<Int>, in text: [UInt8]) -> Range<Int> {
        guard range.upperBound < text.count, text[range.upperBound] == UInt8(ascii: ")") else { return range }
        let depth = text[range].reduce(0) { depth, byte in
            byte == UInt8(ascii: "(") ? depth + 1 : byte == UInt8(ascii: ")") ? depth - 1 : depth
        }
        return depth > 0 ? range.lowerBound..<range.upperBound + 1 : range
    }
}
