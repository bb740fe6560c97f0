import Answering
import Foundation

/// An expert question with its answers and the article they stand in.
public struct CorpusQuestion: Sendable, Decodable {
    public var question: String
    public var answers: [String]
    /// The article's id, or its stem's first part (`PMC140314` for `PMC140314.xml`).
    public var article: String

    /// Reads a JSON list of questions.
    /// - Parameter limit: take only so many, evenly spread.
    public static func read(_ path: String, limit: Int?) throws(EvaluationError) -> [CorpusQuestion] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .unreadable(path: path, reason: "no such file, or no permission")
        }
        let all: [CorpusQuestion]
        do { all = try JSONDecoder().decode([CorpusQuestion].self, from: data) } catch {
            throw .notSQuAD(path: path, reason: "expected a list of question, answers and article")
        }
        guard !all.isEmpty else { throw .noQuestions(path: path) }
        guard let limit, limit < all.count else { return all }
        return (0..<limit).map { all[$0 * all.count / limit] }
    }
}

/// Measures finding and answering on questions whose article and answer are known.
public struct CorpusEvaluation: Sendable {
    /// The figures; shares are of all questions, 0...1.
    public struct Report: Sendable, Codable {
        public var questions = 0
        /// The right article is that of the best candidate, or among the five best articles.
        public var articleFirst = 0.0
        public var articleInFive = 0.0
        /// A candidate overlaps the answer: among the first, five and all candidates.
        public var sentenceFirst = 0.0
        public var sentenceInFive = 0.0
        public var sentenceInAll = 0.0
        /// Official metric of the first answer, and the best of five, in percent.
        public var f1First = 0.0
        public var exactFirst = 0.0
        public var f1BestOfFive = 0.0
        public var exactBestOfFive = 0.0
        /// Questions with at least one answer above the threshold.
        public var answered = 0.0
        /// Median milliseconds of a question: all, and all but inference.
        public var medianMilliseconds = 0.0
        public var medianWithoutInference = 0.0

        public init() {}

        /// The figures as a table of two columns.
        public var text: String {
            func percent(_ value: Double) -> String { String(format: "%.3f", value) }
            func number(_ value: Double) -> String { String(format: "%.1f", value) }
            return """
                questions                           \(questions)
                right article first / in five       \(percent(articleFirst)) / \(percent(articleInFive))
                answer sentence first / 5 / all     \(percent(sentenceFirst)) / \(percent(sentenceInFive)) / \(percent(sentenceInAll))
                first answer F1 / exact             \(number(f1First)) / \(number(exactFirst))
                best of five F1 / exact             \(number(f1BestOfFive)) / \(number(exactBestOfFive))
                answered                            \(percent(answered))
                median ms, all / without inference  \(number(medianMilliseconds)) / \(number(medianWithoutInference))
                """
        }
    }

    let answerer: Answerer
    let request: AskRequest

    public init(answerer: Answerer, request: AskRequest) {
        self.answerer = answerer
        self.request = request
    }

    /// - Parameter progress: called with the number of questions done.
    public func run(_ questions: [CorpusQuestion], progress: (Int) -> Void) async throws -> Report {
        var report = Report()
        var times: [Double] = []
        var otherTimes: [Double] = []
        for (index, item) in questions.enumerated() {
            var request = request
            request.question = item.question
            request.limit = 5
            request.usesCache = false
            let answer = try await answerer.ask(request)
            score(answer, item, &report)
            let total = answer.timings.last?.milliseconds ?? 0
            times.append(total)
            otherTimes.append(total - (answer.timings.first { $0.stage == "inference" }?.milliseconds ?? 0))
            progress(index + 1)
        }
        report.questions = questions.count
        report.finish()
        report.medianMilliseconds = Self.median(times)
        report.medianWithoutInference = Self.median(otherTimes)
        return report
    }

    private func score(_ answer: AskReport, _ item: CorpusQuestion, _ report: inout Report) {
        let ranked = answer.candidates.sorted { $0.fused > $1.fused }
        var articles: [String] = []
        for candidate in ranked where !articles.contains(candidate.source.id) { articles.append(candidate.source.id) }
        func isRight(_ id: String) -> Bool { id == item.article || id.hasPrefix(item.article + ".") }
        if articles.first.map(isRight) ?? false { report.articleFirst += 1 }
        if articles.prefix(5).contains(where: isRight) { report.articleInFive += 1 }
        let place = ranked.firstIndex { isRight($0.source.id) && Self.overlaps($0.sentence, item.answers) }
        if let place {
            if place == 0 { report.sentenceFirst += 1 }
            if place < 5 { report.sentenceInFive += 1 }
            report.sentenceInAll += 1
        }
        let scores = answer.answers.prefix(5).map { AnswerScore(prediction: $0.answer, references: item.answers) }
        report.f1First += scores.first?.f1 ?? 0
        report.exactFirst += scores.first?.exactMatch ?? 0
        report.f1BestOfFive += scores.map(\.f1).max() ?? 0
        report.exactBestOfFive += scores.map(\.exactMatch).max() ?? 0
        if !answer.answers.isEmpty { report.answered += 1 }
    }

    /// Whether a sentence holds an answer, lies inside one, or shares most of its words: answers may span sentences.
    static func overlaps(_ sentence: String, _ answers: [String]) -> Bool {
        let text = AnswerNormalization.tokens(sentence)
        let joined = " " + text.joined(separator: " ") + " "
        return answers.contains { answer in
            let words = AnswerNormalization.tokens(answer)
            guard !words.isEmpty else { return false }
            let wanted = " " + words.joined(separator: " ") + " "
            if joined.contains(wanted) || (text.count >= 4 && wanted.contains(joined)) { return true }
            // A long answer that begins or ends in this sentence: eight words in a row in common.
            guard words.count > 8 else { return false }
            return (0...(words.count - 8)).contains { start in
                joined.contains(" " + words[start..<start + 8].joined(separator: " ") + " ")
            }
        }
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}

extension CorpusEvaluation.Report {
    /// Turns sums into shares and percentages.
    fileprivate mutating func finish() {
        let count = Double(max(questions, 1))
        for path in [
            \Self.articleFirst, \.articleInFive, \.sentenceFirst, \.sentenceInFive, \.sentenceInAll, \.answered,
        ] { self[keyPath: path] /= count }
        for path in [\Self.f1First, \.exactFirst, \.f1BestOfFive, \.exactBestOfFive] {
            self[keyPath: path] *= 100 / count
        }
    }
}
