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
/// A count of neighbours, then for each `step << 2 | kind`. Kind 0 is one sentence of one article in one year, as
/// `year code << 1 | negated`: most edges are that, in two to four bytes. Kind 1 is one year with its code and three
/// signed counts. Kind 2 is several years: the length of what follows in bytes, the three sums, then each year as in
/// kind 1, so that a reader who wants no years passes over them. A year's code is 0 when unknown, else 1 more than the
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
        var years = ByteWriter()
        var last: UInt32 = 0
        var index = counts.startIndex
        while index < counts.endIndex {
            let first = counts[index]
            var end = index + 1
            while end < counts.endIndex, counts[end].neighbor == first.neighbor { end += 1 }
            let step = UInt64(first.neighbor &- last) << 2
            last = first.neighbor
            if end > index + 1 {
                var sum = first
                years.bytes.removeAll(keepingCapacity: true)
                for count in counts[(index + 1)..<end] { sum.add(count) }
                append(sum, to: &years)
                for count in counts[index..<end] {
                    years.varint(code(of: count.year))
                    append(count, to: &years)
                }
                writer.varint(step | 2)
                writer.varint(years.bytes.count)
                writer.bytes.append(contentsOf: years.bytes)
            } else if first.sentences == 1, first.articles == 1, first.negated >> 1 == 0 {
                writer.varint(step)
                writer.varint(code(of: first.year) << 1 | UInt64(first.negated))
            } else {
                writer.varint(step | 1)
                writer.varint(code(of: first.year))
                append(first, to: &writer)
            }
            index = end
        }
        return writer.bytes
    }

    private static func append(_ count: EdgeCount, to writer: inout ByteWriter) {
        writer.signed(Int(count.sentences))
        writer.signed(Int(count.articles))
        writer.signed(Int(count.negated))
    }

    /// Calls `body` with each neighbour's sums, in order, and the bytes of its years where there are several; where
    /// there are none of these the sums are of the one year they name.
    @inline(__always)
    static func forEachNeighbor(
        _ payload: UnsafeRawBufferPointer, _ body: (EdgeCount, UnsafeRawBufferPointer?) throws -> Void
    ) throws {
        var reader = ByteReader(payload)
        let neighbors = reader.count(unit: 2)
        var neighbor: UInt32 = 0
        for _ in 0..<neighbors {
            let step = reader.varint()
            neighbor &+= UInt32(truncatingIfNeeded: step >> 2)
            switch step & 3 {
            case 0:
                let value = reader.varint()
                try body(
                    EdgeCount(
                        neighbor: neighbor, year: year(of: value >> 1), sentences: 1, articles: 1,
                        negated: Int32(value & 1)), nil)
            case 1:
                let year = year(of: reader.varint())
                try body(count(&reader, neighbor: neighbor, year: year), nil)
            case 2:
                var part = ByteReader(reader.take(reader.count()))
                let sum = count(&part, neighbor: neighbor, year: 0)
                if part.failed { throw Damage("an edge's years are cut short") }
                try body(sum, UnsafeRawBufferPointer(start: part.position, count: part.remaining))
            default: throw Damage("an edge of unknown kind")
            }
        }
        if reader.failed || !reader.isAtEnd { throw Damage("a concept's list of neighbours is cut short") }
    }

    /// Calls `body` with each of the years handed out by `forEachNeighbor`.
    @inline(__always)
    static func forEachYear(
        _ years: UnsafeRawBufferPointer, of neighbor: UInt32, _ body: (EdgeCount) throws -> Void
    ) throws {
        var reader = ByteReader(years)
        while !reader.isAtEnd {
            let year = year(of: reader.varint())
            let count = count(&reader, neighbor: neighbor, year: year)
            if reader.failed { throw Damage("an edge's years are cut short") }
            try body(count)
        }
    }

    /// Calls `body` with each count, in order.
    @inline(__always)
    static func forEach(_ payload: UnsafeRawBufferPointer, _ body: (EdgeCount) throws -> Void) throws {
        try forEachNeighbor(payload) { sum, years in
            if let years { try forEachYear(years, of: sum.neighbor, body) } else { try body(sum) }
        }
    }

    @inline(__always)
    private static func count(_ reader: inout ByteReader, neighbor: UInt32, year: Int32) -> EdgeCount {
        let sentences = clamped(reader.signed())
        let articles = clamped(reader.signed())
        let negated = clamped(reader.signed())
        return EdgeCount(
            neighbor: neighbor, year: year, sentences: sentences, articles: articles, negated: negated)
    }

    static func decode(_ payload: UnsafeRawBufferPointer, into counts: inout [EdgeCount]) throws {
        try forEach(payload) { counts.append($0) }
    }

    /// Sorts by neighbour and year, adds up equal ones and drops what adds up to nothing.
    static func combine(_ counts: inout [EdgeCount]) {
        var isCombined = true
        var isOrdered = true
        counts.withUnsafeBufferPointer { counts in
            var last: UInt64?
            for count in counts {
                if let last, count.order <= last {
                    isCombined = false
                    if count.order < last { isOrdered = false }
                }
                if count.isNothing { isCombined = false }
                last = count.order
            }
        }
        if isCombined { return }
        if !isOrdered { order(&counts) }
        var kept = 0
        counts.withUnsafeMutableBufferPointer { counts in
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
        }
        counts.removeLast(counts.count - kept)
    }

    /// Sorts by neighbour and year. Lists are in order but for the years of a neighbour as a rule, or made of a few
    /// ordered parts: each element is moved back to its place while that is near, else all are sorted.
    private static func order(_ counts: inout [EdgeCount]) {
        var isDone = true
        counts.withUnsafeMutableBufferPointer { counts in
            for index in counts.indices.dropFirst() where counts[index].order < counts[index - 1].order {
                let moved = counts[index]
                var place = index
                while place > 0, counts[place - 1].order > moved.order {
                    counts[place] = counts[place - 1]
                    place -= 1
                    if index - place > 64, place > 0 {
                        counts[place] = moved
                        isDone = false
                        return
                    }
                }
                counts[place] = moved
            }
        }
        if !isDone { counts.sort { $0.order < $1.order } }
    }

    /// The combined counts of two combined lists, in linear time.
    static func merged(_ left: [EdgeCount], _ right: [EdgeCount]) -> [EdgeCount] {
        if left.isEmpty { return right }
        if right.isEmpty { return left }
        return [EdgeCount](unsafeUninitializedCapacity: left.count + right.count) { output, count in
            left.withUnsafeBufferPointer { left in
                right.withUnsafeBufferPointer { right in
                    var first = 0
                    var second = 0
                    while first < left.count, second < right.count {
                        let (one, other) = (left[first].order, right[second].order)
                        var sum = one <= other ? left[first] : right[second]
                        if one == other {
                            sum.add(right[second])
                            second += 1
                            first += 1
                            if sum.isNothing { continue }
                        } else if one < other {
                            first += 1
                        } else {
                            second += 1
                        }
                        output.initializeElement(at: count, to: sum)
                        count += 1
                    }
                    for rest in [left[first...], right[second...]] {
                        for element in rest {
                            output.initializeElement(at: count, to: element)
                            count += 1
                        }
                    }
                }
            }
        }
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
