import Metathesaurus
import Store

extension Ingestion {
    /// Makes token ids or mentions of stored articles anew where another tokenizer or vocabulary made them; the
    /// articles' files are not read again.
    ///
    /// - Returns: articles changed.
    public func reprocess(
        tokens: Bool, mentions: Bool, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in },
        isCancelled: () -> Bool = { false }
    ) throws(AnsweringError) -> Int {
        do {
            let keys = try store.articleKeys(
                notTokenizedBy: tokens ? tags.tokenizer : nil, notMatchedBy: mentions ? tags.vocabulary : nil)
            var changed = 0
            let batch = 64
            for first in stride(from: 0, to: keys.count, by: batch) {
                if isCancelled() { break }
                let part = Array(keys[first..<min(first + batch, keys.count)])
                // Both are made again: the text is at hand, and the two then have the same age.
                changed += try store.reprocess(articles: part, tokenizer: tags.tokenizer, vocabulary: tags) { record in
                    record = try preparer.reprocess(record)
                }
                progress(min(first + batch, keys.count), keys.count)
            }
            return changed
        } catch let error as MetathesaurusError {
            throw .terms(error)
        } catch {
            throw AnsweringError(error)
        }
    }

    /// Articles whose token ids or mentions are out of date.
    public func staleArticles() throws(AnsweringError) -> (tokens: Int, mentions: Int) {
        do {
            return (
                try store.articleKeys(notTokenizedBy: tags.tokenizer).count,
                try store.articleKeys(notMatchedBy: tags.vocabulary).count
            )
        } catch {
            throw .store(error)
        }
    }

    /// Removes articles by id.
    /// - Returns: how many were there.
    public func remove(_ ids: [String]) throws(AnsweringError) -> Int {
        do { return try store.remove(articles: ids) } catch { throw .store(error) }
    }
}
