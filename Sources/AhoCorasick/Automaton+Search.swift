extension Automaton {
    /// Calls `body` with each match in `symbols`, in order, until it returns false.
    public func forEachMatch<Symbol: FixedWidthInteger & UnsignedInteger>(
        in symbols: UnsafeBufferPointer<Symbol>, kind: MatchKind = .leftmostLongest, _ body: (Match) -> Bool
    ) throws(AhoCorasickError) {
        var stream = try MatchStream(self, kind: kind)
        if stream.feed(symbols, body) { _ = stream.finish(body) }
    }

    /// All matches in `symbols` (bytes for an automaton of byte patterns).
    public func matches<Symbol: FixedWidthInteger & UnsignedInteger>(
        in symbols: [Symbol], kind: MatchKind = .leftmostLongest
    ) throws(AhoCorasickError) -> [Match] {
        var found: [Match] = []
        try symbols.withUnsafeBufferPointer { buffer throws(AhoCorasickError) in
            try forEachMatch(in: buffer, kind: kind) {
                found.append($0)
                return true
            }
        }
        return found
    }

    /// All matches in the UTF-8 bytes of `text`; positions are byte offsets.
    public func matches(
        inUTF8Of text: String, kind: MatchKind = .leftmostLongest
    ) throws(AhoCorasickError) -> [Match] {
        try matches(in: Array(text.utf8), kind: kind)
    }

    /// True where any pattern occurs in `symbols`.
    public func occurs<Symbol: FixedWidthInteger & UnsignedInteger>(
        in symbols: [Symbol]
    ) throws(AhoCorasickError) -> Bool {
        var found = false
        try symbols.withUnsafeBufferPointer { buffer throws(AhoCorasickError) in
            try forEachMatch(in: buffer, kind: .standard) { _ in
                found = true
                return false
            }
        }
        return found
    }
}
