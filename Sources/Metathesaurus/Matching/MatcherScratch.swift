/// Working memory of a ``ConceptMatcher``: keep one for each thread and pass it to every call.
public struct MatcherScratch: ~Copyable, Sendable {
    var scanner = WordScanner()
    var ids = GrowingBuffer<UInt32>()
    var candidates = GrowingBuffer<Candidate>()
    var cache = WordCache()
    var typeCounts = GrowingBuffer<UInt32>()

    public init() {}
}

/// An occurrence of a name, before overlaps are resolved.
struct Candidate: BitwiseCopyable {
    var firstToken: UInt32
    var endToken: UInt32
    var pattern: UInt32
}

/// The words seen last and their ids, unknown ones and irregular forms included: direct-mapped, 512 KiB. It keeps what
/// a text uses together, where the vocabulary's own table spreads it over megabytes.
struct WordCache: ~Copyable, Sendable {
    static let bits: UInt64 = 15
    private var entries = GrowingBuffer<(key: UInt64, id: UInt64)>(capacity: 1 << Int(WordCache.bits))
    /// Which vocabulary the ids belong to.
    private var owner: ObjectIdentifier?

    init() { clear() }

    private mutating func clear() {
        entries.start.initialize(repeating: (0, 0), count: 1 << Int(Self.bits))
    }

    /// Forgets everything unless it was filled for this vocabulary. A scratch must not outlive the vocabulary and then
    /// serve another one that may lie at the same address; the digest would tell them apart but costs more.
    mutating func use(for vocabulary: ConceptVocabulary) {
        let identity = ObjectIdentifier(vocabulary)
        guard owner != identity else { return }
        clear()
        owner = identity
    }

    @inline(__always) var start: UnsafeMutablePointer<(key: UInt64, id: UInt64)> { entries.start }
}
