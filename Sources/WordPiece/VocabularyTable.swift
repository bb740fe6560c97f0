import Digest
import Synchronization

/// The tokens in one block of memory, and a hash table over their bytes.
///
/// A slot holds the first eight bytes themselves where the token is no longer than that, so that the usual look-up
/// touches one cache line; a longer token holds a hash, and its bytes are compared. A second small table tells, for
/// the first three bytes of a word, which token lengths begin so at all: greedy longest match tries only those.
struct VocabularyTable {
    struct Slot {
        var key: UInt64
        var id: TokenID
        /// Twice the length in bytes, plus one for a continuation (`##` not counted); zero when empty.
        var shape: UInt32
    }

    let count: Int
    let blob: UnsafeMutablePointer<UInt8>
    let offsets: UnsafeMutablePointer<Int32>
    let slots: UnsafeMutablePointer<Slot>
    /// 64 minus the binary logarithm of the number of slots.
    let shift: UInt64
    /// Bit `n` of a word: a token of `n` bytes begins with these three; bit 31: one of 31 or more.
    let lengths: UnsafeMutablePointer<UInt32>
    /// Bytes of the longest token.
    let longest: Int
    /// The token of each ASCII character as a word of its own, -1 where there is none.
    let asciiIDs: UnsafeMutablePointer<TokenID>

    private static let lengthBits: UInt64 = 13
    private static let continuation: UInt64 = 0x5851_F42D_4C95_7F2D
    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

    /// - Parameters:
    ///   - blob: all tokens, a line feed after each.
    ///   - offsets: where each begins, and one more for the end of the last.
    init(blob bytes: [UInt8], offsets ends: [Int32]) {
        count = ends.count - 1
        // Eight bytes more, because keys are read eight at a time.
        blob = .allocate(capacity: bytes.count + 8)
        blob.initialize(repeating: 0, count: bytes.count + 8)
        UnsafeMutableRawBufferPointer(start: blob, count: bytes.count).copyBytes(from: bytes)
        offsets = .allocate(capacity: ends.count)
        for index in ends.indices { offsets.advanced(by: index).initialize(to: ends[index]) }
        var bits: UInt64 = 4
        while 1 << bits < count * 2 { bits += 1 }
        shift = 64 - bits
        slots = .allocate(capacity: 1 << Int(bits))
        slots.initialize(repeating: Slot(key: 0, id: 0, shape: 0), count: 1 << Int(bits))
        lengths = .allocate(capacity: 1 << Int(Self.lengthBits))
        lengths.initialize(repeating: 0, count: 1 << Int(Self.lengthBits))
        asciiIDs = .allocate(capacity: 128)
        asciiIDs.initialize(repeating: -1, count: 128)
        longest = zip(ends.dropFirst(), ends).reduce(0) { max($0, Int($1.0 - $1.1) - 1) }
        for id in 0..<count {
            let start = Int(offsets[id])
            let length = Int(offsets[id + 1]) - start - 1
            insert(blob + start, length, continues: false, id: TokenID(id))
            if length > 2, blob[start] == UInt8(ascii: "#"), blob[start + 1] == UInt8(ascii: "#") {
                insert(blob + start + 2, length - 2, continues: true, id: TokenID(id))
            }
            if length == 1, blob[start] < 0x80 { asciiIDs[Int(blob[start])] = TokenID(id) }
        }
    }

    func deallocate() {
        blob.deallocate()
        offsets.deallocate()
        slots.deallocate()
        lengths.deallocate()
        asciiIDs.deallocate()
    }

    private func insert(_ bytes: UnsafePointer<UInt8>, _ length: Int, continues: Bool, id: TokenID) {
        guard length > 0 else { return }
        let shape = Self.shape(length, continues)
        let key = Self.key(bytes, length)
        let mask = Int(UInt64.max &>> shift)
        var index = slot(key, continues)
        while slots[index].shape != 0 {
            if matches(index, key, shape, bytes, length) { break }
            index = (index + 1) & mask
        }
        slots[index] = Slot(key: key, id: id, shape: shape)
        if length >= 3 { lengths[Self.lengthIndex(bytes, continues)] |= 1 << UInt32(min(length, 31)) }
    }

    @inline(__always)
    static func shape(_ length: Int, _ continues: Bool) -> UInt32 {
        UInt32(truncatingIfNeeded: length) << 1 | (continues ? 1 : 0)
    }

    /// The bytes themselves up to eight, a hash of more. Reads eight bytes, whatever the length.
    @inline(__always)
    static func key(_ bytes: UnsafePointer<UInt8>, _ length: Int) -> UInt64 {
        let raw = UnsafeRawPointer(bytes)
        let first = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
        if length <= 8 { return first & UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- 8 &* length) }
        var hash = first
        var position = 8
        while position + 8 < length {
            let next = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            hash = mix(hash, next)
            position += 8
        }
        let last = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self))
        return mix(hash, last)
    }

    @inline(__always)
    private static func mix(_ hash: UInt64, _ next: UInt64) -> UInt64 {
        let product = (hash ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: next ^ 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low
    }

    @inline(__always)
    func slot(_ key: UInt64, _ continues: Bool) -> Int {
        let seeded = continues ? key ^ Self.continuation : key
        // The fold brings the high bytes' differences down: a multiplication alone only carries upwards.
        return Int(truncatingIfNeeded: ((seeded ^ seeded >> 32) &* Self.multiplier) &>> shift)
    }

    /// Where ``lengths`` keeps the three first bytes. Reads four bytes.
    @inline(__always)
    static func lengthIndex(_ bytes: UnsafePointer<UInt8>, _ continues: Bool) -> Int {
        let word = UInt32(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt32.self)) & 0xFF_FFFF
        let seeded = UInt64(word | (continues ? 1 << 24 : 0))
        return Int(truncatingIfNeeded: (seeded &* multiplier) >> (64 - lengthBits))
    }

    @inline(__always)
    private func matches(
        _ index: Int, _ key: UInt64, _ shape: UInt32, _ bytes: UnsafePointer<UInt8>, _ length: Int
    ) -> Bool {
        let slot = slots[index]
        guard slot.key == key, slot.shape == shape else { return false }
        return length <= 8 || isEqual(slot, bytes, length)
    }

    @inline(never)
    private func isEqual(_ slot: Slot, _ bytes: UnsafePointer<UInt8>, _ length: Int) -> Bool {
        let token = blob + Int(offsets[Int(slot.id)]) + (slot.shape & 1 == 1 ? 2 : 0)
        for index in 0..<length where token[index] != bytes[index] { return false }
        return true
    }

    /// The id of these bytes, -1 when there is none. Reads eight bytes at least.
    @inline(__always)
    func find(_ bytes: UnsafePointer<UInt8>, _ length: Int, continues: Bool) -> TokenID {
        find(key: Self.key(bytes, length), bytes, length, continues: continues)
    }

    @inline(__always)
    func find(key: UInt64, _ bytes: UnsafePointer<UInt8>, _ length: Int, continues: Bool) -> TokenID {
        let shape = Self.shape(length, continues)
        let mask = Int(UInt64.max &>> shift)
        var index = slot(key, continues)
        while slots[index].shape != 0 {
            if matches(index, key, shape, bytes, length) { return slots[index].id }
            index = (index + 1) & mask
        }
        return -1
    }

    /// The id of a whole word of at most eight bytes, -1 when there is none.
    @inline(__always)
    func findShort(key: UInt64, _ length: Int) -> TokenID {
        let shape = Self.shape(length, false)
        let mask = Int(truncatingIfNeeded: UInt64.max &>> shift)
        var index = slot(key, false)
        while slots[index].shape != 0 {
            if slots[index].key == key, slots[index].shape == shape { return slots[index].id }
            index = (index &+ 1) & mask
        }
        return -1
    }

    func id(ofToken token: String) -> TokenID? {
        let bytes = Array(token.utf8) + [UInt8](repeating: 0, count: 8)
        guard bytes.count > 8 else {
            // The empty token is in no word, so it is not in the table either.
            return (0..<count).last { offsets[$0] + 1 == offsets[$0 + 1] }.map(TokenID.init)
        }
        let id = bytes.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { find($0, bytes.count - 8, continues: false) } ?? -1
        }
        return id < 0 ? nil : id
    }

    func token(_ id: TokenID) -> String? {
        guard id >= 0, Int(id) < count else { return nil }
        let start = Int(offsets[Int(id)])
        let bytes = UnsafeBufferPointer(start: blob + start, count: Int(offsets[Int(id) + 1]) - start - 1)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Owns a ``VocabularyTable``'s memory.
final class VocabularyStorage: @unchecked Sendable {
    // Unchecked because of the table's raw pointers: written before anyone sees them, then only read.
    let table: VocabularyTable
    private let computedDigest = Mutex<String?>(nil)

    init(_ table: VocabularyTable) { self.table = table }

    deinit { table.deallocate() }

    /// Computed when first asked for: a start of the program need not wait for it.
    var digest: String {
        computedDigest.withLock { known in
            if let known { return known }
            let length = max(Int(table.offsets[table.count]) - 1, 0)
            let digest = SHA256.hash(UnsafeRawBufferPointer(start: table.blob, count: length)).hex
            known = digest
            return digest
        }
    }
}
