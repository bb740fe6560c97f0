/// Working memory of a ``ConceptMatcher``: keep one for each thread and pass it to every call.
public struct MatcherScratch: ~Copyable, Sendable {
    var scanner = WordScanner()
    var cache = WordCache()
    var marks = WordMarks()
    var candidates = GrowingBuffer<Candidate>()
    var triggers = GrowingBuffer<ContextRules.Trigger>()
    var typeCounts = GrowingBuffer<UInt32>()

    public init() {}
}

/// An occurrence of a name, before overlaps are resolved.
struct Candidate: BitwiseCopyable {
    var firstToken: UInt32
    var endToken: UInt32
    var pattern: UInt32
}
