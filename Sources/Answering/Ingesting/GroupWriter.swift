import Dispatch
import Store
import Synchronization

/// Writes one prepared group at a time on a queue of its own.
final class GroupWriter: Sendable {
    private let store: Store
    private let tags: IngestTags
    private let queue = DispatchQueue(label: "answer.ingest.writer")
    private let pending = DispatchGroup()
    private let result = Mutex<Result<IngestReport, StoreError>?>(nil)

    init(store: Store, tags: IngestTags) {
        self.store = store
        self.tags = tags
    }

    func start(_ outcomes: [Ingestion.Outcome]) {
        queue.async(group: pending) { [self] in
            do throws(StoreError) {
                let report = try store.ingest(outcomes.flatMap(\.records), tags: tags)
                try noteTroubles(outcomes)
                result.withLock { $0 = .success(report) }
            } catch {
                result.withLock { $0 = .failure(error) }
            }
        }
    }

    /// Waits for the group in hand and adds what it changed.
    /// - Throws: the write's failure; nothing of that group is stored then.
    func wait(_ summary: inout IngestSummary) throws(AnsweringError) {
        pending.wait()
        switch result.withLock({ result in
            defer { result = nil }
            return result
        }) {
        case nil: return
        case .success(let report):
            summary.added += report.added
            summary.replaced += report.replaced
            summary.sentences += report.sentences
        case .failure(let error): throw .store(error)
        }
    }

    private func noteTroubles(_ outcomes: [Ingestion.Outcome]) throws(StoreError) {
        var failures: [(path: String, error: String)] = []
        var skipped: [SkippedSource] = []
        var mended: [String] = []
        for outcome in outcomes {
            let errors = outcome.problems.filter { !$0.isWarning }
            for error in errors { failures.append((path: outcome.place, error: error.description)) }
            if errors.isEmpty { mended.append(outcome.place) }
            for article in outcome.otherLanguages {
                skipped.append(
                    SkippedSource(
                        path: outcome.place + "#" + article.article, language: article.code, contentHash: article.hash))
            }
        }
        try store.recordFailures(failures)
        try store.recordSkipped(skipped)
        if try !store.failures().isEmpty { try store.clearFailures(mended) }
    }
}
