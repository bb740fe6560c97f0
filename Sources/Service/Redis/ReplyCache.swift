import Foundation
import NIOCore

/// Encoded replies to answer keys, for one event loop: found without a lock, a copy of the key or a conversion.
///
/// Each key has one slot by its hash; a newer key takes the slot. Replies serve for half a second, as long as the
/// engine too trusts what it read of the store, and only while this process changes nothing.
final class ReplyCache {
    private struct Slot {
        var key: [UInt8] = []
        var reply = ByteBuffer()
        var epoch = -1
        var until = NIODeadline.uptimeNanoseconds(0)
    }

    private static let count = 1024
    private static let longest = 4096
    private var slots = [Slot](repeating: Slot(), count: count)
    static let lifetime = TimeAmount.milliseconds(500)

    private static func slot(_ key: UnsafeRawBufferPointer) -> Int {
        // Multiply and fold, eight bytes at a time. A client that makes keys collide only loses its own cached replies.
        var hash: UInt64 = 0x9e37_79b9_7f4a_7c15 ^ UInt64(key.count)
        var at = 0
        while at + 8 <= key.count {
            hash = (hash ^ key.loadUnaligned(fromByteOffset: at, as: UInt64.self)) &* 0xff51_afd7_ed55_8ccd
            hash ^= hash >> 32
            at += 8
        }
        while at < key.count {
            hash = (hash ^ UInt64(key[at])) &* 0xff51_afd7_ed55_8ccd
            at += 1
        }
        hash ^= hash >> 29
        return Int(truncatingIfNeeded: hash) & (count - 1)
    }

    /// Appends the reply to a key; false when it is not known or too old.
    func write(_ key: UnsafeRawBufferPointer, to buffer: inout ByteBuffer, epoch: Int, now: NIODeadline) -> Bool {
        let index = Self.slot(key)
        guard slots[index].epoch == epoch, slots[index].until > now else { return false }
        let isSame = slots[index].key.withUnsafeBytes { known in
            guard known.count == key.count else { return false }
            guard let a = known.baseAddress, let b = key.baseAddress else { return true }
            return memcmp(a, b, key.count) == 0
        }
        guard isSame else { return false }
        buffer.writeImmutableBuffer(slots[index].reply)
        return true
    }

    func insert(_ reply: ByteBuffer, for key: [UInt8], epoch: Int) {
        guard key.count <= Self.longest, reply.readableBytes <= Self.longest else { return }
        let index = key.withUnsafeBytes { Self.slot($0) }
        slots[index] = Slot(key: key, reply: reply, epoch: epoch, until: .now() + Self.lifetime)
    }
}
