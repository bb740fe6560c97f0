/// Working memory of a ``ConceptMatcher``: keep one for each thread and pass it to every call.
public struct MatcherScratch: ~Copyable, Sendable {
    var scanner = WordScanner()
    var ids = GrowingBuffer<UInt32>()
    var candidates: [ConceptMatcher.Candidate] = []
    var cache = MissCache()

    public init() {}
}

/// Remembers which word a rare form (plural, British spelling, unknown) normalizes to: direct-mapped, 64 KiB.
struct MissCache: ~Copyable, Sendable {
    static let bits: UInt64 = 12
    private var entries = GrowingBuffer<(key: UInt64, id: UInt64)>(capacity: 1 << Int(MissCache.bits))
    /// Which vocabulary the ids belong to.
    private var owner: ObjectIdentifier?

    init() { clear() }

    private mutating func clear() {
        entries.start.initialize(repeating: (0, 0), count: 1 << Int(Self.bits))
    }

    mutating func use(for vocabulary: ConceptVocabulary) {
        let identity = ObjectIdentifier(vocabulary)
        guard owner != identity else { return }
        clear()
        owner = identity
    }

    @inline(__always) var start: UnsafeMutablePointer<(key: UInt64, id: UInt64)> { entries.start }
}
