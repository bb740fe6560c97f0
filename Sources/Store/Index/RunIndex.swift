import Foundation
import GRDB

/// The inverted index on disk: a log-structured merge tree of sorted runs.
///
/// Each batch writes one run, front to back, instead of touching a page for each of its thousands of terms and
/// concepts; a lookup asks every run. When `fanOut` runs of one level have gathered they are merged into one of the
/// next, so a store of n batches has at most `fanOut · log(n)` runs and an entry is rewritten log(n) times. Runs hold
/// disjoint ranges of sentences in the order of their sequence numbers, since ids only grow and only the newest
/// neighbours in that order are merged.
struct RunIndex {
    static let fanOut = 8

    let db: Database

    /// A run: its blocks are keyed by its slot, which is free again once it is merged away.
    struct Run {
        var slot: Int
        var level: Int
        var sequence: Int
    }

    /// All runs, oldest first.
    func runs() throws -> [Run] {
        let statement = try db.cachedStatement(sql: "SELECT slot, level, sequence FROM runs ORDER BY sequence")
        return try Row.fetchAll(statement).map {
            Run(slot: try $0.value(0), level: try $0.value(1), sequence: try $0.value(2))
        }
    }

    func removedRanges() throws -> RemovedRanges {
        let statement = try db.cachedStatement(sql: "SELECT first, count FROM removed ORDER BY first")
        var ranges: [Range<Int64>] = []
        let rows = try Row.fetchCursor(statement)
        while let row = try rows.next() {
            let first: Int64 = try row.value(0)
            let count: Int64 = try row.value(1)
            guard count > 0, first >= 0, first < 1 << 60, count < 1 << 60 else { throw Damage("a removed range") }
            ranges.append(first..<first + count)
        }
        return RemovedRanges(ranges)
    }

    /// Calls `body` with the payload of `key` in each run that has one, oldest first.
    func forEachPayload(
        of key: [UInt8], in runs: [Run], _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let statement = try DirectStatement(
            db,
            """
            SELECT data FROM blocks WHERE id =
                (SELECT block FROM run_blocks WHERE slot = ? AND first <= ? ORDER BY first DESC LIMIT 1)
            """)
        defer { statement.reset() }
        for run in runs {
            statement.reset()
            statement.bind(1, Int64(run.slot))
            statement.bind(2, key)
            guard try statement.next() else { continue }
            let block = try statement.bytes(0)
            let payload = try key.withUnsafeBufferPointer { try BlockReader.find($0, in: block) }
            if let payload { try body(payload) }
        }
    }

    /// Calls `body` with the combined counts of every concept that has edges, in order.
    func forEachAdjacency(in runs: [Run], _ body: (UInt32, [EdgeCount]) throws -> Void) throws {
        var inputs: [RunCursor] = []
        for run in runs {
            let cursor = try RunCursor(db: db, slot: run.slot)
            // These keys come first in every run.
            if try cursor.next(), cursor.key.first == IndexKey.adjacency { inputs.append(cursor) }
        }
        while var smallest = inputs.first?.key {
            for input in inputs.dropFirst() where precedes(input.key, smallest) { smallest = input.key }
            guard let concept = IndexKey.concept(in: smallest) else { throw Damage("a concept's key in the index") }
            var sum: [EdgeCount] = []
            var isEnded = false
            for input in inputs where input.key == smallest {
                var counts: [EdgeCount] = []
                try input.payload.withUnsafeBytes { try Adjacency.decode($0, into: &counts) }
                sum = Adjacency.merged(sum, counts)
                if try !input.next() || input.key.first != IndexKey.adjacency { isEnded = true }
            }
            if isEnded { inputs.removeAll { $0.isEnded || $0.key.first != IndexKey.adjacency } }
            if !sum.isEmpty { try body(concept, sum) }
        }
    }

    /// Writes a run from entries in ascending order of key.
    func write(level: Int, sequence: Int, entries: (inout BlockWriter) throws -> Void) throws {
        let used = Set(try Int.fetchAll(db, sql: "SELECT slot FROM runs"))
        let slot = (0...).first { !used.contains($0) } ?? used.count
        var block = (try Int64.fetchOne(db, sql: "SELECT max(id) FROM blocks") ?? 0) + 1
        let insertBlock = try DirectStatement(db, "INSERT INTO blocks (id, data) VALUES (?, ?)", isShared: false)
        let insertKey = try DirectStatement(
            db, "INSERT INTO run_blocks (slot, first, block) VALUES (?, ?, ?)", isShared: false)
        var writer = BlockWriter { firstKey, data in
            insertBlock.bind(1, block)
            insertBlock.bind(2, data)
            try insertBlock.run()
            insertKey.bind(1, Int64(slot))
            insertKey.bind(2, firstKey)
            insertKey.bind(3, block)
            try insertKey.run()
            block += 1
        }
        try entries(&writer)
        try writer.flush()
        try db.execute(
            sql: "INSERT INTO runs (slot, level, sequence) VALUES (?, ?, ?)", arguments: [slot, level, sequence])
    }

    /// Merges the newest runs while a level has `fanOut` of them, or all runs when `everything` is set.
    func compact(everything: Bool = false) throws {
        while true {
            let runs = try runs()
            var merged: ArraySlice<Run> = []
            if everything {
                merged = runs[...]
                if merged.count < 2, try removedRanges().ranges.isEmpty { return }
            } else if let newest = runs.last {
                let start = (runs.lastIndex { $0.level != newest.level } ?? -1) + 1
                merged = runs[start...]
                if merged.count < Self.fanOut { return }
            }
            guard let first = merged.first else { return }
            let level = (merged.map(\.level).max() ?? 0) + 1
            try merge(Array(merged), level: everything ? level : first.level + 1, sequence: first.sequence)
            if merged.count == runs.count { try db.execute(sql: "DELETE FROM removed") }
            if everything { return }
        }
    }

    private func merge(_ runs: [Run], level: Int, sequence: Int) throws {
        let removed = try removedRanges()
        // The new run is written beside the old ones, under a sequence number of its own until they are gone.
        var inputs: [RunCursor] = []
        for run in runs {
            let cursor = try RunCursor(db: db, slot: run.slot)
            if try cursor.next() { inputs.append(cursor) }
        }
        try write(level: level, sequence: -1) { writer in
            var merger = EntryMerger(removed: removed)
            while var smallest = inputs.first?.key {
                for input in inputs.dropFirst() where precedes(input.key, smallest) { smallest = input.key }
                var isEnded = false
                for input in inputs where input.key == smallest {
                    try merger.add(input.payload, key: smallest)
                    if try !input.next() { isEnded = true }
                }
                if isEnded { inputs.removeAll { $0.isEnded } }
                if let payload = merger.finish(key: smallest) { try writer.add(key: smallest, payload: payload) }
            }
        }
        for run in runs { try drop(run) }
        try db.execute(sql: "UPDATE runs SET sequence = ? WHERE sequence = -1", arguments: [sequence])
    }

    private func drop(_ run: Run) throws {
        try db.execute(
            sql: "DELETE FROM blocks WHERE id IN (SELECT block FROM run_blocks WHERE slot = ?)", arguments: [run.slot])
        try db.execute(sql: "DELETE FROM run_blocks WHERE slot = ?", arguments: [run.slot])
        try db.execute(sql: "DELETE FROM runs WHERE slot = ?", arguments: [run.slot])
    }
}

/// Walks a run's entries in key order, a block in memory at a time.
final class RunCursor {
    private let rows: DirectStatement
    private var block: [UInt8] = []
    private var entries: [(key: [UInt8], payload: Range<Int>)] = []
    private var index = -1
    private(set) var isEnded = false

    init(db: Database, slot: Int) throws {
        rows = try DirectStatement(
            db,
            """
            SELECT b.data FROM run_blocks r CROSS JOIN blocks b ON b.id = r.block WHERE r.slot = ? ORDER BY r.first
            """, isShared: false)
        rows.bind(1, Int64(slot))
    }

    var key: [UInt8] { entries[index].key }

    var payload: ArraySlice<UInt8> { block[entries[index].payload] }

    func next() throws -> Bool {
        index += 1
        while index >= entries.count {
            guard !isEnded, try rows.next() else {
                isEnded = true
                rows.reset()
                return false
            }
            block = Array(try rows.bytes(0))
            entries.removeAll(keepingCapacity: true)
            index = 0
            try block.withUnsafeBytes { bytes in
                var reader = BlockReader(bytes)
                while try reader.next() {
                    guard let payload = reader.payload.baseAddress, let base = bytes.baseAddress else {
                        entries.append((reader.key, 0..<0))
                        continue
                    }
                    let start = payload - base
                    entries.append((reader.key, start..<start + reader.payload.count))
                }
            }
        }
        return true
    }
}

/// Adds up what the runs hold under one key, oldest run first.
struct EntryMerger {
    let removed: RemovedRanges
    private var terms = TermPostings()
    private var postings: [ConceptPosting] = []
    private var joined: JoinedPostings?
    private var counts: [[EdgeCount]] = []
    private var lengths = LengthList()
    /// The bytes of the first run with the key, as long as it is the only one.
    private var only: [UInt8]?
    private var runs = 0

    init(removed: RemovedRanges) { self.removed = removed }

    mutating func add(_ payload: ArraySlice<UInt8>, key: [UInt8]) throws {
        runs += 1
        // What a single run holds stays as it is, unless sentences of it are gone.
        if runs == 1, key.first == IndexKey.adjacency || removed.ranges.isEmpty {
            only = Array(payload)
            return
        }
        if let first = only {
            only = nil
            try first.withUnsafeBytes { try merge($0, key) }
        }
        try payload.withUnsafeBytes { try merge($0, key) }
    }

    private mutating func merge(_ bytes: UnsafeRawBufferPointer, _ key: [UInt8]) throws {
        let isWhole = removed.ranges.isEmpty
        switch key.first {
        case IndexKey.term:
            if isWhole { try join(bytes, isTerm: true) } else { try terms.append(bytes, without: removed) }
        case IndexKey.postings:
            if isWhole {
                try join(bytes, isTerm: false)
            } else {
                try ConceptPostings.decode(bytes, without: removed, into: &postings)
            }
        case IndexKey.adjacency:
            var list: [EdgeCount] = []
            list.reserveCapacity(bytes.count / 3)
            try Adjacency.decode(bytes, into: &list)
            counts.append(list)
        case IndexKey.lengths: try lengths.append(bytes, without: removed)
        default: throw Damage("an index key of unknown kind")
        }
    }

    private mutating func join(_ bytes: UnsafeRawBufferPointer, isTerm: Bool) throws {
        var list = joined ?? JoinedPostings()
        joined = nil
        try list.append(bytes, isTerm: isTerm)
        joined = list
    }

    /// The merged payload, nil when nothing is left; ready for the next key afterwards.
    mutating func finish(key: [UInt8]) -> [UInt8]? {
        runs = 0
        if let payload = only {
            only = nil
            return payload
        }
        if let list = joined {
            joined = nil
            return list.payload
        }
        switch key.first {
        case IndexKey.term:
            defer { terms = TermPostings() }
            return terms.sentences.isEmpty ? nil : TermPostings.encode(terms.sentences[...], terms.frequencies[...])
        case IndexKey.postings:
            defer { postings.removeAll(keepingCapacity: true) }
            return postings.isEmpty ? nil : ConceptPostings.encode(postings[...])
        case IndexKey.adjacency:
            // Two and two, so that each count is copied as often as the number of runs can be halved.
            while counts.count > 1 {
                var half: [[EdgeCount]] = []
                for index in stride(from: 0, to: counts.count, by: 2) {
                    half.append(
                        index + 1 < counts.count
                            ? Adjacency.merged(counts[index], counts[index + 1]) : counts[index])
                }
                counts = half
            }
            defer { counts.removeAll(keepingCapacity: true) }
            return counts.first.flatMap { $0.isEmpty ? nil : Adjacency.encode($0[...]) }
        default:
            defer { lengths = LengthList() }
            return lengths.segments.isEmpty ? nil : lengths.encode()
        }
    }
}

/// Lists of sentences laid end to end, of a term or a concept: the runs' sentences ascend, so that only the step to
/// each list's first one changes, and all other bytes are copied.
private struct JoinedPostings {
    private var bytes = ByteWriter()
    private var count = 0
    private var last: Int64 = 0

    var payload: [UInt8] {
        var writer = ByteWriter()
        writer.bytes.reserveCapacity(bytes.bytes.count + 5)
        writer.varint(count)
        writer.bytes.append(contentsOf: bytes.bytes)
        return writer.bytes
    }

    /// `isTerm` says which of `TermPostings` and `ConceptPostings` wrote the list.
    mutating func append(_ payload: UnsafeRawBufferPointer, isTerm: Bool) throws {
        var reader = ByteReader(payload)
        let added = reader.count(unit: isTerm ? 1 : 3)
        if added > 0 {
            let first = reader.varint()
            var sentence = Int64(bitPattern: first >> 1)
            bytes.varint(UInt64(bitPattern: sentence &- last) << 1 | first & 1)
            let rest = reader.position
            if isTerm {
                if first & 1 != 0 { _ = reader.byte() }
                for _ in 1..<added {
                    let value = reader.varint()
                    sentence &+= Int64(bitPattern: value >> 1)
                    if value & 1 != 0 { _ = reader.byte() }
                }
            } else {
                _ = reader.varint()
                _ = reader.byte()
                for _ in 1..<added {
                    sentence &+= Int64(bitPattern: reader.varint() >> 1)
                    _ = reader.varint()
                    _ = reader.byte()
                }
            }
            if !reader.failed, reader.isAtEnd {
                bytes.bytes.append(contentsOf: UnsafeBufferPointer(start: rest, count: reader.end - rest))
            }
            last = sentence
            count += added
        }
        if reader.failed || !reader.isAtEnd { throw Damage("a list of sentences is cut short") }
    }
}
