import Answering
import Digest
import NIOCore
import Store

/// Responses to questions as the bytes that were sent, so that asking again costs neither encoding nor searching.
///
/// An entry is used for half a second, which is how long the engine too trusts what it read of the store; then the
/// engine is asked again, and if it gives the same report the bytes serve on.
struct ResponseCache: Sendable {
    struct Entry: Sendable {
        /// The response with all its results marked as cached.
        var body: ByteBuffer
        /// Tells the report it was made from: two runs never take exactly the same time.
        var timings: [Double]
        var epoch: Int
        var until: NIODeadline
    }

    private let cache = LRUCache<Entry>(maximumBytes: 32 << 20)
    static let lifetime = TimeAmount.milliseconds(500)

    static func key(body: ByteBuffer, user: String) -> CacheKey? {
        var hasher = SHA256()
        hasher.update(user)
        body.withUnsafeReadableBytes { hasher.update($0) }
        return CacheKey(hasher.finalize().bytes)
    }

    /// The bytes to send at once.
    func fresh(_ key: CacheKey, epoch: Int) -> ByteBuffer? {
        guard let entry = cache.value(for: key), entry.epoch == epoch, entry.until > .now() else { return nil }
        return entry.body
    }

    /// The entry whatever its age.
    func any(_ key: CacheKey) -> Entry? { cache.value(for: key) }

    func insert(_ body: ByteBuffer, timings: [Double], epoch: Int, for key: CacheKey) {
        let entry = Entry(body: body, timings: timings, epoch: epoch, until: .now() + Self.lifetime)
        cache.insert(entry, for: key, bytes: body.readableBytes + 200)
    }
}
