/// What an answerer has counted since it was made.
struct AnswererCounters: Sendable {
    var cacheHits = 0
    var cacheMisses = 0

    mutating func noteCache(hits: Int, misses: Int) {
        cacheHits += hits
        cacheMisses += misses
    }
}
