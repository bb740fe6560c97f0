/// Where the sequences of one chunk lie, and which of their rows go past the last layer's attention.
struct BatchPlan {
    /// Token ids and types of the chunk.
    var ids: [Int32] = []
    var types: [UInt8] = []
    /// Position of each token in its sequence.
    var positions: [Int32] = []
    /// Sequence s is the rows `starts[s]..<starts[s + 1]`.
    var starts: [Int] = [0]
    /// The rows whose logits are wanted, ascending.
    var keptRows: [Int] = []
    /// Sequence s keeps `keptRows[keptStarts[s]..<keptStarts[s + 1]]`.
    var keptStarts: [Int] = [0]
    /// Length of the longest sequence.
    var longest = 0
    /// Sequences, the longest first, so that the last items of a phase are small.
    var order: [Int] = []

    var count: Int { starts.count - 1 }
    var tokenCount: Int { starts[starts.count - 1] }

    /// Describes the sequences `sequences` of a batch; keeps the memory of the plan it replaces.
    mutating func describe(_ batch: borrowing PackedBatch, _ sequences: Range<Int>) {
        let first = batch.starts[sequences.lowerBound]
        // Copied, because a slice would share the batch's memory and make its next change copy all of it.
        ids.removeAll(keepingCapacity: true)
        types.removeAll(keepingCapacity: true)
        ids.append(contentsOf: batch.ids[first..<batch.starts[sequences.upperBound]])
        types.append(contentsOf: batch.types[first..<batch.starts[sequences.upperBound]])
        starts.removeAll(keepingCapacity: true)
        keptRows.removeAll(keepingCapacity: true)
        keptStarts.removeAll(keepingCapacity: true)
        order.removeAll(keepingCapacity: true)
        positions.removeAll(keepingCapacity: true)
        longest = 0
        for sequence in sequences {
            let start = batch.starts[sequence] - first
            let end = batch.starts[sequence + 1] - first
            starts.append(start)
            positions.append(contentsOf: 0..<Int32(end - start))
            keptStarts.append(keptRows.count)
            keptRows.append(start)
            let wanted = max(start + batch.firstWanted[sequence], start + 1)
            if wanted < end { keptRows.append(contentsOf: wanted..<end) }
            longest = max(longest, end - start)
            order.append(order.count)
        }
        starts.append(batch.starts[sequences.upperBound] - first)
        keptStarts.append(keptRows.count)
        let starts = starts
        order.sort { starts[$0 + 1] - starts[$0] > starts[$1 + 1] - starts[$1] }
    }
}
