/// The words of a text as the search sees them: what each is, and, a bit a word, where a look is worth while.
struct WordMarks: ~Copyable, Sendable {
    /// Ids in the vocabulary, 0 for unknown words; one more 0 follows the last.
    private(set) var ids = GrowingBuffer<UInt32>()
    /// Where they were in the ``WordCache`` when they were looked up.
    private(set) var places = GrowingBuffer<UInt32>()
    /// Words that may be names by themselves.
    private(set) var names = GrowingBuffer<UInt64>()
    /// Words that with the next one may start a longer name.
    private(set) var pairs = GrowingBuffer<UInt64>()
    /// Words at which ``ContextRules`` looks for a phrase or the end of a sentence.
    private(set) var triggers = GrowingBuffer<UInt64>()

    /// Makes room for `count` words; forgets the ones before.
    mutating func reserve(_ count: Int) {
        ids.reserve(count + 1)
        places.reserve(count)
        let blocks = count / 64 + 1
        names.reserve(blocks)
        pairs.reserve(blocks)
        triggers.reserve(blocks)
    }
}
