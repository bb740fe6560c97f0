/// A pair of token positions and the sum of their logits.
struct ScoredSpan: Equatable, Sendable {
    var start: Int
    /// Inclusive.
    var end: Int
    var score: Float
}

/// Finds the best answer spans of one window.
///
/// A span (i, j) with i ≤ j < i + maximumLength scores startLogit[i] + endLogit[j]. For every j the best i is the
/// maximum of a sliding window over the start logits, kept in a monotonic queue, so a pass is linear in the number of
/// tokens whatever the maximal length. Spans after the first must not share a token with a better one: the passage is
/// cut at each chosen span and the best of the remaining pieces comes next, which takes one linear pass over each
/// piece.
struct SpanSelector {
    private var queue: [Int] = []
    private var pieces: [Piece] = []

    private struct Piece {
        var range: Range<Int>
        var best: ScoredSpan
    }

    /// The best span inside `range`, nil when the range is empty. Ties go to the earlier start.
    mutating func best(
        start: UnsafePointer<Float>, end: UnsafePointer<Float>, range: Range<Int>, maximumLength: Int
    ) -> ScoredSpan? {
        guard !range.isEmpty, maximumLength > 0 else { return nil }
        queue.removeAll(keepingCapacity: true)
        var head = 0
        var best = ScoredSpan(start: range.lowerBound, end: range.lowerBound, score: -.infinity)
        for j in range {
            while queue.count > head, start[queue[queue.count - 1]] < start[j] { queue.removeLast() }
            queue.append(j)
            if queue[head] + maximumLength <= j { head += 1 }
            let i = queue[head]
            let score = start[i] + end[j]
            if score > best.score { best = ScoredSpan(start: i, end: j, score: score) }
        }
        return best
    }

    /// Appends up to `count` accepted spans that share no token, best first.
    ///
    /// - Parameters:
    ///   - start: start logits; only the positions `range` are looked at.
    ///   - end: end logits, likewise.
    ///   - range: the passage's tokens.
    ///   - accepts: says no to a span that is no answer; what is left beside it may still hold one.
    mutating func select(
        start: UnsafePointer<Float>, end: UnsafePointer<Float>, range: Range<Int>, maximumLength: Int, count: Int,
        accepts: (ScoredSpan) -> Bool = { _ in true }, into spans: inout [ScoredSpan]
    ) {
        pieces.removeAll(keepingCapacity: true)
        func add(_ piece: Range<Int>, _ selector: inout SpanSelector) {
            if let best = selector.best(start: start, end: end, range: piece, maximumLength: maximumLength) {
                selector.pieces.append(Piece(range: piece, best: best))
            }
        }
        add(range, &self)
        while spans.count < count {
            guard
                let next = pieces.indices.max(by: { left, right in
                    let (a, b) = (pieces[left].best, pieces[right].best)
                    return a.score == b.score ? a.start > b.start : a.score < b.score
                })
            else { return }
            let piece = pieces.remove(at: next)
            if accepts(piece.best) {
                spans.append(piece.best)
                guard spans.count < count else { return }
            }
            add(piece.range.lowerBound..<piece.best.start, &self)
            add(piece.best.end + 1..<piece.range.upperBound, &self)
        }
    }
}
