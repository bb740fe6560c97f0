/// Builds the arrays of an automaton: patterns sorted, then the trie level by level, failure links as it goes.
///
/// Because the patterns are sorted, the patterns below a state are a range, and a level is built by reading each range
/// once; no hashing, no per-state allocation. Time O(total symbols · log children), memory 12 bytes a state + 24 a
/// pattern over the patterns themselves.
struct AutomatonBuilder {
    var labels: [UInt32] = []
    var nodes: [UInt64] = []
    /// First state of every level; the root is level 0.
    var levels: [UInt32] = []
    /// For each output state in state order, the first pattern that ends there.
    var patternOfOutput: [UInt32] = []
    /// For each pattern, the rank of its output state.
    var outputOfPattern: [UInt32] = []

    private let sortedSymbols: [UInt32]
    private let bounds: [Int]

    /// Builds from patterns that were validated.
    init(_ patterns: PatternSet) throws(AhoCorasickError) {
        let order = Self.sort(patterns)
        // Copy the symbols in sorted order and drop duplicates, so that every later pass is sequential.
        var sortedSymbols: [UInt32] = []
        var bounds = [0]
        var firstOf: [UInt32] = []
        sortedSymbols.reserveCapacity(patterns.symbols.count)
        bounds.reserveCapacity(patterns.count + 1)
        firstOf.reserveCapacity(patterns.count)
        var uniqueOf = [UInt32](repeating: 0, count: patterns.count)
        patterns.symbols.withUnsafeBufferPointer { symbols in
            patterns.bounds.withUnsafeBufferPointer { ends in
                for index in order {
                    let range = ends[Int(index)]..<ends[Int(index) + 1]
                    let unique = firstOf.count
                    if unique > 0 {
                        let previous = bounds[unique - 1]..<sortedSymbols.count
                        let same =
                            previous.count == range.count
                            && zip(previous, range).allSatisfy { sortedSymbols[$0] == symbols[$1] }
                        if same {
                            uniqueOf[Int(index)] = UInt32(truncatingIfNeeded: unique - 1)
                            firstOf[unique - 1] = min(firstOf[unique - 1], index)
                            continue
                        }
                    }
                    uniqueOf[Int(index)] = UInt32(truncatingIfNeeded: unique)
                    sortedSymbols.append(contentsOf: UnsafeBufferPointer(rebasing: symbols[range]))
                    bounds.append(sortedSymbols.count)
                    firstOf.append(index)
                }
            }
        }
        self.sortedSymbols = sortedSymbols
        self.bounds = bounds
        let outputOrder = try buildLevels()
        var rankOfUnique = [UInt32](repeating: 0, count: firstOf.count)
        patternOfOutput.reserveCapacity(outputOrder.count)
        for (rank, unique) in outputOrder.enumerated() {
            rankOfUnique[Int(unique)] = UInt32(truncatingIfNeeded: rank)
            patternOfOutput.append(firstOf[Int(unique)])
        }
        outputOfPattern = uniqueOf
        for index in outputOfPattern.indices { outputOfPattern[index] = rankOfUnique[Int(outputOfPattern[index])] }
    }

    private static func sort(_ patterns: PatternSet) -> [UInt32] {
        patterns.symbols.withUnsafeBufferPointer { symbols in
            patterns.bounds.withUnsafeBufferPointer { bounds in
                SequenceSorter.sorted(count: patterns.count, endMask: 0xFFFF_FFFF) { index, step in
                    let position = bounds[index] + step * 2
                    let end = bounds[index + 1]
                    if position >= end { return 0 }
                    let high = (UInt64(symbols[position]) + 1) << 32
                    return position + 1 < end ? high | (UInt64(symbols[position + 1]) + 1) : high
                }
            }
        }
    }

    /// Lays out the states and links them; returns the unique patterns in the order of their output states.
    private mutating func buildLevels() throws(AhoCorasickError) -> [UInt32] {
        let limit = 0x7FFF_FFFE
        guard sortedSymbols.count < limit else { throw .tooManyStates(sortedSymbols.count) }
        var labels: [UInt32] = [0]
        var nodes: [UInt64] = [0]
        var levels: [UInt32] = [0]
        var outputs: [UInt32] = []
        labels.reserveCapacity(sortedSymbols.count + 1)
        nodes.reserveCapacity(sortedSymbols.count + 2)
        outputs.reserveCapacity(bounds.count)

        sortedSymbols.withUnsafeBufferPointer { symbols in
            bounds.withUnsafeBufferPointer { bounds in
                // The patterns below each state of the level, as ranges of the sorted order.
                var ranges: [(low: UInt32, high: UInt32)] = [(0, UInt32(truncatingIfNeeded: bounds.count - 1))]
                var depth = 0
                var levelStart = 0
                while !ranges.isEmpty {
                    var below: [(low: UInt32, high: UInt32)] = []
                    below.reserveCapacity(ranges.count)
                    for (offset, range) in ranges.enumerated() {
                        let state = levelStart + offset
                        var low = Int(range.low)
                        let high = Int(range.high)
                        let entry = nodes[state] | UInt64(labels.count)
                        let failure = Int(AutomatonTables<DirectAccess>.failure(entry))
                        if entry & 0x8000_0000 != 0 {
                            outputs.append(UInt32(truncatingIfNeeded: low))
                            low += 1
                        }
                        nodes[state] = entry
                        while low < high {
                            let symbol = symbols[bounds[low] + depth]
                            var end = low + 1
                            while end < high, symbols[bounds[end] + depth] == symbol { end += 1 }
                            labels.append(symbol)
                            // Marked now: links to this state may be drawn before its own turn comes.
                            nodes.append(bounds[low + 1] - bounds[low] == depth + 1 ? 0x8000_0000 : 0)
                            below.append((UInt32(truncatingIfNeeded: low), UInt32(truncatingIfNeeded: end)))
                            low = end
                        }
                        // Failure links of the children: all states they can lead to have smaller numbers.
                        let first = Int(entry & 0x7FFF_FFFF)
                        if depth > 0 {
                            for child in first..<labels.count {
                                let link = Self.target(from: failure, labels[child], labels, nodes)
                                let chained = nodes[link] & (1 << 63 | 0x8000_0000) != 0
                                nodes[child] |= UInt64(link) << 32 | (chained ? 1 << 63 : 0)
                            }
                        }
                    }
                    levelStart += ranges.count
                    if !below.isEmpty { levels.append(UInt32(truncatingIfNeeded: levelStart)) }
                    ranges = below
                    depth += 1
                }
            }
        }
        nodes.append(UInt64(labels.count))
        self.labels = labels
        self.nodes = nodes
        self.levels = levels
        return outputs
    }

    /// The state reached by `symbol` from `state` or the states along its failure links.
    @inline(__always)
    private static func target(from state: Int, _ symbol: UInt32, _ labels: [UInt32], _ nodes: [UInt64]) -> Int {
        var current = state
        while true {
            // A state's children end where those of the next state start; both are laid out already.
            var low = Int(nodes[current] & 0x7FFF_FFFF)
            let end = Int(nodes[current + 1] & 0x7FFF_FFFF)
            var high = end
            while low < high {
                let middle = (low + high) / 2
                if labels[middle] < symbol { low = middle + 1 } else { high = middle }
            }
            if low < end, labels[low] == symbol { return low }
            if current == 0 { return 0 }
            current = Int(AutomatonTables<DirectAccess>.failure(nodes[current]))
        }
    }
}
