import Ranking

/// Joins equal answers from several passages into one with all their evidence.
enum AnswerMerging {
    /// What two answers must share to be equal: their letters and digits without case, without English articles.
    static func key(_ answer: String) -> String {
        let words = answer.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "%") }
        let kept = words.filter { $0 != "a" && $0 != "an" && $0 != "the" }
        return (kept.isEmpty ? words : kept).joined(separator: " ")
    }

    /// - Parameter evidence: every span found, in any order.
    /// - Returns: answers in order of their evidence's weight together, each one's evidence best first; ties keep the
    ///   order given.
    static func merge(_ evidence: [(answer: String, evidence: Evidence)]) -> [Answer] {
        let ordered = evidence.indices.sorted { left, right in
            let (a, b) = (evidence[left].evidence.score, evidence[right].evidence.score)
            return a != b ? a > b : left < right
        }.map { evidence[$0] }
        var answers: [Answer] = []
        var places: [String: Int] = [:]
        for item in ordered {
            let key = key(item.answer)
            if let place = places[key] {
                answers[place].evidence.append(item.evidence)
            } else {
                places[key] = answers.count
                answers.append(
                    Answer(
                        answer: item.answer, score: item.evidence.score, confidence: item.evidence.confidence,
                        evidence: [item.evidence]))
            }
        }
        for index in answers.indices {
            answers[index].score = AnswerWeight.together(answers[index].evidence.map(\.score))
        }
        return answers.indices.sorted { left, right in
            let (a, b) = (answers[left].score, answers[right].score)
            return a != b ? a > b : left < right
        }.map { answers[$0] }
    }
}
