/// Tells sentences that say the same in nearly the same words, as abstracts repeat their articles.
public struct NearDuplicates {
    private var seen: [Set<Int32>] = []
    /// Share of distinct tokens two sentences must have in common (Jaccard) to count as one.
    public var threshold = 0.85

    public init() {}

    /// Whether a sentence of these tokens is new; remembers it if so. Cost: linear in the sentences remembered.
    public mutating func isNew(_ tokens: [Int32]) -> Bool {
        let set = Set(tokens)
        for other in seen {
            let most = Double(min(set.count, other.count)) / Double(max(set.count, other.count, 1))
            if most < threshold { continue }
            let common = set.intersection(other).count
            if Double(common) >= threshold * Double(set.count + other.count - common) { return false }
        }
        seen.append(set)
        return true
    }
}
