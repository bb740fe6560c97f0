/// An Aho-Corasick automaton over `UInt32` symbols (or bytes) in three flat arrays, built once and then immutable.
///
/// `AhoCorasick.md` in this folder describes the algorithm, the layout and the file. Memory is some 12.3 bytes a state;
/// an automaton opened from a file is memory-mapped and costs what is touched.
public struct Automaton: Sendable {
    /// Number of different patterns.
    public let patternCount: Int
    /// Symbols in the longest pattern.
    public let longestPattern: Int
    /// First state of every level of the trie: the depth of a state is the last level that starts at or before it.
    let levels: [UInt32]
    let memory: AutomatonMemory

    /// Builds from patterns of symbols; `UInt32.max` is reserved.
    public init(patterns: some Sequence<some Sequence<UInt32>>) throws(AhoCorasickError) {
        var set = PatternSet()
        for pattern in patterns { set.append(pattern) }
        try self.init(set)
    }

    /// Builds from patterns of bytes; search the bytes of a text.
    public init(bytePatterns: some Sequence<some Sequence<UInt8>>) throws(AhoCorasickError) {
        var set = PatternSet()
        for pattern in bytePatterns { set.append(bytes: pattern) }
        try self.init(set)
    }

    /// Builds from patterns laid end to end.
    public init(_ patterns: PatternSet) throws(AhoCorasickError) {
        self = try Self.build(patterns, numbering: .input).automaton
    }

    /// How the patterns in matches are numbered.
    public enum PatternNumbering: Sendable {
        /// By the index of the first equal pattern given; costs four bytes a pattern.
        case input
        /// By the order of their final states: dense, and a table can be laid out in that order.
        case state
    }

    /// Builds an automaton and tells for each pattern given which number it has in matches under `.state`.
    public static func build(
        _ patterns: PatternSet, numbering: PatternNumbering
    ) throws(AhoCorasickError) -> (automaton: Automaton, numbers: [UInt32]) {
        try patterns.validate()
        let built = try AutomatonBuilder(patterns)
        let memory = AutomatonMemory(
            built, patternOfOutput: numbering == .input ? built.patternOfOutput : nil)
        let automaton = Automaton(
            patternCount: built.patternOfOutput.count, longestPattern: built.levels.count - 1, levels: built.levels,
            memory: memory)
        return (automaton, built.outputOfPattern)
    }

    init(patternCount: Int, longestPattern: Int, levels: [UInt32], memory: AutomatonMemory) {
        self.patternCount = patternCount
        self.longestPattern = longestPattern
        self.levels = levels
        self.memory = memory
    }

    /// Number of states, the root included.
    public var stateCount: Int { memory.stateCount }

    /// Bytes of all arrays.
    public var byteCount: Int { memory.byteCount + levels.count * 4 }

    /// States below this number are the root and its children: no partial match is longer than one symbol there.
    public var secondLevelStart: UInt32 { levels.count > 2 ? levels[2] : UInt32(truncatingIfNeeded: stateCount) }

    /// The arrays, checked page by page on first touch where the file is large; valid while the automaton lives.
    public func lazyTables() -> AutomatonTables<LazyPages>? {
        memory.file.map { memory.tables(LazyPages($0)) }
    }

    /// The arrays, all of them known to be good: verifies what was not verified yet.
    public func verifiedTables() throws(AhoCorasickError) -> AutomatonTables<DirectAccess> {
        if let file = memory.file, !file.isVerified {
            try file.verify(memory.labels)
            try file.verify(memory.nodes)
            try file.verify(memory.outputs)
            try file.verify(memory.rootTable)
            try file.verify(memory.patternOfOutput)
        }
        return memory.tables(DirectAccess())
    }

    /// True where the arrays need no checks on touch any more.
    public var isVerified: Bool { memory.file?.isVerified ?? true }

    /// Symbols on the way from the root to `state`. Cost: O(log longest pattern).
    public func depth(of state: UInt32) -> Int {
        levels.partitioningIndex { $0 > state } - 1
    }

    /// The number of the pattern that ends in output state `state`. Cost: O(1).
    public func pattern(endingIn state: UInt32) throws(AhoCorasickError) -> Int {
        let entry = Int(state) / 64 * 2
        guard entry + 1 < memory.outputs.count else { return 0 }
        if let file = memory.file, !file.isVerified {
            try file.verify(UnsafeBufferPointer(rebasing: memory.outputs[entry...(entry + 1)]))
        }
        let below = memory.outputs[entry] & ((1 << (UInt64(state) & 63)) - 1)
        // A file that was tampered with may claim any count.
        let count = memory.outputs[entry + 1] &+ UInt64(below.nonzeroBitCount)
        guard count < UInt64(patternCount) else { return 0 }
        let rank = Int(count)
        guard rank < memory.patternOfOutput.count else { return rank }
        if let file = memory.file, !file.isVerified {
            try file.verify(UnsafeBufferPointer(rebasing: memory.patternOfOutput[rank...rank]))
        }
        return Int(memory.patternOfOutput[rank])
    }
}

extension Automaton {
    /// The arrays reached by `access`. A caller that passes ``DirectAccess`` knows that they were verified.
    public func memoryTables<Access: PageAccess>(_ access: Access) -> AutomatonTables<Access> { memory.tables(access) }
}
