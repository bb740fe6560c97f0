import Foundation

/// Questions over paragraphs in the SQuAD v1.1 or v2.0 JSON format (https://rajpurkar.github.io/SQuAD-explorer/).
public struct SQuADDataset: Sendable {
    /// One question with its reference answers.
    public struct Question: Sendable {
        public var id: String
        public var text: String
        /// Reference answers with their offset, in Unicode scalars, into the context; empty when there is none.
        public var answers: [(text: String, start: Int)]
        /// v2.0's mark; an unanswerable question has no references.
        public var isImpossible: Bool
    }

    /// A paragraph and the questions asked of it.
    public struct Paragraph: Sendable {
        public var title: String
        public var context: String
        public var questions: [Question]
    }

    public var paragraphs: [Paragraph]

    public init(paragraphs: [Paragraph]) {
        self.paragraphs = paragraphs
    }

    public var questionCount: Int { paragraphs.reduce(0) { $0 + $1.questions.count } }

    /// Whether the file marks unanswerable questions, that is whether the v2.0 metric applies.
    public var hasUnanswerable: Bool {
        paragraphs.contains { $0.questions.contains { $0.isImpossible } }
    }

    /// Reads a SQuAD file.
    /// - Throws: `EvaluationError` naming the file and the first place that does not fit the format.
    public init(path: String) throws(EvaluationError) {
        let data: Data
        do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
        }
        let file: File
        do { file = try JSONDecoder().decode(File.self, from: data) } catch {
            throw .notSQuAD(path: path, reason: Self.describe(error))
        }
        paragraphs = file.data.flatMap { article in
            article.paragraphs.map { paragraph in
                Paragraph(
                    title: article.title ?? "",
                    context: paragraph.context,
                    questions: paragraph.qas.map { qa in
                        Question(
                            id: qa.id.text,
                            text: qa.question,
                            answers: (qa.isImpossible ?? false)
                                ? [] : (qa.answers ?? []).map { ($0.text, $0.answerStart ?? -1) },
                            isImpossible: qa.isImpossible ?? false
                        )
                    }
                )
            }
        }
        guard questionCount > 0 else { throw .noQuestions(path: path) }
    }

    private static func describe(_ error: any Error) -> String {
        switch error as? DecodingError {
        case .keyNotFound(let key, let context): "\"\(key.stringValue)\" is missing at \(path(context))"
        case .typeMismatch(_, let context), .valueNotFound(_, let context): "wrong type at \(path(context))"
        default: "malformed JSON"
        }
    }

    private static func path(_ context: DecodingError.Context) -> String {
        let keys = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
        return keys.isEmpty ? "the top" : keys.joined(separator: "/")
    }

    // MARK: The format

    private struct File: Decodable { var data: [Article] }
    private struct Article: Decodable {
        var title: String?
        var paragraphs: [ParagraphJSON]
    }
    private struct ParagraphJSON: Decodable {
        var context: String
        var qas: [QA]
    }
    private struct QA: Decodable {
        var id: Identifier
        var question: String
        var answers: [Answer]?
        var isImpossible: Bool?
        enum CodingKeys: String, CodingKey {
            case id, question, answers
            case isImpossible = "is_impossible"
        }
    }
    private struct Answer: Decodable {
        var text: String
        var answerStart: Int?
        enum CodingKeys: String, CodingKey {
            case text
            case answerStart = "answer_start"
        }
    }
    /// Some derived sets number their questions instead of naming them.
    private struct Identifier: Decodable {
        var text: String
        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            text = try (try? container.decode(Int.self)).map(String.init) ?? container.decode(String.self)
        }
    }
}
