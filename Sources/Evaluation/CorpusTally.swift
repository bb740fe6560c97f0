import Answering

/// Adds up how well passages are found.
struct FindingTally {
    /// Where the right article and the answer stand in a list of candidates.
    struct Places: Equatable {
        /// From 0; nil when they are not in the list.
        var article: Int?
        var sentence: Int?

        /// - Parameters:
        ///   - candidates: in any order.
        ///   - order: what tells it, the most first.
        init(_ candidates: [Candidate], _ item: CorpusQuestion, by order: (Candidate) -> Double = \.fused) {
            let ranked = candidates.sorted { order($0) > order($1) }
            var articles: [String] = []
            for candidate in ranked where !articles.contains(candidate.source.id) {
                articles.append(candidate.source.id)
            }
            func isRight(_ id: String) -> Bool { id == item.article || id.hasPrefix(item.article + ".") }
            article = articles.firstIndex(where: isRight)
            sentence = ranked.firstIndex {
                isRight($0.source.id) && AnswerOverlap.overlaps($0.sentence, item.answers)
            }
        }
    }

    private var sum = CorpusReport.Finding(ranking: "", questions: 0)
    private var times: [Double] = []

    mutating func add(_ places: Places, _ milliseconds: Double) {
        sum.questions += 1
        times.append(milliseconds)
        if let article = places.article {
            if article == 0 { sum.articleFirst += 1 }
            if article < 5 { sum.articleInFive += 1 }
        }
        if let sentence = places.sentence {
            if sentence == 0 { sum.sentenceFirst += 1 }
            if sentence < 5 { sum.sentenceInFive += 1 }
            sum.sentenceInAll += 1
        }
    }

    func finding(_ name: String) -> CorpusReport.Finding {
        var finding = sum
        finding.ranking = name
        let count = Double(max(sum.questions, 1))
        for path in [
            \CorpusReport.Finding.articleFirst, \.articleInFive, \.sentenceFirst, \.sentenceInFive, \.sentenceInAll,
        ] { finding[keyPath: path] /= count }
        finding.medianMilliseconds = times.median
        return finding
    }
}

/// Adds up how well they are read.
struct ReadingTally {
    private var sum = CorpusReport.Answers()
    private var times: [Double] = []
    private var otherTimes: [Double] = []

    mutating func add(_ answer: AskReport, _ item: CorpusQuestion) {
        let scores = answer.answers.prefix(5).map { AnswerScore(prediction: $0.answer, references: item.answers) }
        sum.f1First += scores.first?.f1 ?? 0
        sum.exactFirst += scores.first?.exactMatch ?? 0
        sum.f1BestOfFive += scores.map(\.f1).max() ?? 0
        sum.exactBestOfFive += scores.map(\.exactMatch).max() ?? 0
        if !answer.answers.isEmpty { sum.answered += 1 }
        times.append(answer.milliseconds)
        otherTimes.append(answer.milliseconds - answer.milliseconds(of: "inference"))
    }

    var figures: CorpusReport.Answers {
        var figures = sum
        let count = Double(max(times.count, 1))
        figures.answered /= count
        for path in [\CorpusReport.Answers.f1First, \.exactFirst, \.f1BestOfFive, \.exactBestOfFive] {
            figures[keyPath: path] *= 100 / count
        }
        figures.medianMilliseconds = times.median
        figures.medianWithoutInference = otherTimes.median
        return figures
    }
}

/// Adds up how far a screened run agrees with a full one.
struct ScreenTally {
    private var same = 0.0
    private var shared = 0.0
    private var times: [Double] = []
    private var fullTimes: [Double] = []

    mutating func add(screened: AskReport, full: AskReport) {
        func key(_ answer: Answer) -> String { AnswerNormalization.normalize(answer.answer) }
        let (left, right) = (screened.answers.prefix(5).map(key), full.answers.prefix(5).map(key))
        if left.first == right.first { same += 1 }
        shared += right.isEmpty ? 1 : Double(right.count { left.contains($0) }) / Double(right.count)
        times.append(screened.milliseconds)
        fullTimes.append(full.milliseconds)
    }

    /// Nil when nothing was added.
    var figures: CorpusReport.Screen? {
        guard !times.isEmpty else { return nil }
        let count = Double(times.count)
        return CorpusReport.Screen(
            sameFirst: same / count, sharedOfFive: shared / count, medianMilliseconds: times.median,
            medianMillisecondsInFull: fullTimes.median)
    }
}

/// Whether a sentence holds an answer.
enum AnswerOverlap {
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
}

extension AskReport {
    var milliseconds: Double { timings.last?.milliseconds ?? 0 }

    func milliseconds(of stage: String) -> Double { timings.first { $0.stage == stage }?.milliseconds ?? 0 }
}

extension [Double] {
    var median: Double { isEmpty ? 0 : sorted()[count / 2] }
}
