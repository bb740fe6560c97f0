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
        let answers = spans.map { span in
            let range = tokens.bytes(of: span)
            return PassageAnswer(
                answer: String(decoding: Array(passage.utf8)[range], as: UTF8.self), start: range.lowerBound,
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
    /// The bytes of the text from a span's first token to its last.
    func bytes(of span: Span) -> Range<Int> {
        guard span.tokenStart >= 0, span.tokenEnd < count, span.tokenStart <= span.tokenEnd else { return 0..<0 }
        let start = Int(starts[span.tokenStart])
        return start..<max(start, Int(ends[span.tokenEnd]))
    }
}
