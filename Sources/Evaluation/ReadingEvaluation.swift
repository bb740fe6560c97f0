import BERT
import Foundation
import Language
import WordPiece

/// Runs a model over a SQuAD-format file and measures its answers.
public struct ReadingEvaluation {
    /// What of each paragraph is read.
    public enum Context: String, Sendable, CaseIterable {
        /// All of it.
        case paragraph
        /// The sentence that holds the first reference answer; questions without one are left out.
        case sentence
        /// That sentence, and as an unanswerable pair another sentence of the paragraph with none of the answers.
        case pairs
    }

    /// The figures, as `--json` prints them.
    public struct Report: Sendable, Codable {
        public var questions: Int
        public var context: String
        public var model: String
        /// The official v1.1 figures; for files and contexts in which every question has an answer.
        public var v1: SQuADMetric?
        /// The official v2.0 figures; where some have none.
        public var v2: SQuADMetricV2?
        /// Of the null margin, answerable against unanswerable.
        public var areaUnderROC: Double?
        /// Expected calibration error of the confidence, an answer being right when its F1 is at least 0.5.
        public var calibrationError: Double?
        public var seconds: Double
        public var tokens: Int
    }

    private struct Item {
        var id: String
        var question: String
        var context: String
        var references: [String]
    }

    private let model: BERTModel
    private let engine: InferenceEngine
    private let options: ReadingOptions

    public init(
        model: BERTModel, threads: Int? = nil, kernels: EngineKernels = .automatic, maximumAnswerTokens: Int = 30
    ) throws(BERTError) {
        self.model = model
        engine = try InferenceEngine(model: model, threads: threads, kernels: kernels)
        options = ReadingOptions(maxAnswerTokens: maximumAnswerTokens)
    }

    /// - Parameters:
    ///   - limit: questions to take, evenly spread over the file; nil for all.
    ///   - progress: called with the number done and the number in all.
    /// - Returns: figures and every prediction.
    public func run(
        _ dataset: SQuADDataset, context: Context, limit: Int? = nil, progress: (Int, Int) -> Void = { _, _ in }
    ) throws(BERTError) -> (report: Report, predictions: [Prediction]) {
        let start = ContinuousClock.now
        let items = Self.items(dataset, context: context, limit: limit)
        var requests: [(index: Int, request: ReadingRequest, tokens: TokenizedText)] = []
        for (index, item) in items.enumerated() {
            let tokens = model.tokenizer.encode(item.context)
            let question = model.tokenizer.encode(item.question).ids
            // A question without words can only be answered by nothing.
            guard !question.isEmpty, !tokens.isEmpty else { continue }
            let request = ReadingRequest(question: question, passages: [Passage(ids: tokens.ids)], options: options)
            requests.append((index, request, tokens))
        }
        // Sequences of one length share a batch, so that progress is even.
        requests.sort { ($0.tokens.count, $0.index) < ($1.tokens.count, $1.index) }
        var predictions = items.map {
            Prediction(id: $0.id, answer: "", noAnswerScore: .infinity, references: $0.references)
        }
        var confidences = [Double](repeating: 0, count: items.count)
        var tokenCount = 0
        let batchSize = 32
        for first in stride(from: 0, to: requests.count, by: batchSize) {
            let batch = requests[first..<min(first + batchSize, requests.count)]
            let readings = try engine.read(batch.map(\.request))
            for (entry, reading) in zip(batch, readings) {
                tokenCount += entry.tokens.count + entry.request.question.count + 3
                guard let span = reading.first?.spans.first else { continue }
                let bytes = Array(items[entry.index].context.utf8)
                let range = Int(entry.tokens.starts[span.tokenStart])..<Int(entry.tokens.ends[span.tokenEnd])
                predictions[entry.index].answer = String(decoding: bytes[range], as: UTF8.self)
                predictions[entry.index].noAnswerScore = Double(-span.margin)
                confidences[entry.index] = Double(span.confidence)
            }
            progress(min(first + batchSize, requests.count), items.count)
        }
        var report = measure(predictions, confidences)
        report.context = context.rawValue
        report.tokens = tokenCount
        report.seconds =
            Double(start.duration(to: .now).components.seconds)
            + Double(start.duration(to: .now).components.attoseconds) / 1e18
        return (report, predictions)
    }

    private func measure(_ predictions: [Prediction], _ confidences: [Double]) -> Report {
        let answerable = predictions.indices.filter { !predictions[$0].references.isEmpty }
        let unanswerable = predictions.indices.filter { predictions[$0].references.isEmpty }
        let rated = predictions.indices.map { index in
            let score = AnswerScore(prediction: predictions[index].answer, references: predictions[index].references)
            return (confidence: confidences[index], isRight: score.f1 >= 0.5)
        }
        return Report(
            questions: predictions.count, context: "", model: model.name,
            v1: unanswerable.isEmpty ? SQuADMetric(v1: predictions) : nil,
            v2: unanswerable.isEmpty
                ? nil : SQuADMetricV2(predictions, threshold: Double(-model.calibration.nullThreshold)),
            areaUnderROC: ConfidenceMetrics.areaUnderROC(
                positives: answerable.map { -predictions[$0].noAnswerScore },
                negatives: unanswerable.map { -predictions[$0].noAnswerScore }),
            calibrationError: ConfidenceMetrics.expectedCalibrationError(rated), seconds: 0, tokens: 0)
    }

    // MARK: Contexts

    private static func items(_ dataset: SQuADDataset, context: Context, limit: Int?) -> [Item] {
        var items: [Item] = []
        let total = dataset.questionCount
        let step = limit.map { max(1, total / max(1, $0)) } ?? 1
        var number = 0
        let splitter = SentenceSplitter()
        for paragraph in dataset.paragraphs {
            let sentences = context == .paragraph ? [] : splitter.sentences(in: paragraph.context)
            for question in paragraph.questions {
                defer { number += 1 }
                if number % step != 0 || items.count >= limit ?? .max { continue }
                let references = question.answers.map(\.text)
                if context == .paragraph {
                    items.append(
                        Item(
                            id: question.id, question: question.text, context: paragraph.context, references: references
                        ))
                    continue
                }
                guard let answer = question.answers.first,
                    let own = sentence(of: answer, in: paragraph.context, sentences)
                else { continue }
                items.append(Item(id: question.id, question: question.text, context: own, references: references))
                if context == .pairs,
                    let other = sentence(without: references, in: paragraph.context, sentences, number)
                {
                    items.append(
                        Item(id: question.id + "-none", question: question.text, context: other, references: []))
                }
            }
        }
        return items
    }

    /// The sentence, or the sentences, that the answer stands in.
    private static func sentence(
        of answer: (text: String, start: Int), in context: String, _ sentences: [Range<Int>]
    ) -> String? {
        let scalars = context.unicodeScalars
        guard answer.start >= 0,
            let start = scalars.index(scalars.startIndex, offsetBy: answer.start, limitedBy: scalars.endIndex)
        else { return nil }
        let first = context.utf8.distance(from: context.startIndex, to: start)
        let last = first + answer.text.utf8.count
        let covering = sentences.filter { $0.upperBound > first && $0.lowerBound < last }
        guard let low = covering.first?.lowerBound, let high = covering.last?.upperBound else { return nil }
        return String(decoding: Array(context.utf8)[low..<high], as: UTF8.self)
    }

    /// A sentence that holds none of the answers; which one is set by the question's number alone.
    private static func sentence(
        without answers: [String], in context: String, _ sentences: [Range<Int>], _ number: Int
    ) -> String? {
        let bytes = Array(context.utf8)
        let keys = answers.map { AnswerNormalization.normalize($0) }
        let others = sentences.map { String(decoding: bytes[$0], as: UTF8.self) }.filter { text in
            let normal = " " + AnswerNormalization.normalize(text) + " "
            return text.utf8.count > 20 && !keys.contains { normal.contains(" " + $0 + " ") }
        }
        return others.isEmpty ? nil : others[number % others.count]
    }
}
