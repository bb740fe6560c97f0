import BERT
import Corpus
import Metathesaurus
import Store

/// What keeps a question from being answered or an article from being taken in.
public enum AnsweringError: Error, Sendable, CustomStringConvertible {
    /// The question is empty, too long or not text; `reason` says which.
    case badQuestion(reason: String)
    case badYears(String)
    case badPassage(reason: String)
    /// There is no store at `path` yet.
    case noStore(path: String)
    /// The store holds no article.
    case emptyStore(path: String)
    case noVocabulary(path: String)
    case unknownConcept(String)
    case unknownArticle(String)
    case unknownSentence(String)
    case unknownModel(String, installed: [String])
    /// More questions wait than the queue takes.
    case busy(retryAfterSeconds: Int)
    case timedOut(seconds: Double)
    case cancelled
    case store(StoreError)
    case model(BERTError)
    case terms(MetathesaurusError)
    case corpus(CorpusError)
    case file(path: String, reason: String)

    public var description: String {
        switch self {
        case .badQuestion(let reason): "cannot take the question: \(reason)"
        case .badYears(let text): "“\(text)” is not a year or a range of years; write 2003, 2019:2021 or 2019:"
        case .badPassage(let reason): "cannot read the passage: \(reason)"
        case .noStore(let path): "there is no store at \(path); make one with `answer ingest FOLDER`"
        case .emptyStore(let path): "the store at \(path) holds no article; add some with `answer ingest FOLDER`"
        case .noVocabulary(let path):
            "there is no concept vocabulary at \(path); make one with `answer terms build` and ingest again"
        case .unknownConcept(let name): "no concept is named or numbered “\(name)”; look with `answer terms match`"
        case .unknownArticle(let id): "the store has no article “\(id)”"
        case .unknownSentence(let key): "the store has no sentence “\(key)”"
        case .unknownModel(let name, let installed):
            "no model “\(name)” is installed (there is: \(installed.isEmpty ? "none" : installed.joined(separator: ", "))); "
                + "fetch one with Tools/fetch-weights"
        case .busy(let seconds): "too many questions are waiting; try again in \(seconds) s"
        case .timedOut(let seconds): "no answer within \(seconds) s; ask for fewer candidates or raise the limit"
        case .cancelled: "cancelled"
        case .store(let error): error.description
        case .model(let error): error.description
        case .terms(let error): "\(error)"
        case .corpus(let error): error.description
        case .file(let path, let reason): "\(path): \(reason)"
        }
    }
}
