import Digest
import Foundation
import Store
import Synchronization

/// What of the store an answer depends on.
struct StoreState: Sendable {
    var generation: Int64
    var articles: Int
    var sentences: Int
    /// Digest of the articles' keys and content hashes; made anew when the generation changes.
    var corpusDigest: String
    /// Tokenizers that made token ids in the store, other than the usual one.
    var tokenizers: Set<String>
    /// When the generation was last read.
    var checked: ContinuousClock.Instant
}

/// Counts that clients are told.
public struct StoreCounts: Sendable, Codable, Equatable {
    public var articles: Int
    public var sentences: Int
    public var concepts: Int
    public var edges: Int
    public var cachedAnswers: Int
    public var firstYear: Int?
    public var lastYear: Int?
}

/// What clients are told of the model.
public struct ModelSummary: Sendable, Codable, Equatable {
    public var name: String
    public var digest: String
    public var parameters: Int
    public var loaded: Bool
}

extension Answerer {
    /// The store's state, read again only when the store has changed.
    func storeState() throws(AnsweringError) -> StoreState {
        do {
            let generation = try store.generation()
            let now = ContinuousClock.now
            let known = state.withLock { state -> StoreState? in
                guard state?.generation == generation else { return nil }
                state?.checked = now
                return state
            }
            if let known { return known }
            let status = try store.totals()
            var hasher = SHA256()
            let hashes = try store.contentDigest()
            hasher.update(hashes)
            let new = StoreState(
                generation: generation, articles: status.articles, sentences: status.sentences,
                corpusDigest: hasher.finalize().hex, tokenizers: Set(try store.tokenizers()), checked: now)
            state.withLock { $0 = new }
            return new
        } catch {
            throw .store(error)
        }
    }

    /// The store's generation if it was read within half a second, as every question does.
    var recentGeneration: Int64? { recentState?.generation }

    /// The store's state if it was read within half a second.
    var recentState: StoreState? {
        state.withLock { state in
            guard let state, state.checked.duration(to: .now) < .milliseconds(500) else { return nil }
            return state
        }
    }

    /// A user's exclusions as this process last read or changed them, if that was within half a second.
    func recentExclusions(_ user: String) -> [String]? {
        excludedByUser.withLock { known in
            guard let entry = known[user], entry.read.duration(to: .now) < .milliseconds(500) else { return nil }
            return entry.concepts
        }
    }

    /// Tokenizers other than `digest` that made ids of the store.
    func staleTokenizers(_ digest: String) throws(AnsweringError) -> Set<String> {
        try storeState().tokenizers.subtracting([digest])
    }

    /// The answer cache's file beside the store; nil where it cannot be used, which costs time and nothing else.
    func answerCache() -> AnswerCache? {
        cache.withLock { cache in
            if case .opened(let opened) = cache { return opened }
            let opened = try? AnswerCache(
                path: configuration.workspace.cachePath, limits: configuration.cacheLimits, clock: configuration.clock)
            cache = .opened(opened)
            return opened
        }
    }

    /// Counts of the store. The edges are counted once for each generation.
    public func counts() throws(AnsweringError) -> StoreCounts {
        do {
            let status = try store.status()
            let cached = try answerCache()?.statistics().answers ?? 0
            return StoreCounts(
                articles: status.articles, sentences: status.sentences, concepts: status.concepts, edges: status.edges,
                cachedAnswers: cached, firstYear: status.years?.lowerBound, lastYear: status.years?.upperBound)
        } catch {
            throw .store(error)
        }
    }

    /// What is known of the model; its digest is empty until it is loaded.
    public var modelSummary: ModelSummary {
        let name = configuration.model.map { URL(fileURLWithPath: $0).lastPathComponent } ?? ""
        guard let model = reader.withLock({ $0?.model }) else {
            return ModelSummary(name: name, digest: "", parameters: 0, loaded: false)
        }
        return ModelSummary(
            name: model.name, digest: model.digest, parameters: model.configuration.parameterCount, loaded: true)
    }

    /// A secret of this installation, made when it is first asked for.
    public func settingSecret(_ name: String, create: () -> [UInt8]) throws(AnsweringError) -> [UInt8] {
        do { return try store.setting(name, orElse: create) } catch { throw .store(error) }
    }

    /// What the inference queues have done, and the cache.
    public var statistics: AnswererStatistics {
        let loaded = reader.withLock { $0 }
        var inference = loaded?.queue.statistics ?? InferenceStatistics()
        inference.loadSeconds = loaded?.loadSeconds ?? 0
        let counters = counters.withLock { $0 }
        return AnswererStatistics(
            inference: inference, cacheHits: counters.cacheHits, cacheMisses: counters.cacheMisses)
    }
}

/// What an answerer has done since it was made.
public struct AnswererStatistics: Sendable, Equatable {
    public var inference: InferenceStatistics
    /// Readings that came from the answer cache, and those that did not.
    public var cacheHits: Int
    public var cacheMisses: Int
}
