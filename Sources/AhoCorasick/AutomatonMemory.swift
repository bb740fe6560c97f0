/// Owner of an automaton's arrays: allocated, or sections of a mapped file.
final class AutomatonMemory: @unchecked Sendable {
    // Unchecked: the memory is not written to after `init`.

    let labels: UnsafeBufferPointer<UInt32>
    let nodes: UnsafeBufferPointer<UInt64>
    /// Pairs for every 64 states: a bit for each output state, and how many output states come before.
    let outputs: UnsafeBufferPointer<UInt64>
    let rootTable: UnsafeBufferPointer<UInt32>
    /// First state of every level; always allocated.
    let levels: UnsafeBufferPointer<UInt32>
    /// Pattern number by output rank; empty where that is the rank itself.
    let patternOfOutput: UnsafeBufferPointer<UInt32>
    let rootChildren: UInt32
    let rootFirst: UInt32
    let file: PagedFile?

    var stateCount: Int { labels.count }
    var byteCount: Int {
        labels.count * 4 + nodes.count * 8 + outputs.count * 8 + rootTable.count * 4 + patternOfOutput.count * 4
    }

    init(_ built: AutomatonBuilder, patternOfOutput: [UInt32]?) {
        labels = Self.copy(built.labels)
        nodes = Self.copy(built.nodes)
        outputs = Self.copy(Self.outputRanks(built.nodes))
        levels = Self.copy(built.levels)
        self.patternOfOutput = Self.copy(patternOfOutput ?? [])
        let end = built.levels.count > 2 ? Int(built.levels[2]) : built.labels.count
        let symbols = built.labels[1..<max(end, 1)]
        rootChildren = UInt32(truncatingIfNeeded: symbols.count)
        let (first, table) = Self.rootIndex(symbols)
        rootFirst = first
        rootTable = Self.copy(table)
        file = nil
    }

    init(
        labels: UnsafeBufferPointer<UInt32>, nodes: UnsafeBufferPointer<UInt64>, outputs: UnsafeBufferPointer<UInt64>,
        rootTable: UnsafeBufferPointer<UInt32>, patternOfOutput: UnsafeBufferPointer<UInt32>, rootChildren: UInt32,
        rootFirst: UInt32, levels: [UInt32], file: PagedFile
    ) {
        self.labels = labels
        self.nodes = nodes
        self.outputs = outputs
        self.rootTable = rootTable
        self.levels = Self.copy(levels)
        self.patternOfOutput = patternOfOutput
        self.rootChildren = rootChildren
        self.rootFirst = rootFirst
        self.file = file
    }

    deinit {
        levels.deallocate()
        guard file == nil else { return }
        labels.deallocate()
        nodes.deallocate()
        outputs.deallocate()
        rootTable.deallocate()
        patternOfOutput.deallocate()
    }

    func tables<Access: PageAccess>(_ access: Access) -> AutomatonTables<Access> {
        // The buffers of a built or opened automaton are never empty: the root alone makes one label and two nodes.
        AutomatonTables(
            labels: labels.baseAddress.unsafelyUnwrapped, nodes: nodes.baseAddress.unsafelyUnwrapped,
            stateCount: UInt32(truncatingIfNeeded: stateCount), rootChildren: rootChildren, rootFirst: rootFirst,
            rootTable: rootTable, outputs: outputs.baseAddress.unsafelyUnwrapped, levels: levels, access: access)
    }

    private static func copy<Element: BitwiseCopyable>(_ array: [Element]) -> UnsafeBufferPointer<Element> {
        let memory = UnsafeMutableBufferPointer<Element>.allocate(capacity: array.count)
        _ = memory.initialize(from: array)
        return UnsafeBufferPointer(memory)
    }

    private static func outputRanks(_ nodes: [UInt64]) -> [UInt64] {
        let states = nodes.count - 1
        var pairs: [UInt64] = []
        pairs.reserveCapacity((states + 63) / 64 * 2)
        var rank: UInt64 = 0
        for start in stride(from: 0, to: states, by: 64) {
            var bits: UInt64 = 0
            for state in start..<min(start + 64, states) {
                bits |= (nodes[state] >> 31 & 1) << UInt64(state - start)
            }
            pairs.append(bits)
            pairs.append(rank)
            rank += UInt64(bits.nonzeroBitCount)
        }
        return pairs
    }

    /// The quickest index that is worth its memory: none for consecutive symbols, a table for a small alphabet.
    private static func rootIndex(_ symbols: ArraySlice<UInt32>) -> (first: UInt32, table: [UInt32]) {
        guard let lowest = symbols.first, let highest = symbols.last else { return (0, []) }
        if Int(highest - lowest) == symbols.count - 1 { return (lowest, []) }
        guard Int(highest) < max(65536, symbols.count * 4) else { return (.max, []) }
        var table = [UInt32](repeating: 0, count: Int(highest) + 1)
        for (offset, symbol) in symbols.enumerated() {
            table[Int(symbol)] = UInt32(truncatingIfNeeded: offset + 1)
        }
        return (.max, table)
    }
}
