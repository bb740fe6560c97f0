#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Memory for `capacity` floats, aligned to a 64-byte cache line, zeroed when it is obtained.
///
/// A buffer only grows. `growths` counts how often it had to ask the system for memory, which is how the tests show
/// that a second forward pass asks for none.
///
/// Marked `@unchecked Sendable` because it hands out raw memory: whoever shares one between threads splits it into
/// disjoint parts.
public final class AlignedBuffer: @unchecked Sendable {
    /// First float of the buffer; moves when the buffer grows.
    public private(set) var base: UnsafeMutablePointer<Float>
    /// Number of floats the buffer has room for.
    public private(set) var capacity: Int
    /// How often memory was obtained since the buffer was made.
    public private(set) var growths = 0

    /// Makes a buffer of `capacity` zeros.
    public init(capacity: Int = 0) {
        self.capacity = max(capacity, 16)
        base = Self.allocate(self.capacity)
    }

    /// Makes a buffer of `count` floats that are not set to anything, for a caller who writes them all.
    public init(uninitializedCapacity count: Int) {
        capacity = max(count, 16)
        base = Self.allocate(capacity, zeroed: false)
    }

    deinit { free(base) }

    /// Makes room for `count` floats; contents are kept only when no growth is needed.
    ///
    /// Room is made for an eighth more than asked, so that a slowly rising batch size does not grow it each time.
    public func reserve(_ count: Int) {
        guard count > capacity else { return }
        free(base)
        capacity = count + count / 8
        base = Self.allocate(capacity)
        growths += 1
    }

    private static func allocate(_ count: Int, zeroed: Bool = true) -> UnsafeMutablePointer<Float> {
        var memory: UnsafeMutableRawPointer?
        let bytes = (count * MemoryLayout<Float>.stride + 63) & ~63
        // Large blocks start on a 2 MiB boundary, where the kernel can back them with huge pages.
        let alignment = bytes >= 1 << 22 ? 1 << 21 : 64
        guard posix_memalign(&memory, alignment, bytes) == 0, let memory else {
            preconditionFailure("out of memory: no room for \(bytes) bytes")
        }
        #if os(Linux)
            if alignment > 64 { madvise(memory, bytes, MADV_HUGEPAGE) }
        #endif
        if zeroed { memset(memory, 0, bytes) }
        return memory.bindMemory(to: Float.self, capacity: count)
    }
}
