import Ranking
import Store

/// A sentence as it is read, alone or with its neighbours.
struct CandidatePassage: Sendable {
    /// The sentence the ranking chose.
    var sentence: StoredSentence
    var article: ArticleSummary
    /// The text that is read: the sentence, or a window around it.
    var text: String
    /// The text's token ids, in the vocabulary of the model.
    var tokens: [Int32]
    var edge: EdgeEnds?
    var ranked: CandidateRanking.Scored
    /// How much of what the question names stands in this and the other passages of its article, 0...1.
    var coverage: Float = 0
}

extension ArticleSummary {
    init(_ article: StoredArticle) {
        self.init(
            id: article.id, title: article.title, authors: article.authors, journal: article.journal,
            year: article.year, month: article.month, day: article.day, doi: article.doi, pmcid: article.pmcid,
            pubmedID: article.pubmedID, license: article.license, url: article.url)
    }
}
