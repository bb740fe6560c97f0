import CByteMask

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What is known of a word without its neighbours, in 32 bits.
struct WordNumber: BitwiseCopyable {
    private var bits: UInt32

    private static let triggerFlag: UInt32 = 1 << 31
    private static let nameFlag: UInt32 = 1 << 30
    private static let lowerFlag: UInt32 = 1 << 29
    private static let idMask = lowerFlag - 1

    /// - Parameters:
    ///   - id: below 2^29: a vocabulary has fewer words (``VocabularyLimits/words``).
    ///   - isName: whether it is a name in some spelling.
    ///   - isLowerName: whether it is a name when spelled without capitals.
    ///   - mayTrigger: as ``ContextRules/mayTrigger(_:)`` has it.
    init(id: UInt32, isName: Bool, isLowerName: Bool, mayTrigger: Bool) {
        bits = id & Self.idMask
        if mayTrigger { bits |= Self.triggerFlag }
        if isName { bits |= Self.nameFlag }
        if isLowerName { bits |= Self.lowerFlag }
    }

    /// Its id in the vocabulary; 0 where it has none.
    @inline(__always) var id: UInt32 { bits & Self.idMask }
    /// 1 where a phrase of ``ContextRules`` or the end of a sentence may be.
    @inline(__always) var mayTrigger: UInt64 { UInt64(bits &>> 31) }
    /// 1 where it is a name in some spelling.
    @inline(__always) var isName: UInt64 { UInt64(bits &>> 30 & 1) }
    /// 1 where it is a name when spelled without capitals.
    @inline(__always) var isLowerName: UInt64 { UInt64(bits &>> 29 & 1) }
}

/// What a name of one word stands for where it is spelled without capitals.
struct LowerName: BitwiseCopyable {
    var concept: ConceptIndex
    var claimMask: UInt32
    var ambiguity: UInt16
    var isTied: Bool
}

/// What the automaton knows of two words that may start a name.
struct PairEntry: BitwiseCopyable {
    /// The state that the first word leads to, and the id of the second; 0 for none.
    var key: UInt64 = 0
    /// The state that both lead to; 0 where no name starts with them.
    var state: UInt32 = 0
    /// The pattern that is these two words; has a meaning only where the node says that there is one.
    var pattern: UInt32 = 0
    /// The packed entry of `state` in the automaton.
    var node: UInt64 = 0
    /// Whether any name goes on after them.
    var hasChildren = false
}

/// The words seen last, unknown ones and irregular forms included, four to a set, and the pairs of them. It keeps what a
/// text uses together, where the vocabulary's own tables spread it over megabytes.
final class WordCache: @unchecked Sendable {
    // Unchecked: one scratch at a time has it, see `WordCachePool`.

    /// Words in a set: their keys, numbers and patterns fill a line of the processor's cache.
    private static let ways = 4
    private static let setBits: UInt64 = 14
    private static let count = ways << Int(setBits)
    private static let setBytes = 64
    private static let pairBits: UInt64 = 14
    private static let pairCount = 1 << Int(pairBits)
    /// Two large pages where the system has such: a look at each word of a text should not also miss a table of pages.
    private static let byteCount = 2 * pageBytes
    private static let pageBytes = 2 << 20

    private let sets: UnsafeMutableRawPointer
    private let names: UnsafeMutablePointer<LowerName>
    private let pairs: UnsafeMutablePointer<PairEntry>

    init() {
        sets = .allocate(byteCount: Self.byteCount, alignment: Self.pageBytes)
        #if os(Linux)
            madvise(sets, Self.byteCount, MADV_HUGEPAGE)
        #endif
        // No word has the key 0, and no pair.
        memset(sets, 0, Self.setBytes << Int(Self.setBits))
        let afterSets = sets + Self.setBytes << Int(Self.setBits)
        let name = LowerName(concept: 0, claimMask: 0, ambiguity: 0, isTied: false)
        names = afterSets.initializeMemory(as: LowerName.self, repeating: name, count: Self.count)
        let afterNames = afterSets + Self.count * MemoryLayout<LowerName>.stride
        pairs = afterNames.initializeMemory(as: PairEntry.self, repeating: PairEntry(), count: Self.pairCount)
        assert(afterNames + Self.pairCount * MemoryLayout<PairEntry>.stride <= sets + Self.byteCount)
    }

    deinit { sets.deallocate() }

    // MARK: Words

    /// Where a word is, if it is there: a number that the functions below take. Without a branch on which of the four it
    /// is, which no predictor could guess.
    @inline(__always) func place(of key: UInt64) -> Int? {
        let set = Self.set(of: key)
        let found = equal_of_four(keys(set), key)
        return found != 0 ? set &* Self.ways &+ found.trailingZeroBitCount : nil
    }

    @inline(__always) static func set(of key: UInt64) -> Int { WordKey.slot(key, shift: 64 - setBits) }

    @inline(__always) private func keys(_ set: Int) -> UnsafeMutablePointer<UInt64> {
        (sets + set &* Self.setBytes).assumingMemoryBound(to: UInt64.self)
    }

    /// A field of four bytes after the keys: the numbers, then the patterns.
    @inline(__always) private func field<Field>(_ place: Int, _ index: Int) -> UnsafeMutablePointer<Field> {
        let set = place &>> 2
        let offset = set &* Self.setBytes &+ 32 &+ index &* 16
        return (sets + offset).assumingMemoryBound(to: Field.self) + (place & 3)
    }

    @inline(__always) func key(at place: Int) -> UInt64 { keys(place &>> 2)[place & 3] }

    @inline(__always) func number(at place: Int) -> WordNumber { field(place, 0).pointee }

    /// The pattern that is this one word, or `UInt32.max`.
    @inline(__always) func pattern(at place: Int) -> UInt32 { field(place, 1).pointee }

    /// What the word stands for without capitals; has a meaning only where its number says that it is a name then.
    @inline(__always) func name(at place: Int) -> LowerName { names[place] }

    /// Keeps a word, in place of the one that came first of four; returns its place.
    func insert(_ key: UInt64, _ number: WordNumber, _ pattern: UInt32, _ name: LowerName?) -> Int {
        let first = Self.set(of: key) * Self.ways
        for place in (first + 1..<first + Self.ways).reversed() {
            keys(place / 4)[place % 4] = self.key(at: place - 1)
            (field(place, 0) as UnsafeMutablePointer<WordNumber>).pointee = self.number(at: place - 1)
            (field(place, 1) as UnsafeMutablePointer<UInt32>).pointee = self.pattern(at: place - 1)
            names[place] = names[place - 1]
        }
        keys(first / 4)[0] = key
        field(first, 0).pointee = number
        field(first, 1).pointee = pattern
        if let name { names[first] = name }
        return first
    }

    // MARK: Pairs

    /// Where a pair is kept; whatever is there may be another.
    @inline(__always) func pair(_ state: UInt32, _ word: UInt32) -> UnsafeMutablePointer<PairEntry> {
        pairs + Int(truncatingIfNeeded: StartFilterLayout.hash(state, word) &>> (64 - Self.pairBits))
    }
}
