/// Words why there is no answer.
enum NoAnswerReason {
    static func nothingFound(_ analysis: QuestionAnalysis, filter: AskFilter) -> String {
        if analysis.contentWords.isEmpty && analysis.concepts.isEmpty {
            return "The question has only words that occur everywhere; name the thing it is about."
        }
        var reason = "No sentence in the corpus has a word or a concept of the question"
        if filter != AskFilter() { reason += " and passes the filters" }
        return reason + unknownWords(analysis)
    }

    static func belowThreshold(_ analysis: QuestionAnalysis, read: Int) -> String {
        "None of the \(read) passages read answers the question well enough" + unknownWords(analysis)
    }

    private static func unknownWords(_ analysis: QuestionAnalysis) -> String {
        guard !analysis.unmatchedWords.isEmpty else { return "." }
        return "; no concept is known for: \(analysis.unmatchedWords.joined(separator: ", "))."
    }
}
