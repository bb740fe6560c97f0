import BERT
import Foundation
import Ranking
import Store
import Synchronization

/// Whole answers of this process, valid for one generation of the store; the least recently used goes first.
final class ReportCache: Sendable {
    private let cache: LRUCache<(report: AskReport, created: Int64)>
    private let limit: Int
    /// Seconds a report is kept after it was made.
    private let age: Int64
    /// Seconds since 1970.
    let clock: @Sendable () -> Int64
    /// The same reports by the request as it was made, found without hashing it into a digest.
    private let recent = Mutex<[AskRequest: RecentReport]>([:])

    private struct RecentReport {
        var report: AskReport
        var created: Int64
        var generation: Int64
        var corpusDigest: String
        var exclusions: [String]
    }

    init(limit: Int, age: Int64, clock: @escaping @Sendable () -> Int64) {
        cache = LRUCache(maximumBytes: .max, maximumCount: limit)
        self.limit = limit
        self.age = age
        self.clock = clock
    }

    private func isYoung(_ created: Int64) -> Bool { created >= clock() - age }

    /// The report of exactly this request, made from this state of the store for these exclusions. Under a microsecond.
    func report(for request: AskRequest, state: StoreState, exclusions: [String]) -> AskReport? {
        recent.withLock { recent in
            guard let known = recent[request], known.generation == state.generation,
                known.corpusDigest == state.corpusDigest, known.exclusions == exclusions, isYoung(known.created)
            else { return nil }
            return known.report
        }
    }

    func note(
        _ report: AskReport, created: Int64, for request: AskRequest, state: StoreState, exclusions: [String]
    ) {
        recent.withLock { recent in
            // What is thrown away here is still under its digest.
            if recent.count >= limit { recent.removeAll() }
            recent[request] = RecentReport(
                report: report, created: created, generation: state.generation, corpusDigest: state.corpusDigest,
                exclusions: exclusions)
        }
    }

    /// The digest of everything an answer depends on.
    ///
    /// - Parameters:
    ///   - state: of the store: its articles and the generation, which every change raises.
    ///   - exclusions: the user's, which change what is found.
    ///   - inputs: what model and vocabulary are, see ``AnswererConfiguration/inputFingerprint``.
    static func key(_ request: AskRequest, state: StoreState, exclusions: [String], inputs: String) -> CacheKey? {
        var request = request
        // Who asks changes only whose turn it is.
        request.client = ""
        request.user = ""
        // The number goes up with every change to how passages are ranked, answers scored or reports written that is not
        // one of weights.
        return CacheKey(
            hashing: "report 8 \(answerVersion) \(AnswerScoring.fingerprint) \(CorpusConfidence.fingerprint)\n"
                + "\(state.generation) \(state.corpusDigest)\n\(inputs)\n\(exclusions)\n\(request)")
    }

    /// The report of a key and when it was made, unless that is too long ago.
    func report(for key: CacheKey) -> (report: AskReport, created: Int64)? {
        guard let known = cache.value(for: key), isYoung(known.created) else { return nil }
        return known
    }

    func insert(_ report: AskReport, created: Int64, for key: CacheKey) {
        cache.insert((report, created), for: key, bytes: 0)
    }
}

extension AnswererConfiguration {
    /// Paths, sizes and times of the files that answers depend on beside the store, and whether this processor reads
    /// with integers: enough to know that a kept answer is still what they would give, without opening them. Costs some
    /// microseconds.
    var inputFingerprint: String {
        let names = ["config.json", "vocab.txt", "tokenizer_config.json", "model.safetensors", "answer.json"]
        let models = [model, screenModel].compactMap { $0 }.flatMap { folder in names.map { folder + "/" + $0 } }
        let parts = (models + [workspace.vocabularyPath]).map { path in
            var status = stat()
            guard stat(path, &status) == 0 else { return "\(path) none" }
            #if canImport(Darwin)
                let time = status.st_mtimespec
            #else
                let time = status.st_mtim
            #endif
            return "\(path) \(status.st_size) \(time.tv_sec).\(time.tv_nsec) \(status.st_ino)"
        }
        let usesIntegers = EngineKernels.overIntegers.contains { $0.isAvailable }
        return parts.joined(separator: "\n") + "\n\(screened) \(usesIntegers)"
    }
}

extension Answerer {
    /// A whole answer that an earlier process kept.
    func storedReport(_ key: CacheKey) -> (report: AskReport, created: Int64)? {
        guard let kept = answerCache()?.kept(for: key) else { return nil }
        // What cannot be read is as good as not there.
        guard let report = try? JSONDecoder().decode(AskReport.self, from: Data(kept.value)) else { return nil }
        return (report, kept.created)
    }

    /// Keeps a whole answer in memory, and for later processes.
    func keep(_ report: AskReport, for key: CacheKey) {
        reports.insert(report, created: reports.clock(), for: key)
        // Model or vocabulary may have been exchanged since this process began: then the key tells an untruth.
        guard let cache = answerCache(), configuration.inputFingerprint == inputs else { return }
        var kept = report
        for index in kept.candidates.indices { kept.candidates[index].cached = true }
        for index in kept.answers.indices {
            for place in kept.answers[index].evidence.indices { kept.answers[index].evidence[place].cached = true }
        }
        // An answer that cannot be kept is still an answer.
        guard let bytes = try? JSONEncoder().encode(kept) else { return }
        try? cache.insert([(key, [UInt8](bytes))], model: report.provenance.modelDigest)
    }
}
