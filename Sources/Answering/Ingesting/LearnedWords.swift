import Language
import Store

extension Ingestion {
    /// A word of the corpus counts as one from here on; its misspellings are rarer.
    private static let fewestOccurrences: UInt64 = 5

    /// Counts the words of all stored articles and keeps the frequent ones for the spelling dictionary of later runs,
    /// which then find the mentions made before out of date: ``reprocess(tokens:mentions:progress:isCancelled:)`` with
    /// new tools makes them anew. The text itself is never changed.
    ///
    /// - Returns: how many words are known now; nil where it was cancelled, which changes nothing.
    public func learnWords(
        for workspace: Workspace, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in },
        isCancelled: () -> Bool = { false }
    ) throws(AnsweringError) -> Int? {
        do {
            let keys = try store.articleKeys()
            var words = SpellingDictionary.Builder()
            for (index, key) in keys.enumerated() {
                if isCancelled() { return nil }
                for paragraph in try store.record(of: key)?.paragraphs ?? [] { words.addWords(of: paragraph.text) }
                progress(index + 1, keys.count)
            }
            return try words.writeFrequencies(minimum: Self.fewestOccurrences, to: workspace.learnedWordsPath)
        } catch let error as StoreError {
            throw .store(error)
        } catch {
            throw AnsweringError(error)
        }
    }
}
