/// An occurrence of a pattern.
@frozen public struct Match: Hashable, Sendable {
    /// Which pattern: the index of the first equal one among those given.
    public var pattern: Int
    /// Position of its first symbol.
    public var start: Int
    /// Position after its last symbol.
    public var end: Int

    @inlinable public init(pattern: Int, start: Int, end: Int) {
        self.pattern = pattern
        self.start = start
        self.end = end
    }
}

/// Which of the occurrences a search reports.
public enum MatchKind: CaseIterable, Sendable {
    /// All of them, by end, the longest first.
    case overlapping
    /// Non-overlapping: each time the one that ends first (of several, the longest) after the last one reported.
    case standard
    /// Non-overlapping: each time the one that starts first (of several, the longest) after the last one reported.
    case leftmostLongest
}
