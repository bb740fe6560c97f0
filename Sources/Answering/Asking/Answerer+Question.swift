import BERT
import Metathesaurus
import WordPiece

extension Answerer {
    /// The question's concepts, content words and token ids.
    func analyze(_ input: QuestionInput, excluded: Set<String>) throws(AnsweringError) -> QuestionAnalysis {
        let concepts = try questionConcepts(input.text, excluded: excluded)
        let words = QuestionWords.words(of: input.text).filter { QuestionWords.isContentWord($0.text) }
        var seen: Set<String> = []
        let unique = words.filter { seen.insert($0.text.lowercased()).inserted }
        let unmatched = unique.filter { word in
            !concepts.contains { $0.start < word.range.upperBound && word.range.lowerBound < $0.end }
        }
        return QuestionAnalysis(
            text: input.text, concepts: concepts, contentWords: unique.map(\.text),
            unmatchedWords: unmatched.map(\.text))
    }

    /// The concepts named in a text, each with the words that matched; empty without a vocabulary.
    func questionConcepts(_ text: String, excluded: Set<String>) throws(AnsweringError) -> [QuestionConcept] {
        guard let (vocabulary, matcher) = try terms() else { return [] }
        do {
            let bytes = Array(text.utf8)
            var concepts: [QuestionConcept] = []
            for mention in try matcher.matches(in: text) {
                let concept = try vocabulary.concept(mention.concept)
                var alternatives: [ConceptName] = []
                for other in try matcher.alternatives(of: mention) {
                    alternatives.append(
                        ConceptName(id: try vocabulary.cui(of: other), name: try vocabulary.preferredName(of: other)))
                }
                let range = Int(mention.start)..<Int(mention.end)
                concepts.append(
                    QuestionConcept(
                        id: concept.cui, name: concept.preferredName, semanticTypes: concept.semanticTypes.map(\.name),
                        text: String(decoding: bytes[range], as: UTF8.self), start: range.lowerBound,
                        end: range.upperBound, alternatives: alternatives, excluded: excluded.contains(concept.cui)))
            }
            return concepts
        } catch {
            throw .terms(error)
        }
    }

    /// Concepts and content words of any text, as `answer terms match` and `/terms` show them.
    public func terms(in text: String, user: String = "local") throws(AnsweringError) -> TermsReport {
        guard try self.terms() != nil else { throw .noVocabulary(path: configuration.workspace.vocabularyPath) }
        let concepts = try questionConcepts(text, excluded: Set(try exclusions(user: user).map(\.id)))
        let unmatched = QuestionWords.words(of: text).filter { word in
            QuestionWords.isContentWord(word.text)
                && !concepts.contains { $0.start < word.range.upperBound && word.range.lowerBound < $0.end }
        }
        return TermsReport(text: text, concepts: concepts, unmatchedWords: unmatched.map(\.text))
    }

    /// Names of concepts that begin with `prefix`, for completion.
    public func conceptNames(withPrefix prefix: String) -> [String] {
        // Completion is a convenience: a damaged vocabulary is reported by the question itself.
        (try? terms()?.vocabulary.names(withPrefix: prefix)) ?? []
    }
}

/// The concepts of a text.
public struct TermsReport: Sendable, Codable {
    public var text: String
    public var concepts: [QuestionConcept]
    public var unmatchedWords: [String]
}
