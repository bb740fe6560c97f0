/// A search that is fed a text in chunks; matches may span chunks, positions count from the first symbol.
///
/// Memory: the longest pattern, for ``MatchKind/leftmostLongest``; a few words otherwise. Time: amortized
/// O(symbols + occurrences), whichever kind is reported.
public struct MatchStream: Sendable {
    private let automaton: Automaton
    private let kind: MatchKind
    private let tables: AutomatonTables<DirectAccess>
    private let secondLevel: UInt32
    private var state: UInt32 = 0
    private var position = 0
    /// No match may start before this (non-overlapping kinds).
    private var floor = 0
    /// Leftmost-longest: for each start that has a match, the longest so far, by start.
    private var candidates: [Match] = []

    /// Starts a search. An automaton from a large file is verified whole first.
    public init(_ automaton: Automaton, kind: MatchKind = .leftmostLongest) throws(AhoCorasickError) {
        self.automaton = automaton
        self.kind = kind
        tables = try automaton.verifiedTables()
        secondLevel = automaton.secondLevelStart
    }

    /// Reads `chunk` and calls `body` with each match that is certain by now; stops early where `body` returns false.
    public mutating func feed<Symbol: FixedWidthInteger & UnsignedInteger>(
        _ chunk: UnsafeBufferPointer<Symbol>, _ body: (Match) -> Bool
    ) -> Bool {
        for symbol in chunk {
            // A symbol wider than 32 bits, or the reserved one, is in no pattern.
            state = tables.next(state, UInt32(exactly: symbol) ?? .max)
            position += 1
            let node = tables.node(state)
            if AutomatonTables<DirectAccess>.isOutput(node) || AutomatonTables<DirectAccess>.hasShorterOutput(node) {
                if !report(node, body) { return false }
            }
            if !candidates.isEmpty, !settle(before: position - automaton.depth(of: state), body) { return false }
        }
        return true
    }

    /// Ends the text: reports what was still open.
    public mutating func finish(_ body: (Match) -> Bool) -> Bool {
        let completed = settle(before: .max, body)
        state = 0
        position = 0
        floor = 0
        candidates.removeAll(keepingCapacity: true)
        return completed
    }

    /// Handles the patterns that end at `position`, longest first.
    private mutating func report(_ first: UInt64, _ body: (Match) -> Bool) -> Bool {
        var current = state
        var node = first
        while true {
            if AutomatonTables<DirectAccess>.isOutput(node) {
                let start = position - automaton.depth(of: current)
                // The tables were verified, so the lookup of the number cannot fail.
                let number = (try? automaton.pattern(endingIn: current)) ?? 0
                let match = Match(pattern: number, start: start, end: position)
                switch kind {
                case .overlapping:
                    if !body(match) { return false }
                case .standard:
                    if start >= floor {
                        floor = position
                        return body(match)
                    }
                case .leftmostLongest:
                    if start >= floor { remember(match) }
                }
            }
            guard AutomatonTables<DirectAccess>.hasShorterOutput(node) else { return true }
            current = AutomatonTables<DirectAccess>.failure(node)
            node = tables.node(current)
        }
    }

    private mutating func remember(_ match: Match) {
        let index = candidates.partitioningIndex { $0.start >= match.start }
        if index < candidates.count, candidates[index].start == match.start {
            candidates[index] = match
        } else {
            candidates.insert(match, at: index)
        }
    }

    /// Reports candidates that start before `limit`: nothing that is still being read can start there.
    private mutating func settle(before limit: Int, _ body: (Match) -> Bool) -> Bool {
        var used = 0
        while used < candidates.count, candidates[used].start < limit {
            let match = candidates[used]
            used += 1
            if match.start < floor { continue }
            floor = match.end
            if !body(match) { return false }
        }
        if used > 0 { candidates.removeFirst(used) }
        return true
    }
}
