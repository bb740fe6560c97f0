import Foundation
import Testing

@testable import Evaluation

/// Figures and normal forms that the official metric gave, written by `Tools/golden/squad-metric`.
private struct Golden: Decodable {
    struct Row: Decodable {
        var id: String
        var answer: String
        var noAnswerScore: Double
        var references: [String]
    }
    var threshold: Double
    var predictions: [Row]
    var figures: [String: Double]
    var normal: [[String]]

    static func load() throws -> Golden {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/squad-metric.json")
        return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
    }

    var rows: [Prediction] {
        predictions.map {
            Prediction(id: $0.id, answer: $0.answer, noAnswerScore: $0.noAnswerScore, references: $0.references)
        }
    }
}

@Suite("SQuAD metric")
struct SQuADMetricTests {
    @Test("normal forms equal the official script's")
    func normalForms() throws {
        for pair in try Golden.load().normal {
            #expect(AnswerNormalization.normalize(pair[0]) == pair[1], "of \(pair[0].debugDescription)")
        }
    }

    @Test("v2.0 figures equal the official script's")
    func version2() throws {
        let golden = try Golden.load()
        let metric = SQuADMetricV2(golden.rows, threshold: golden.threshold)
        let expected: [(String, Double)] = [
            ("exact", metric.overall.exactMatch), ("f1", metric.overall.f1),
            ("total", Double(metric.overall.total)),
            ("HasAns_exact", metric.hasAnswer.exactMatch), ("HasAns_f1", metric.hasAnswer.f1),
            ("HasAns_total", Double(metric.hasAnswer.total)),
            ("NoAns_exact", metric.noAnswer.exactMatch), ("NoAns_f1", metric.noAnswer.f1),
            ("NoAns_total", Double(metric.noAnswer.total)),
            ("best_exact", metric.bestExactMatch), ("best_exact_thresh", metric.bestExactMatchThreshold),
            ("best_f1", metric.bestF1), ("best_f1_thresh", metric.bestF1Threshold),
        ]
        for (name, value) in expected {
            let wanted = try #require(golden.figures[name], "no golden figure \(name)")
            #expect(abs(value - wanted) < 1e-9, "\(name): \(value), official \(wanted)")
        }
    }

    @Test("v1.1 takes the best reference")
    func version1() {
        let metric = SQuADMetric(v1: [
            Prediction(id: "1", answer: "The cat", noAnswerScore: 0, references: ["a dog", "cat"]),
            Prediction(id: "2", answer: "red dog", noAnswerScore: 0, references: ["the dog"]),
        ])
        #expect(metric.exactMatch == 50)
        #expect(abs(metric.f1 - 100 * (1 + 2.0 / 3) / 2) < 1e-9)
    }
}

@Suite("Confidence metrics")
struct ConfidenceMetricsTests {
    @Test("area under ROC equals the count over all pairs")
    func rankAgainstPairs() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix(state: seed)
        for _ in 0..<50 {
            let positives = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                Double(Int.random(in: 0...9, using: &random))
            }
            let negatives = (0..<Int.random(in: 1...20, using: &random)).map { _ in
                Double(Int.random(in: 0...9, using: &random))
            }
            var wins = 0.0
            for positive in positives {
                for negative in negatives { wins += positive > negative ? 1 : positive == negative ? 0.5 : 0 }
            }
            let area = try #require(ConfidenceMetrics.areaUnderROC(positives: positives, negatives: negatives))
            #expect(abs(area - wins / Double(positives.count * negatives.count)) < 1e-12, "seed \(seed)")
        }
        #expect(ConfidenceMetrics.areaUnderROC(positives: [], negatives: [1]) == nil)
    }

    @Test("calibration error weighs each bin's gap by its size")
    func calibrationError() throws {
        let predictions = [(0.95, true), (0.95, false), (0.05, false), (1.0, true)].map {
            (confidence: $0.0, isRight: $0.1)
        }
        // Last bin: three predictions, confidence 2.9, two right; first bin: one, confidence 0.05, none right.
        let error = try #require(ConfidenceMetrics.expectedCalibrationError(predictions))
        #expect(abs(error - (0.9 + 0.05) / 4) < 1e-12)
        #expect(ConfidenceMetrics.expectedCalibrationError([]) == nil)
    }
}

@Suite("SQuAD files")
struct SQuADDatasetTests {
    private func load(_ text: String) throws -> SQuADDataset {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("squad-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: url) }
        try Data(text.utf8).write(to: url)
        return try SQuADDataset(path: url.path)
    }

    @Test("v1.1 and v2.0 questions")
    func reads() throws {
        let set = try load(
            """
            {"data":[{"title":"T","paragraphs":[{"context":"A b c.","qas":[
            {"id":"1","question":"q?","answers":[{"text":"b","answer_start":2}]},
            {"id":2,"question":"r?","answers":[],"is_impossible":true}]}]}]}
            """
        )
        #expect(set.questionCount == 2)
        #expect(set.hasUnanswerable)
        #expect(set.paragraphs[0].questions[0].answers[0].start == 2)
        #expect(set.paragraphs[0].questions[1].id == "2")
    }

    @Test(
        "anything else is one clear line",
        arguments: ["", "[]", "{\"data\":[{\"paragraphs\":[{\"qas\":[]}]}]}", "{\"data\":[]}", "\u{0}"]
    )
    func refuses(text: String) {
        #expect {
            try load(text)
        } throws: { error in
            let description = "\(error)"
            return error is EvaluationError && !description.contains("\n") && description.contains("squad-")
        }
    }
}

/// A small seeded generator, so that a failure can be run again.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
