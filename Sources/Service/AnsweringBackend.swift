import Answering
import Store

/// What the service needs of the engine; tests put something else in its place.
public protocol AnsweringBackend: Sendable {
    func prepare() throws(AnsweringError)
    func ask(_ request: AskRequest, events: (@Sendable (AskEvent) -> Void)?) async throws(AnsweringError) -> AskReport
    func read(
        question: String, passage: String, limit: Int, client: String
    ) async throws(AnsweringError) -> PassageReport
    func searchGraph(
        _ text: String, filter: AskFilter, limit: Int, user: String
    ) throws(AnsweringError) -> GraphReport
    func neighbors(of id: String, filter: AskFilter, limit: Int, user: String) throws(AnsweringError) -> GraphReport
    func edge(
        _ a: String, _ b: String, years: YearFilter?, offset: Int, limit: Int
    ) throws(AnsweringError) -> EdgeReport
    func articleIDs(from place: Int, limit: Int) throws(AnsweringError) -> NamePage
    func edgeNames(from place: Int, limit: Int) throws(AnsweringError) -> NamePage
    func article(_ id: String) throws(AnsweringError) -> ArticleReport
    func sentence(key: String) throws(AnsweringError) -> SentenceSummary
    func terms(in text: String, user: String) throws(AnsweringError) -> TermsReport
    func exclude(_ concept: String, user: String) throws(AnsweringError) -> [ConceptName]
    func include(_ concept: String, user: String) throws(AnsweringError) -> [ConceptName]
    func exclusions(user: String) throws(AnsweringError) -> [ConceptName]
    func cachedAnswer(sentenceKey: String, question: String, client: String) async throws(AnsweringError) -> String
    func memoryCachedAnswer(sentenceKey: String, question: String) -> String?
    func memoryCachedReport(_ request: AskRequest) -> AskReport?
    func addArticles(_ bytes: [UInt8], name: String) async throws(AnsweringError) -> IngestSummary
    func counts() throws(AnsweringError) -> StoreCounts
    func settingSecret(_ name: String, create: () -> [UInt8]) throws(AnsweringError) -> [UInt8]
    var statistics: AnswererStatistics { get }
    var modelSummary: ModelSummary { get }
}

extension Answerer: AnsweringBackend {}
