/// What a change adds to the edge of two concepts in one year; 0 stands for an unknown year.
public struct EdgeCount: Sendable, Hashable {
    public var neighbor: UInt32
    public var year: Int32
    /// Distinct sentences with both concepts.
    public var sentences: Int32
    /// Distinct articles of those sentences.
    public var articles: Int32
    /// Those of the sentences in which one of the two is only mentioned negated.
    public var negated: Int32

    public init(neighbor: UInt32, year: Int32, sentences: Int32, articles: Int32, negated: Int32) {
        self.neighbor = neighbor
        self.year = year
        self.sentences = sentences
        self.articles = articles
        self.negated = negated
    }

    var isNothing: Bool { sentences == 0 && articles == 0 && negated == 0 }

    /// Orders by neighbour, then year.
    @inline(__always)
    var order: UInt64 { UInt64(neighbor) << 32 | UInt64(UInt32(bitPattern: year)) }

    /// Counts of a damaged file wrap instead of stopping the process.
    @inline(__always)
    mutating func add(_ other: EdgeCount) {
        sentences &+= other.sentences
        articles &+= other.articles
        negated &+= other.negated
    }
}

/// A concept's neighbours as changes to counts, ordered by neighbour and year, so that changes simply add up.
///
/// A count of neighbours, then for each `step << 1 | full`. Where `full` is not set, one sentence of one article in
/// one year follows as `year code << 1 | negated`: most edges are that, in two to four bytes. Otherwise the number of
/// years follows, and for each its code and three signed counts. A year's code is 0 when unknown, else 1 more than the
/// zigzag distance from 2010.
enum Adjacency {
    static func encode(_ counts: ArraySlice<EdgeCount>) -> [UInt8] {
        var writer = ByteWriter()
        writer.bytes.reserveCapacity(counts.count * 4 + 4)
        var neighbors = 0
        var previous: UInt32?
        for count in counts where count.neighbor != previous {
            neighbors += 1
            previous = count.neighbor
        }
        writer.varint(neighbors)
        var last: UInt32 = 0
        var index = counts.startIndex
        while index < counts.endIndex {
            let first = counts[index]
            var end = index + 1
            while end < counts.endIndex, counts[end].neighbor == first.neighbor { end += 1 }
            let step = UInt64(first.neighbor &- last) << 1
            last = first.neighbor
            if end == index + 1, first.sentences == 1, first.articles == 1, first.negated >> 1 == 0 {
                writer.varint(step)
                writer.varint(code(of: first.year) << 1 | UInt64(first.negated))
            } else {
                writer.varint(step | 1)
                writer.varint(end - index)
                for count in counts[index..<end] {
                    writer.varint(code(of: count.year))
                    writer.signed(Int(count.sentences))
                    writer.signed(Int(count.articles))
                    writer.signed(Int(count.negated))
                }
            }
            index = end
        }
        return writer.bytes
    }

    /// Calls `body` with each count, in order.
    @inline(__always)
    static func forEach(_ payload: UnsafeRawBufferPointer, _ body: (EdgeCount) -> Void) throws {
        var reader = ByteReader(payload)
        let neighbors = reader.count(unit: 2)
        var neighbor: UInt32 = 0
        for _ in 0..<neighbors {
            let step = reader.varint()
            neighbor &+= UInt32(truncatingIfNeeded: step >> 1)
            if step & 1 == 0 {
                let value = reader.varint()
                body(
                    EdgeCount(
                        neighbor: neighbor, year: year(of: value >> 1), sentences: 1, articles: 1,
                        negated: Int32(value & 1)))
            } else {
                for _ in 0..<reader.count(unit: 4) {
                    let year = year(of: reader.varint())
                    let sentences = clamped(reader.signed())
                    let articles = clamped(reader.signed())
                    let negated = clamped(reader.signed())
                    body(
                        EdgeCount(
                            neighbor: neighbor, year: year, sentences: sentences, articles: articles, negated: negated))
                }
            }
        }
        if reader.failed || !reader.isAtEnd { throw Damage("a concept's list of neighbours is cut short") }
    }

    static func decode(_ payload: UnsafeRawBufferPointer, into counts: inout [EdgeCount]) throws {
        try forEach(payload) { counts.append($0) }
    }

    /// Sorts by neighbour and year, adds up equal ones and drops what adds up to nothing.
    static func combine(_ counts: inout [EdgeCount]) {
        if !isOrdered(counts) { counts.sort { $0.order < $1.order } }
        var kept = 0
        var index = 0
        while index < counts.count {
            var sum = counts[index]
            index += 1
            while index < counts.count, counts[index].order == sum.order {
                sum.add(counts[index])
                index += 1
            }
            if !sum.isNothing {
                counts[kept] = sum
                kept += 1
            }
        }
        counts.removeLast(counts.count - kept)
    }

    /// The combined counts of two combined lists, in linear time.
    static func merged(_ left: [EdgeCount], _ right: [EdgeCount]) -> [EdgeCount] {
        if left.isEmpty { return right }
        if right.isEmpty { return left }
        var result: [EdgeCount] = []
        result.reserveCapacity(left.count + right.count)
        var first = 0
        var second = 0
        while first < left.count, second < right.count {
            let (one, other) = (left[first].order, right[second].order)
            if one < other {
                result.append(left[first])
                first += 1
            } else if other < one {
                result.append(right[second])
                second += 1
            } else {
                var sum = left[first]
                sum.add(right[second])
                if !sum.isNothing { result.append(sum) }
                first += 1
                second += 1
            }
        }
        result.append(contentsOf: left[first...])
        result.append(contentsOf: right[second...])
        return result
    }

    private static func isOrdered(_ counts: [EdgeCount]) -> Bool {
        for index in counts.indices.dropFirst() where counts[index].order < counts[index - 1].order { return false }
        return true
    }

    @inline(__always)
    private static func code(of year: Int32) -> UInt64 { year == 0 ? 0 : zigzag(Int(year) - 2010) + 1 }

    @inline(__always)
    private static func year(of code: UInt64) -> Int32 {
        code == 0 ? 0 : Int32(truncatingIfNeeded: unzigzag(code - 1) &+ 2010)
    }

    /// Counts of a damaged file must not overflow when they are added up.
    @inline(__always)
    private static func clamped(_ count: Int) -> Int32 { Int32(min(max(count, -1 << 30), 1 << 30)) }
}
