/// Sentence ids that are gone but may still be named by the index: an article's ids are one range, and no id is used
/// twice, so a removed article costs the index one row until its runs are merged.
struct RemovedRanges: Sendable {
    /// Ascending, apart from each other.
    private(set) var ranges: [Range<Int64>] = []

    init(_ ranges: [Range<Int64>] = []) {
        self.ranges = ranges.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }
    }

    func makeCursor() -> Cursor { Cursor(ranges: ranges) }

    /// Answers for ids in ascending order, in time proportional to the ranges passed.
    struct Cursor {
        private let ranges: [Range<Int64>]
        private var index = 0

        init(ranges: [Range<Int64>]) { self.ranges = ranges }

        @inline(__always)
        mutating func contains(_ id: Int64) -> Bool {
            index < ranges.count && search(id)
        }

        private mutating func search(_ id: Int64) -> Bool {
            while index < ranges.count, ranges[index].upperBound <= id { index += 1 }
            return index < ranges.count && ranges[index].lowerBound <= id
        }
    }
}
