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

    /// Whether each question belongs to the half on which the ranking's weights were chosen: those of every second
    /// article in order of id, so that no article is in both halves.
    public static func tuningHalf(_ questions: [CorpusQuestion]) -> [Bool] {
        let articles = Set(questions.map(\.article)).sorted()
        let tuning = Set(articles.enumerated().filter { $0.offset % 2 == 0 }.map(\.element))
        return questions.map { tuning.contains($0.article) }
    }
}

/// Measures finding and answering on questions whose article and answer are known.
public struct CorpusEvaluation: Sendable {
    let answerer: Answerer
    let request: AskRequest

    public init(answerer: Answerer, request: AskRequest) {
        self.answerer = answerer
        self.request = request
    }

    /// - Parameters:
    ///   - readsPassages: false measures finding alone, which needs no model.
    ///   - progress: called with the steps done and the steps in all.
    public func run(
        _ questions: [CorpusQuestion], readsPassages: Bool, progress: (Int, Int) -> Void
    ) async throws -> CorpusReport {
        var report = CorpusReport(questions: questions.count, candidates: request.candidates)
        let steps = questions.count * (readsPassages ? 4 : 3)
        var done = 0
        func step() {
            done += 1
            progress(done, steps)
        }
        let isTuning = CorpusQuestion.tuningHalf(questions)
        for (name, ranking) in [("BM25 alone", PassageRanking.text), ("graph alone", .graph), ("both", .fused)] {
            var all = FindingTally()
            var halves = [FindingTally(), FindingTally()]
            for (index, item) in questions.enumerated() {
                let start = ContinuousClock.now
                let found = try answerer.retrieve(request(item, ranking))
                let milliseconds = start.duration(to: .now) / .milliseconds(1)
                let places = FindingTally.Places(found.candidates, item)
                all.add(places, milliseconds)
                halves[isTuning[index] ? 0 : 1].add(places, milliseconds)
                step()
            }
            report.findings.append(all.finding(name))
            if ranking == .fused {
                report.findings.append(halves[0].finding("  articles tuned on"))
                report.findings.append(halves[1].finding("  other articles"))
            }
        }
        if readsPassages {
            var tally = ReadingTally()
            var found = FindingTally()
            var screen = ScreenTally()
            for item in questions {
                var request = request(item, .fused)
                let answer = try await answerer.ask(request)
                tally.add(answer, item)
                let places = FindingTally.Places(answer.candidates, item) { $0.score ?? -.infinity }
                found.add(places, answer.milliseconds)
                if answerer.configuration.screenModel != nil {
                    request.usesScreen = false
                    screen.add(screened: answer, full: try await answerer.ask(request))
                }
                step()
            }
            report.findings.append(found.finding("both, then read"))
            report.answers = tally.figures
            report.screen = screen.figures
        }
        return report
    }

    private func request(_ item: CorpusQuestion, _ ranking: PassageRanking) -> AskRequest {
        var request = request
        request.question = item.question
        request.limit = 5
        request.usesCache = false
        request.ranking = ranking
        return request
    }
}
