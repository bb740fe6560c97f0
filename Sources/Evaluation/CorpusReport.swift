import Foundation

/// What `answer eval --corpus` measures; shares are of all questions, 0...1.
public struct CorpusReport: Sendable, Codable {
    /// How well the passages are found with one ranking.
    public struct Finding: Sendable, Codable {
        public var ranking: String
        public var questions: Int
        /// The right article is that of the best candidate, or among the five best articles.
        public var articleFirst = 0.0
        public var articleInFive = 0.0
        /// A candidate of the right article overlaps the answer: the first, one of five, one of all.
        public var sentenceFirst = 0.0
        public var sentenceInFive = 0.0
        public var sentenceInAll = 0.0
        /// Median milliseconds to find the candidates of a question.
        public var medianMilliseconds = 0.0
    }

    /// How well they are read.
    public struct Answers: Sendable, Codable {
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
    }

    /// How far reading with a screen gives what reading all with the large model gives.
    public struct Screen: Sendable, Codable {
        /// Questions with the same first answer, or none in both.
        public var sameFirst = 0.0
        /// Of the full run's first five answers, those that the screened run gives too.
        public var sharedOfFive = 0.0
        public var medianMilliseconds = 0.0
        public var medianMillisecondsInFull = 0.0
    }

    public var questions: Int
    public var candidates: Int
    public var findings: [Finding] = []
    public var answers: Answers?
    public var screen: Screen?

    init(questions: Int, candidates: Int) {
        self.questions = questions
        self.candidates = candidates
    }

    /// The figures as tables for people.
    public var text: String {
        func cell(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        func name(_ text: String) -> String { text.padding(toLength: 22, withPad: " ", startingAt: 0) }
        func share(_ value: Double) -> String { cell(String(format: "%.3f", value), 10) }
        func number(_ value: Double) -> String { String(format: "%.1f", value) }
        var lines = [
            name("") + cell("", 10) + cell("article", 10) + cell("", 10) + cell("sentence", 10),
            name("ranking") + cell("questions", 10) + cell("first", 10) + cell("of five", 10) + cell("first", 10)
                + cell("in five", 10) + cell("among \(candidates)", 10) + cell("median ms", 11),
        ]
        for row in findings {
            lines.append(
                name(row.ranking) + cell("\(row.questions)", 10) + share(row.articleFirst) + share(row.articleInFive)
                    + share(row.sentenceFirst) + share(row.sentenceInFive) + share(row.sentenceInAll)
                    + cell(number(row.medianMilliseconds), 11))
        }
        if let answers {
            lines += [
                "",
                "first answer: F1 \(number(answers.f1First)), exact \(number(answers.exactFirst))",
                "best of five: F1 \(number(answers.f1BestOfFive)), exact \(number(answers.exactBestOfFive))",
                "questions answered: \(String(format: "%.3f", answers.answered))",
                "median ms: \(number(answers.medianMilliseconds)), of which all but inference "
                    + number(answers.medianWithoutInference),
            ]
        }
        if let screen {
            lines += [
                "",
                "with the screen, same first answer as without: \(String(format: "%.3f", screen.sameFirst)); "
                    + "of the first five \(String(format: "%.3f", screen.sharedOfFive))",
                "median ms: \(number(screen.medianMilliseconds)), without the screen "
                    + number(screen.medianMillisecondsInFull),
            ]
        }
        return lines.joined(separator: "\n")
    }
}
