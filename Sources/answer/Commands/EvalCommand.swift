import Answering
import ArgumentParser
import BERT
import Evaluation
import Foundation

struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measure a model on a SQuAD-format file, or the whole system on questions to the corpus.",
        discussion: """
            Prints the official SQuAD v1.1 or v2.0 figures. With --corpus, FILE holds questions with their answers \
            and the article they come from, and finding and answering are measured on the store: BM25 alone, the graph alone, and both.
            """
    )

    @Argument(help: "SQuAD JSON, or with --corpus [{\"question\",\"answers\",\"article\"}].", completion: .file())
    var file: String
    @Flag(help: "Ask the corpus instead of reading given passages.") var corpus = false
    @Flag(name: .customLong("retrieval-only"), help: "With --corpus: measure finding alone, which needs no model.")
    var retrievalOnly = false
    @Option(help: "What of each paragraph is read: paragraph, sentence or pairs.") var contexts = ReadingEvaluation
        .Context.paragraph
    @Option(help: "Take only so many questions, evenly spread.") var limit: Int?
    @Option(help: "Write the predictions to this file, as the official scripts read them.", completion: .file())
    var predictions: String?
    @Option(help: "automatic, openblas or another kernel, to measure what the quick ones change.")
    var kernels = EngineKernels.automatic
    @OptionGroup var ask: AskCommand

    mutating func validate() throws {
        if corpus, kernels != .automatic { throw ValidationError("--kernels is for given passages, not for --corpus") }
        if retrievalOnly, !corpus { throw ValidationError("--retrieval-only needs --corpus") }
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
    }

    func run() async throws {
        if corpus { return try await evaluateCorpus() }
        let dataset = try SQuADDataset(path: file)
        let model = try BERTModel(folder: ask.modelOptions.folder(in: ask.data.workspace()))
        let evaluation = try ReadingEvaluation(
            model: model, threads: ask.modelOptions.threads, kernels: kernels,
            maximumAnswerTokens: ask.maximumAnswerTokens)
        let progress = ProgressLine("Reading")
        let result = try evaluation.run(dataset, context: contexts, limit: limit) { done, total in
            progress.update(
                fraction: Double(done) / Double(max(total, 1)),
                detail: "\(Format.count(done)) of \(Format.count(total)) questions")
        }
        progress.finish()
        if let predictions {
            // Where questions may have no answer, the empty one says so, as the official script for v2.0 expects.
            let threshold = result.report.v2 == nil ? .infinity : Double(-model.calibration.nullThreshold)
            let rows = Dictionary(
                result.predictions.map { ($0.id, $0.noAnswerScore > threshold ? "" : $0.answer) },
                uniquingKeysWith: { $1 })
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            do { try encoder.encode(rows).write(to: URL(fileURLWithPath: predictions)) } catch {
                throw CommandFailure("cannot write \(predictions): \((error as NSError).localizedDescription)")
            }
        }
        if ask.output.json { return try JSONOutput.print(result.report) }
        print(Self.text(result.report))
    }

    private static func text(_ report: ReadingEvaluation.Report) -> String {
        var lines = ["\(report.model), \(Format.count(report.questions)) questions, \(report.context) contexts"]
        if let v1 = report.v1 {
            lines.append("F1 \(Format.fixed(v1.f1, 2))   exact match \(Format.fixed(v1.exactMatch, 2))")
        }
        if let v2 = report.v2 {
            for (name, metric) in [("all", v2.overall), ("with answer", v2.hasAnswer), ("without", v2.noAnswer)] {
                lines.append(
                    "\(name): F1 \(Format.fixed(metric.f1, 2))   exact match \(Format.fixed(metric.exactMatch, 2))   "
                        + "of \(metric.total)")
            }
            lines.append(
                "best F1 \(Format.fixed(v2.bestF1, 2)) at margin \(Format.fixed(-v2.bestF1Threshold, 2)), best exact match "
                    + "\(Format.fixed(v2.bestExactMatch, 2)) at \(Format.fixed(-v2.bestExactMatchThreshold, 2))")
        }
        if let area = report.areaUnderROC { lines.append("area under ROC of the null margin \(Format.fixed(area, 4))") }
        if let error = report.calibrationError { lines.append("expected calibration error \(Format.fixed(error, 4))") }
        lines.append(
            "\(Format.fixed(report.seconds, 1)) s, \(Format.count(Int(Double(report.tokens) / max(report.seconds, 1e-9)))) tokens/s"
        )
        return lines.joined(separator: "\n")
    }

    private func evaluateCorpus() async throws {
        let questions = try CorpusQuestion.read(file, limit: limit)
        let progress = ProgressLine("Asking")
        let evaluation = try CorpusEvaluation(answerer: ask.openAnswerer(), request: ask.request(""))
        let report = try await evaluation.run(questions, readsPassages: !retrievalOnly) { done, total in
            progress.update(
                fraction: Double(done) / Double(total), detail: "\(Format.count(done)) of \(Format.count(total)) steps")
        }
        progress.finish()
        if ask.output.json { try JSONOutput.print(report) } else { print(report.text) }
    }
}

extension ReadingEvaluation.Context: ExpressibleByArgument {}
