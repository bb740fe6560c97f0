import Store

/// An article with its text.
public struct ArticleReport: Sendable, Codable {
    public var source: ArticleSummary
    public var language: String
    public var sentences: [ArticleSentence]
}

/// A sentence of an article.
public struct ArticleSentence: Sendable, Codable {
    public var sentenceKey: String
    public var section: String
    /// The paragraph's place in the article, from 0.
    public var paragraph: Int
    public var sentence: String
}

extension Answerer {
    /// An article with its sentences in order.
    public func article(_ id: String) throws(AnsweringError) -> ArticleReport {
        do {
            guard let article = try store.article(id) else { throw AnsweringError.unknownArticle(id) }
            let sentences = try store.sentences(ofArticle: id)
            return ArticleReport(
                source: ArticleSummary(article), language: article.language,
                sentences: sentences.map {
                    ArticleSentence(
                        sentenceKey: $0.key.text, section: $0.section, paragraph: $0.paragraph, sentence: $0.text)
                })
        } catch {
            throw AnsweringError(error)
        }
    }

    /// The sentence that a key names.
    public func sentence(key: String) throws(AnsweringError) -> SentenceSummary {
        let sentence = try storedSentence(key: key)
        do {
            guard let summary = try summaries([sentence]).first else { throw AnsweringError.unknownSentence(key) }
            return summary
        } catch {
            throw AnsweringError(error)
        }
    }

    func storedSentence(key text: String) throws(AnsweringError) -> StoredSentence {
        do {
            guard let key = SentenceKey(text), let id = try store.sentenceIDs([key])[key],
                let sentence = try store.sentences([id]).first
            else { throw AnsweringError.unknownSentence(text) }
            return sentence
        } catch {
            throw AnsweringError(error)
        }
    }

    /// Sentences with their articles and the articles' opening words.
    func summaries(_ sentences: [StoredSentence]) throws(StoreError) -> [SentenceSummary] {
        let articles = try store.articles(ofSentences: sentences.map(\.id))
        var openings: [Int64: String] = [:]
        let firsts = Set(articles.values.map(\.number))
        for article in Set(firsts) { openings[article] = "" }
        for opening in try store.sentences(firsts.sorted().flatMap { [$0, $0 + 1] }) {
            let old = openings[opening.article] ?? ""
            openings[opening.article] = old.isEmpty ? opening.text : old + " " + opening.text
        }
        return sentences.compactMap { sentence in
            guard let article = articles[sentence.id] else { return nil }
            return SentenceSummary(
                sentenceKey: sentence.key.text, sentence: sentence.text, section: sentence.section,
                source: ArticleSummary(article), summary: openings[article.number] ?? "")
        }
    }
}

extension AnsweringError {
    /// This module's error, whichever one was thrown beneath it.
    init(_ error: any Error) {
        switch error {
        case let error as AnsweringError: self = error
        case let error as StoreError: self = .store(error)
        default: self = .file(path: "", reason: "\(error)")
        }
    }
}
