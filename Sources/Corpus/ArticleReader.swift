/// Reads articles one after the other, on one thread; a pipeline uses `ArticleSource` and `ArticleParser` instead.
public struct ArticleReader: Sequence, IteratorProtocol {
    private let parser: ArticleParser
    private let items: SourceItems
    private var ready: [Result<Article, CorpusError>] = []

    public init(paths: [String]) { self.init(ArticleSource(paths: paths)) }

    public init(_ source: ArticleSource) {
        let survey = source.survey()
        parser = ArticleParser(survey: survey)
        items = source.items(survey)
        ready = survey.problems.reversed().map { .failure($0) }
    }

    /// The next article, fault or warning; nil when all is done.
    public mutating func next() -> Result<Article, CorpusError>? {
        while true {
            if let result = ready.popLast() { return result }
            switch items.next() {
            case nil: return nil
            case .failure(let error): return .failure(error)
            case .success(let item):
                let output = parser.parse(item)
                ready = output.problems.reversed().map { .failure($0) }
                ready += output.articles.reversed().map { .success($0) }
            }
        }
    }
}
