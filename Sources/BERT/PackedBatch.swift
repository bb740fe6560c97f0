/// Sequences laid end to end, nothing padded.
///
/// Sequence `s` is the tokens `starts[s]..<starts[s + 1]`.
public struct PackedBatch: Sendable, Equatable {
    /// Token ids of all sequences, one after the other.
    public private(set) var ids: [Int32] = []
    /// Token types, 0 for the question's part and 1 for the passage's.
    public private(set) var types: [UInt8] = []
    /// Where each sequence starts, and after the last one, where it ends.
    public private(set) var starts: [Int] = [0]
    /// For each sequence, the first token whose logits are wanted besides its first (`[CLS]`).
    private(set) var firstWanted: [Int] = []

    /// An empty batch.
    public init() {}

    /// Number of sequences.
    public var count: Int { starts.count - 1 }
    /// Number of tokens of all sequences.
    public var tokenCount: Int { ids.count }

    /// Appends one sequence.
    ///
    /// - Parameters:
    ///   - ids: all tokens, `[CLS]` and `[SEP]` included.
    ///   - firstPassageToken: where token type 1 begins.
    ///   - onlyPassageLogits: the caller needs logits only for the first token and from `firstPassageToken` on; the
    ///     others may be left out of the last layer and come back as NaN.
    public mutating func append(ids: some Sequence<Int32>, firstPassageToken: Int, onlyPassageLogits: Bool = false) {
        self.ids.append(contentsOf: ids)
        close(firstPassageToken: firstPassageToken, onlyPassageLogits: onlyPassageLogits)
    }

    /// Appends `[CLS] question [SEP] passage [SEP]`, copying nothing but the ids themselves.
    mutating func append(
        question: ArraySlice<Int32>, passage: ArraySlice<Int32>, classification: Int32, separator: Int32
    ) {
        ids.append(classification)
        ids.append(contentsOf: question)
        ids.append(separator)
        ids.append(contentsOf: passage)
        ids.append(separator)
        close(firstPassageToken: question.count + 2, onlyPassageLogits: true)
    }

    /// Empties the batch and keeps its memory.
    public mutating func removeAll() {
        ids.removeAll(keepingCapacity: true)
        types.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        firstWanted.removeAll(keepingCapacity: true)
        starts.append(0)
    }

    private mutating func close(firstPassageToken: Int, onlyPassageLogits: Bool) {
        let length = ids.count - types.count
        let boundary = min(max(firstPassageToken, 0), length)
        types.append(contentsOf: repeatElement(0, count: boundary))
        types.append(contentsOf: repeatElement(1, count: length - boundary))
        starts.append(ids.count)
        firstWanted.append(onlyPassageLogits ? max(boundary, 1) : 1)
    }
}
