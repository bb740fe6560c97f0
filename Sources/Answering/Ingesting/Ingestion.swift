import Corpus
import Dispatch
import Foundation
import Metathesaurus
import Store
import Synchronization

/// How articles are taken in.
public struct IngestOptions: Sendable {
    /// Files, folders and archives.
    public var paths: [String]
    /// Metadata tables beside those found under the paths.
    public var metadataPaths: [String] = []
    /// Whether rows of the table without a parse become articles of their abstract.
    public var includesMetadataOnly = false
    /// Languages to keep (ISO 639-1); nil for all.
    public var languages: Set<String>? = ["en"]
    /// Whether articles known with the same content are read again.
    public var rereadsUnchanged = false
    public var threads: Int = ProcessInfo.processInfo.activeProcessorCount

    public init(paths: [String]) { self.paths = paths }
}

/// How far an ingest has come.
public struct IngestProgress: Sendable {
    public var bytesDone = 0
    public var bytesTotal = 0
    public var articles = 0
    public var sentences = 0
    public var unchanged = 0
}

/// What an ingest did.
public struct IngestSummary: Sendable, Codable {
    public var added = 0
    public var replaced = 0
    public var unchanged = 0
    public var sentences = 0
    /// Articles left out, by language.
    public var otherLanguages: [String: Int] = [:]
    /// Paragraphs left out of kept articles, by language.
    public var otherParagraphs: [String: Int] = [:]
    /// Files that could not be read, one line each; at most `problemLimit` are kept, all are counted.
    public var problems: [String] = []
    public var problemCount = 0
    public var warnings: [String] = []
    public var warningCount = 0
    public var bytes = 0
    public var seconds = 0.0
    /// Whether it was stopped before the end; what was reported is stored.
    public var interrupted = false

    public static let problemLimit = 1000
}

/// Takes articles into a store: reading and preparing on all cores, while what was prepared before is written.
///
/// Work goes in groups of bounded size, so memory does not grow with the corpus. Groups are written in the order in
/// which they were read, one transaction each: a run that is stopped leaves whole articles, and doing it again goes on
/// where it ended.
public struct Ingestion: Sendable {
    let store: Store
    let preparer: ArticlePreparer
    let tags: IngestTags
    let options: IngestOptions

    /// Source bytes of a group, and articles in it: enough to keep all cores busy between two writes. What is smaller
    /// altogether still goes in four groups, so that writing runs beside reading.
    private static let groupBytes = 256 << 10...6 << 20
    private static let groupItems = 256

    /// - Parameters:
    ///   - progress: called from the reading thread after each group.
    ///   - isCancelled: asked before each group; the group in hand is finished.
    public func run(
        progress: (IngestProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws(AnsweringError) -> IngestSummary {
        let started = ContinuousClock.now
        let source = ArticleSource(
            paths: options.paths, metadataPaths: options.metadataPaths,
            metadataOnlyArticles: options.includesMetadataOnly)
        let survey = source.survey()
        let parser = ArticleParser(survey: survey)
        let items = source.items(survey)
        var summary = IngestSummary()
        for problem in survey.problems { summary.note(problem) }
        var state = IngestProgress()
        state.bytesTotal = survey.totalBytes
        let groupBytes = min(max(survey.totalBytes / 4, Self.groupBytes.lowerBound), Self.groupBytes.upperBound)

        let writer = GroupWriter(store: store, tags: tags)
        while true {
            if isCancelled() {
                summary.interrupted = true
                break
            }
            let group = nextGroup(items, bytes: groupBytes, &summary)
            if group.isEmpty { break }
            let known = try knownHashes(group)
            let outcomes = prepare(group, parser: parser, known: known)
            // The group before is written while this one was prepared; its failure ends the run here.
            try writer.wait(&summary)
            if let failure = outcomes.lazy.compactMap(\.failure).first { throw .terms(failure) }
            for outcome in outcomes { summary.add(outcome) }
            writer.start(outcomes)
            state.bytesDone += group.reduce(0) { $0 + $1.sourceBytes }
            state.articles = summary.added + summary.replaced
            state.sentences = summary.sentences
            state.unchanged = summary.unchanged
            progress(state)
        }
        try writer.wait(&summary)
        summary.bytes = state.bytesDone
        summary.seconds = Double(started.duration(to: .now).microseconds) / 1e6
        return summary
    }

    // MARK: Groups

    private func nextGroup(
        _ items: SourceItems, bytes limit: Int, _ summary: inout IngestSummary
    ) -> [SourceItem] {
        var group: [SourceItem] = []
        var bytes = 0
        while bytes < limit, group.count < Self.groupItems, let next = items.next() {
            switch next {
            case .success(let item):
                group.append(item)
                bytes += item.sourceBytes
            case .failure(let error): summary.note(error)
            }
        }
        return group
    }

    private func knownHashes(_ group: [SourceItem]) throws(AnsweringError) -> [String: [UInt8]] {
        guard !options.rereadsUnchanged else { return [:] }
        do { return try store.contentHashes(of: group.compactMap(\.articleID)) } catch { throw .store(error) }
    }

    /// What became of one item.
    struct Outcome: Sendable {
        var place: String
        var records: [ArticleRecord] = []
        var unchanged = 0
        var otherLanguages: [(article: String, code: String, hash: [UInt8])] = []
        var otherParagraphs: [String: Int] = [:]
        var problems: [CorpusError] = []
        /// The vocabulary is damaged: no further article can be matched either.
        var failure: MetathesaurusError?
    }

    private func prepare(_ group: [SourceItem], parser: ArticleParser, known: [String: [UInt8]]) -> [Outcome] {
        let results = Mutex([Outcome?](repeating: nil, count: group.count))
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: max(1, options.threads)) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < group.count else { return }
                let outcome = autoreleased { prepare(group[index], parser: parser, known: known) }
                results.withLock { $0[index] = outcome }
            }
        }
        return results.withLock { $0.compactMap { $0 } }
    }

    private func prepare(_ item: SourceItem, parser: ArticleParser, known: [String: [UInt8]]) -> Outcome {
        var outcome = Outcome(place: item.place)
        let bytes: [UInt8]
        do { bytes = try item.load() } catch {
            outcome.problems.append(error)
            return outcome
        }
        if let id = item.articleID, let hash = known[id], parser.contentHash(of: item, bytes: bytes)?.bytes == hash {
            outcome.unchanged = 1
            return outcome
        }
        let parsed = parser.parse(item, bytes: bytes)
        outcome.problems = parsed.problems
        do {
            for article in parsed.articles {
                switch try preparer.prepare(article) {
                case .ready(let record, let leftOut):
                    outcome.records.append(record)
                    outcome.otherParagraphs.merge(leftOut, uniquingKeysWith: +)
                case .otherLanguage(let code):
                    outcome.otherLanguages.append((article.id, code, article.contentHash.bytes))
                }
            }
        } catch {
            outcome.failure = error
        }
        return outcome
    }
}

/// On Darwin, Foundation leaves objects to be released at the end of a turn of a loop that there is none of here.
private func autoreleased<Value>(_ body: () -> Value) -> Value {
    #if canImport(ObjectiveC)
        return autoreleasepool(invoking: body)
    #else
        return body()
    #endif
}

extension IngestSummary {
    mutating func note(_ problem: CorpusError) {
        if problem.isWarning {
            warningCount += 1
            if warnings.count < Self.problemLimit { warnings.append(problem.description) }
        } else {
            problemCount += 1
            if problems.count < Self.problemLimit { problems.append(problem.description) }
        }
    }

    mutating func add(_ outcome: Ingestion.Outcome) {
        unchanged += outcome.unchanged
        for article in outcome.otherLanguages { otherLanguages[article.code, default: 0] += 1 }
        otherParagraphs.merge(outcome.otherParagraphs, uniquingKeysWith: +)
        for problem in outcome.problems { note(problem) }
    }
}
