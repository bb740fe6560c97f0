import BERT
import Digest
import Foundation
import KnowledgeGraph
import Metathesaurus
import Store
import Synchronization
import WordPiece

/// The version of the program, as `--version` prints it.
public let answerVersion = "0.1.0"

/// What an `Answerer` works with.
public struct AnswererConfiguration: Sendable {
    public var workspace: Workspace
    /// Folder of the model that reads; nil where nothing is going to be read.
    public var model: String?
    /// Folder of a smaller model that reads all candidates first; the model then reads only the best of them.
    public var screenModel: String?
    /// Candidates that pass the screen.
    public var screened = 8
    public var threads: Int?
    /// Requests that may wait for inference.
    public var queueLimit = 256
    /// Longest wait for a reading.
    public var deadlineSeconds = 30.0
    /// Answers of this process that are kept whole.
    public var memoryReports = 1000
    /// Size and age of the answer cache.
    public var cacheLimits = AnswerCache.Limits()
    /// By which kept answers grow old, in seconds since 1970.
    var clock = AnswerCache.systemClock
    /// Whether the store is opened for writing, which exclusions need.
    public var writes = true
    /// Whether a store that another process keeps for writing is opened for reading instead.
    public var readsWhileLocked = false

    public init(workspace: Workspace, model: String?) {
        self.workspace = workspace
        self.model = model
    }
}

/// Answers questions from a store; the one object that the command line and the service talk to.
///
/// May be used from any number of tasks at once.
public final class Answerer: Sendable {
    public let configuration: AnswererConfiguration
    let store: Store
    let graph: KnowledgeGraph
    let opened = Mutex<OpenedTerms?>(nil)
    let reader = Mutex<LoadedReader?>(nil)
    let reports: ReportCache
    let flights = AskFlights()
    /// What answers depend on beside the store, as it was when this process began.
    let inputs: String
    let state = Mutex<StoreState?>(nil)
    let cache = Mutex(LazyCache.unopened)
    let tools = Mutex<PreparationTools?>(nil)
    let sentenceAnswers: LRUCache<SentenceAnswer>
    let excludedByUser = Mutex<[String: UserExclusions]>([:])
    let counters = Mutex(AnswererCounters())

    /// A model with its queue, and the screen's if there is one.
    struct LoadedReader: Sendable {
        var model: BERTModel
        var queue: InferenceQueue
        var screen: (model: BERTModel, queue: InferenceQueue)?
        var loadSeconds: Double
    }

    /// The answer cache, once somebody asked for it.
    enum LazyCache {
        case unopened
        case opened(AnswerCache?)
    }

    /// The vocabulary with its matcher, or that there is none, once somebody asked for it.
    enum OpenedTerms: Sendable {
        case absent
        case found(vocabulary: ConceptVocabulary, matcher: ConceptMatcher)
    }

    /// Opens the store. Vocabulary and model are opened when they are first needed: a cached answer needs neither.
    ///
    /// - Throws: ``AnsweringError/noStore(path:)`` when there is none, and the errors of what cannot be opened.
    public init(_ configuration: AnswererConfiguration) throws(AnsweringError) {
        self.configuration = configuration
        let path = configuration.workspace.storePath
        guard FileManager.default.fileExists(atPath: path) else { throw .noStore(path: path) }
        store = try Self.open(path, configuration)
        graph = KnowledgeGraph(store: store)
        inputs = configuration.inputFingerprint
        reports = ReportCache(
            limit: configuration.memoryReports, age: configuration.cacheLimits.age, clock: configuration.clock)
        sentenceAnswers = LRUCache(maximumBytes: configuration.cacheLimits.memoryBytes)
    }

    /// A store that cannot be written (another user's, a read-only disk) still answers; it just remembers nothing.
    private static func open(_ path: String, _ configuration: AnswererConfiguration) throws(AnsweringError) -> Store {
        do {
            if configuration.writes, FileManager.default.isWritableFile(atPath: path) {
                do throws(StoreError) {
                    let seconds = configuration.readsWhileLocked ? 0.5 : 5
                    return try Store(path: path, mode: .readWrite, busySeconds: seconds)
                } catch .locked where configuration.readsWhileLocked {
                    return try Store(path: path, mode: .readOnly)
                }
            }
            return try Store(path: path, mode: .readOnly)
        } catch {
            throw .store(error)
        }
    }

    /// The vocabulary with its matcher, opened on first use; nil where there is none.
    func terms() throws(AnsweringError) -> (vocabulary: ConceptVocabulary, matcher: ConceptMatcher)? {
        let path = configuration.workspace.vocabularyPath
        let result: Result<OpenedTerms, AnsweringError> = opened.withLock { opened in
            if let opened { return .success(opened) }
            var new = OpenedTerms.absent
            if FileManager.default.fileExists(atPath: path) {
                do throws(MetathesaurusError) {
                    let vocabulary = try ConceptVocabulary(path: path)
                    new = .found(vocabulary: vocabulary, matcher: ConceptMatcher(vocabulary: vocabulary))
                } catch {
                    return .failure(.terms(error))
                }
            }
            opened = new
            return .success(new)
        }
        guard case .found(let vocabulary, let matcher) = try result.get() else { return nil }
        return (vocabulary, matcher)
    }

    /// The model with its queue, opened on first use.
    func loadedReader() throws(AnsweringError) -> LoadedReader {
        let configuration = configuration
        let result: Result<LoadedReader, AnsweringError> = reader.withLock { loaded in
            if let loaded { return .success(loaded) }
            do throws(AnsweringError) {
                let start = ContinuousClock.now
                guard let folder = configuration.model else { throw .unknownModel("", installed: []) }
                func open(_ folder: String) throws(AnsweringError) -> (BERTModel, InferenceQueue) {
                    let model = try BERTModel.open(folder)
                    let queue = try InferenceQueue(
                        model: model, threads: configuration.threads, limit: configuration.queueLimit)
                    return (model, queue)
                }
                let (model, queue) = try open(folder)
                var screen: (model: BERTModel, queue: InferenceQueue)?
                if let folder = configuration.screenModel { screen = try open(folder) }
                let seconds = Double(start.duration(to: .now).microseconds) / 1e6
                let new = LoadedReader(model: model, queue: queue, screen: screen, loadSeconds: seconds)
                loaded = new
                return .success(new)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    /// Opens vocabulary and model now, so that the first question does not wait for them.
    public func prepare() throws(AnsweringError) {
        _ = try terms()
        _ = try loadedReader()
    }

    /// Ends the inference threads; what waits is cancelled.
    public func close() {
        reader.withLock { loaded in
            loaded?.queue.close()
            loaded?.screen?.queue.close()
            loaded = nil
        }
    }
}
