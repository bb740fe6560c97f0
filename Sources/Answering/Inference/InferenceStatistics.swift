/// What the inference queue has done since it started.
public struct InferenceStatistics: Sendable, Equatable {
    /// Batches run, and those that failed.
    public var calls = 0
    public var errors = 0
    public var passages = 0
    public var tokens = 0
    /// Time inside the engine.
    public var microseconds = 0
    /// Requests waiting now.
    public var queueLength = 0
    /// Batches by number of passages: the count of batches with at most `batchSizeBounds[i]`, the last one unbounded.
    public var batchSizes = [Int](repeating: 0, count: batchSizeBounds.count + 1)
    /// Time from opening the model to being ready.
    public var loadSeconds = 0.0

    public static let batchSizeBounds = [1, 2, 4, 8, 16, 32, 64, 128]

    mutating func record(passages: Int, tokens: Int, microseconds: Int) {
        calls += 1
        self.passages += passages
        self.tokens += tokens
        self.microseconds += microseconds
        let bucket = Self.batchSizeBounds.firstIndex { passages <= $0 } ?? Self.batchSizeBounds.count
        batchSizes[bucket] += 1
    }
}
