import KnowledgeGraph
import Metathesaurus
import Ranking
import Store

/// The passages to read for a question, and the edges that led to some of them.
struct FoundPassages: Sendable {
    var passages: [CandidatePassage]
    var edges: [EdgeSummary]
}

extension Answerer {
    /// Sentences of full-text search that are looked at, and those of the ranking whose text is looked at.
    private static let textDepth = 400
    private static let refined = 120

    /// The best passages for a question: graph and full text, fused, without near-duplicates, a few an article.
    func candidates(_ analysis: QuestionAnalysis, _ request: AskRequest) throws(AnsweringError) -> FoundPassages {
        let filter = sentenceFilter(request.filter)
        let graphList =
            request.ranking == .text ? GraphSentences() : try graphSentences(analysis, request, filter)
        do {
            var evidence = EvidenceList()
            let ranked: [CandidateRanking.Scored]
            switch request.ranking {
            case .fused: (ranked, evidence) = try fused(analysis, graphList, request, filter)
            case .text: ranked = try byText(analysis, request, filter)
            case .graph: ranked = byGraph(graphList)
            }
            var passages = try choose(ranked, graphList.edgeOf, request)
            QuestionCoverage(analysis, evidence).measure(&passages)
            return FoundPassages(passages: passages, edges: graphList.edges)
        } catch {
            throw .store(error)
        }
    }

    private func fused(
        _ analysis: QuestionAnalysis, _ graph: GraphSentences, _ request: AskRequest, _ filter: SentenceFilter
    ) throws(StoreError) -> ([CandidateRanking.Scored], EvidenceList) {
        let concepts = Set(analysis.concepts.filter { !$0.excluded }.map(\.id)).sorted()
        let found = try store.evidence(
            terms: analysis.contentWords.map { SearchTerm($0) },
            // A concept's words are among the terms already; what it adds is its other names.
            concepts: concepts.map { SearchConcept($0, weight: 0.3) }, also: graph.sentences.map(\.id),
            limit: max(Self.textDepth, request.candidates * 4), filter: filter)
        let ranking = CandidateRanking()
        let ranked = ranking.rank(found.sentences, graph: graph.sentences.map(\.id))
            .prefix(max(Self.refined, request.candidates * 4))
        let texts = try store.texts(ofSentences: ranked.map(\.sentence))
        let proximity = TermProximity(words: analysis.contentWords, rarity: found.rarity)
        let refined = ranking.refine(ranked) { sentence in texts[sentence].map { proximity.share(in: $0) } ?? 0 }
        return (refined, found)
    }

    /// BM25 of the sentences alone, which the fused ranking is measured against.
    private func byText(
        _ analysis: QuestionAnalysis, _ request: AskRequest, _ filter: SentenceFilter
    ) throws(StoreError) -> [CandidateRanking.Scored] {
        let terms = analysis.contentWords.map { SearchTerm($0) }
        guard !terms.isEmpty else { return [] }
        return try store.search(terms: terms, limit: max(Self.textDepth, request.candidates * 4), filter: filter)
            .enumerated().map {
                CandidateRanking.Scored(sentence: $1.sentence, score: $1.score, textRank: $0 + 1, graphRank: nil)
            }
    }

    /// The graph's list alone.
    private func byGraph(_ graph: GraphSentences) -> [CandidateRanking.Scored] {
        graph.sentences.enumerated().map {
            CandidateRanking.Scored(sentence: $1.id, score: 1 / Float($0 + 1), textRank: nil, graphRank: $0 + 1)
        }
    }

    func sentenceFilter(_ filter: AskFilter) -> SentenceFilter {
        SentenceFilter(
            years: filter.years, articles: filter.articles.isEmpty ? nil : Set(filter.articles),
            sections: filter.sections.isEmpty ? nil : Set(filter.sections))
    }

    /// Takes passages in order until there are enough.
    private func choose(
        _ ranked: [CandidateRanking.Scored], _ edgeOf: [Int64: EdgeEnds],
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
