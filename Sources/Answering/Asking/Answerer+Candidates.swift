import KnowledgeGraph
import Metathesaurus
import Store

/// The passages to read for a question, and the edges that led to some of them.
struct FoundPassages: Sendable {
    var passages: [CandidatePassage]
    var edges: [EdgeSummary]
}

extension Answerer {
    /// Sentences of full-text search that are looked at before the fused ranking cuts them down.
    private static let textDepth = 400

    /// The best passages for a question: graph and full text, fused, without near-duplicates, a few an article.
    func candidates(_ analysis: QuestionAnalysis, _ request: AskRequest) throws(AnsweringError) -> FoundPassages {
        let filter = sentenceFilter(request.filter)
        let graphList = try graphSentences(analysis, request, filter)
        do {
            let terms = searchTerms(analysis)
            let hits =
                terms.isEmpty
                ? []
                : try store.search(terms: terms, limit: max(Self.textDepth, request.candidates * 4), filter: filter)
            let ids = hits.map(\.sentence) + graphList.sentences.map(\.id)
            // A neighbour is of the same article; those outside the list have no score and need no number.
            let numbers = try store.articleNumbers(ofSentences: ids)
            let owner = Dictionary(zip(ids, numbers), uniquingKeysWith: { first, _ in first })
            let ranked = CandidateRanking().fuse(
                text: hits.map { ($0.sentence, $0.score) }, graph: graphList.sentences.map(\.id),
                article: { owner[$0] ?? -1 })
            let passages = try choose(ranked, owner, graphList.edgeOf, request)
            return FoundPassages(passages: passages, edges: graphList.edges)
        } catch {
            throw .store(error)
        }
    }

    func sentenceFilter(_ filter: AskFilter) -> SentenceFilter {
        SentenceFilter(
            years: filter.years, articles: filter.articles.isEmpty ? nil : Set(filter.articles),
            sections: filter.sections.isEmpty ? nil : Set(filter.sections))
    }

    /// What full-text search looks for: the question's content words, and more lightly the preferred names of its
    /// concepts, which articles may use where the question uses a synonym.
    private func searchTerms(_ analysis: QuestionAnalysis) -> [SearchTerm] {
        var terms = analysis.contentWords.map { SearchTerm($0) }
        for concept in analysis.concepts where !concept.excluded {
            terms.append(SearchTerm(concept.name, weight: 0.3))
        }
        return terms
    }

    /// Takes passages in order until there are enough.
    private func choose(
        _ ranked: [CandidateRanking.Scored], _ owner: [Int64: Int64], _ edgeOf: [Int64: EdgeEnds],
        _ request: AskRequest
    ) throws(StoreError) -> [CandidatePassage] {
        var passages: [CandidatePassage] = []
        var perArticle: [Int64: Int] = [:]
        var duplicates = NearDuplicates()
        var next = 0
        // Text is fetched a screenful at a time: most of the list is never looked at.
        while passages.count < request.candidates, next < ranked.count {
            let part = ranked[next..<min(next + request.candidates * 2, ranked.count)]
            next += part.count
            let contexts = try store.sentences(part.map(\.sentence), window: request.window)
            let articles = try store.articles(ofSentences: contexts.map(\.sentence.id))
            let scores = Dictionary(part.map { ($0.sentence, $0) }, uniquingKeysWith: { first, _ in first })
            for context in contexts where passages.count < request.candidates {
                let sentence = context.sentence
                guard let article = articles[sentence.id], let scored = scores[sentence.id] else { continue }
                guard perArticle[sentence.article, default: 0] < request.perArticle else { continue }
                guard duplicates.isNew(sentence.tokens) else { continue }
                perArticle[sentence.article, default: 0] += 1
                let parts = context.before + [sentence] + context.after
                passages.append(
                    CandidatePassage(
                        sentence: sentence, article: ArticleSummary(article),
                        text: parts.map(\.text).joined(separator: " "), tokens: parts.flatMap(\.tokens),
                        edge: edgeOf[sentence.id], ranked: scored))
            }
        }
        return passages
    }
}
