/// The arrays of an automaton and the steps over them: what a search loop needs, in registers, without a class.
///
/// See `AhoCorasick.md` in this folder for the layout. State 0 is the root; states are numbered level by level, so the
/// children of a state are neighbours and a failure link always leads to a smaller number.
@frozen public struct AutomatonTables<Access: PageAccess>: @unchecked Sendable {
    // Unchecked: pointers to memory that is not written after it was built, kept alive by the automaton.

    /// `[stateCount]`: the symbol on the edge that leads into a state.
    public let labels: UnsafePointer<UInt32>
    /// `[stateCount + 1]`: first child in bits 0..<31, output flag in bit 31, failure link in bits 32..<63, and in bit
    /// 63 whether any state along the failure links has an output.
    public let nodes: UnsafePointer<UInt64>
    /// Number of states, the root included.
    public let stateCount: UInt32
    /// States 1...rootChildren are the children of the root.
    public let rootChildren: UInt32
    /// Where the root's symbols are `rootFirst..<rootFirst + rootChildren`, the first of them; else `UInt32.max`.
    public let rootFirst: UInt32
    /// Root child by symbol, for small alphabets; empty otherwise.
    public let rootTable: UnsafeBufferPointer<UInt32>
    /// Pairs for every 64 states: a bit for each output state, and how many output states come before.
    public let outputs: UnsafePointer<UInt64>
    /// First state of every level.
    public let levels: UnsafeBufferPointer<UInt32>
    /// How memory is reached.
    public let access: Access

    @inlinable public init(
        labels: UnsafePointer<UInt32>, nodes: UnsafePointer<UInt64>, stateCount: UInt32, rootChildren: UInt32,
        rootFirst: UInt32, rootTable: UnsafeBufferPointer<UInt32>, outputs: UnsafePointer<UInt64>,
        levels: UnsafeBufferPointer<UInt32>, access: Access
    ) {
        self.labels = labels
        self.nodes = nodes
        self.stateCount = stateCount
        self.rootChildren = rootChildren
        self.rootFirst = rootFirst
        self.rootTable = rootTable
        self.outputs = outputs
        self.levels = levels
        self.access = access
    }

    @inlinable @inline(__always) func label(_ state: UInt32) -> UInt32 {
        let pointer = labels + Int(state)
        return access.allows(pointer) ? pointer.pointee : UInt32.max
    }

    /// The packed entry of `state`; a damaged one reads as a state without children that falls back to the root.
    @inlinable @inline(__always) public func node(_ state: UInt32) -> UInt64 {
        let pointer = nodes + Int(state)
        return access.allows(pointer) ? pointer.pointee : 0
    }

    /// The child of the root by `symbol`, or 0.
    @inlinable @inline(__always) public func rootChild(_ symbol: UInt32) -> UInt32 {
        if rootFirst != UInt32.max {
            let offset = symbol &- rootFirst
            return offset < rootChildren ? offset &+ 1 : 0
        }
        if symbol < UInt32(truncatingIfNeeded: rootTable.count) { return rootTable[Int(symbol)] }
        return rootTable.isEmpty ? search(symbol, 1, rootChildren &+ 1) : 0
    }

    /// The child of `state`, whose packed entry is `node`, by `symbol`, or 0. Cost: O(log children).
    @inlinable @inline(__always) public func child(of state: UInt32, node: UInt64, by symbol: UInt32) -> UInt32 {
        let first = UInt32(truncatingIfNeeded: node) & 0x7FFF_FFFF
        let end = UInt32(truncatingIfNeeded: self.node(state &+ 1)) & 0x7FFF_FFFF
        if first >= end { return 0 }
        if end &- first == 1 { return label(first) == symbol ? first : 0 }
        return search(symbol, first, end)
    }

    @inlinable func search(_ symbol: UInt32, _ first: UInt32, _ end: UInt32) -> UInt32 {
        // No branch depends on the labels, which no predictor could guess.
        var low = first
        var count = end &- first
        while count > 1 {
            let half = count &>> 1
            let isPast = (Int64(symbol) &- Int64(label(low &+ half))) &>> 63
            low = low &+ (half & UInt32(truncatingIfNeeded: ~isPast))
            count = count &- half
        }
        return count == 1 && label(low) == symbol ? low : 0
    }

    /// The state after reading `symbol` in `state`, failure links followed. Cost: amortized O(log children).
    @inlinable @inline(__always) public func next(_ state: UInt32, _ symbol: UInt32) -> UInt32 {
        var current = state
        while current != 0 {
            let node = node(current)
            let child = child(of: current, node: node, by: symbol)
            if child != 0 { return child }
            current = UInt32(truncatingIfNeeded: node &>> 32) & 0x7FFF_FFFF
        }
        return rootChild(symbol)
    }

    /// True where a pattern ends in the state of this packed entry.
    @inlinable @inline(__always) public static func isOutput(_ node: UInt64) -> Bool { node & 0x8000_0000 != 0 }

    /// True where a pattern ends in a state along the failure links of this packed entry.
    @inlinable @inline(__always) public static func hasShorterOutput(_ node: UInt64) -> Bool { node &>> 63 != 0 }

    /// The failure link in a packed entry: the state of the longest proper suffix.
    @inlinable @inline(__always) public static func failure(_ node: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: node &>> 32) & 0x7FFF_FFFF
    }

    /// Rank of an output state among the output states: the number of its pattern under `.state`.
    @inlinable @inline(__always) public func rank(_ state: UInt32) -> UInt32 {
        let pair = outputs + Int(state &>> 6) &* 2
        guard access.allows(pair) else { return 0 }
        let below = pair.pointee & ((1 &<< UInt64(state & 63)) &- 1)
        return UInt32(truncatingIfNeeded: pair[1]) &+ UInt32(truncatingIfNeeded: below.nonzeroBitCount)
    }

    /// Symbols on the way from the root to `state`. Cost: O(depth), for shallow automata.
    @inlinable @inline(__always) public func shallowDepth(_ state: UInt32) -> Int {
        var depth = 0
        while depth &+ 1 < levels.count, levels[depth &+ 1] <= state { depth &+= 1 }
        return depth
    }
}
