/// A block of the inverted index: entries in key order, each key without what it shares with the one before.
///
/// An entry is one byte with both lengths (shared bytes high, new bytes low, 15 = a varint of the rest follows), the
/// key's new bytes, the payload's length as a varint, and the payload.
struct BlockWriter {
    /// A block with its row's overhead fills one 4,096-byte page of a table.
    static let targetSize = 4_040

    private(set) var firstKey: [UInt8] = []
    private var lastKey: [UInt8] = []
    private var writer = ByteWriter()
    private let emit: (_ firstKey: [UInt8], _ block: [UInt8]) throws -> Void

    init(emit: @escaping (_ firstKey: [UInt8], _ block: [UInt8]) throws -> Void) { self.emit = emit }

    /// Adds an entry; keys must come in ascending order.
    mutating func add(key: [UInt8], payload: [UInt8]) throws {
        if !writer.bytes.isEmpty, writer.bytes.count + key.count + payload.count + 8 > Self.targetSize { try flush() }
        var shared = 0
        if writer.bytes.isEmpty {
            firstKey = key
        } else {
            let limit = min(key.count, lastKey.count)
            while shared < limit, key[shared] == lastKey[shared] { shared += 1 }
        }
        let new = key.count - shared
        writer.byte(UInt8(min(shared, 15) << 4 | min(new, 15)))
        if shared >= 15 { writer.varint(shared - 15) }
        if new >= 15 { writer.varint(new - 15) }
        writer.bytes.append(contentsOf: key[shared...])
        writer.varint(payload.count)
        writer.bytes.append(contentsOf: payload)
        lastKey = key
    }

    /// Emits what is left.
    mutating func flush() throws {
        guard !writer.bytes.isEmpty else { return }
        try emit(firstKey, writer.bytes)
        writer.bytes.removeAll(keepingCapacity: true)
    }
}

/// Walks a block's entries.
struct BlockReader {
    private var reader: ByteReader
    private(set) var key: [UInt8] = []
    private(set) var payload = UnsafeRawBufferPointer(start: nil, count: 0)

    init(_ block: UnsafeRawBufferPointer) { reader = ByteReader(block) }

    /// Moves to the next entry; false at the end.
    mutating func next() throws -> Bool {
        guard !reader.isAtEnd else { return false }
        let lengths = reader.byte()
        var shared = Int(lengths >> 4)
        var new = Int(lengths & 15)
        if shared == 15 { shared += reader.count() }
        if new == 15 { new += reader.count() }
        guard shared <= key.count else { throw Damage("an index block's key is cut short") }
        key.removeSubrange(shared...)
        for byte in reader.take(new) { key.append(byte) }
        payload = reader.take(reader.count())
        if reader.failed { throw Damage("an index block is cut short") }
        return true
    }

    /// The payload of a key in a block, or nil.
    ///
    /// No key is put together for this: of each only what it adds to the one before is compared. While `matched` bytes
    /// agree with the wanted key and the next one was smaller, an entry that shares more than these with its
    /// predecessor is smaller too, and one that shares less is greater.
    static func find(
        _ wanted: UnsafeBufferPointer<UInt8>, in block: UnsafeRawBufferPointer
    ) throws -> UnsafeRawBufferPointer? {
        var reader = ByteReader(block)
        var matched = 0
        while !reader.isAtEnd {
            let lengths = reader.byte()
            var shared = Int(lengths >> 4)
            var new = Int(lengths & 15)
            if shared == 15 { shared += reader.count() }
            if new == 15 { new += reader.count() }
            let added = reader.take(new)
            let payload = reader.take(reader.count())
            if reader.failed { throw Damage("an index block is cut short") }
            if shared > matched { continue }
            if shared < matched { return nil }
            var index = 0
            while index < added.count, matched < wanted.count, added[index] == wanted[matched] {
                index += 1
                matched += 1
            }
            if index == added.count {
                if matched == wanted.count { return payload }
            } else if matched == wanted.count || added[index] > wanted[matched] {
                return nil
            }
        }
        return nil
    }
}
