#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A whole file mapped read-only; unmapped with the last reference.
///
/// Shortening the file on disk while it is mapped makes reads past the new end fault, as with every memory map:
/// replace model files by rename (as the writer here does), never in place.
final class MappedFile: @unchecked Sendable {
    // Unchecked because a raw pointer is not Sendable: the pages are read-only and never change hands.
    let bytes: UnsafeRawBufferPointer

    init(path: String) throws(SafetensorsError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)  // non-blocking: a FIFO must not hang us
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: Self.reason()) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .cannotOpen(path: path, reason: Self.reason()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotOpen(path: path, reason: "not a regular file")
        }
        guard let size = Int(exactly: status.st_size), size >= 0 else {
            throw .cannotOpen(path: path, reason: "unusable size \(status.st_size)")
        }
        guard size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
            throw .cannotOpen(path: path, reason: Self.reason())
        }
        bytes = UnsafeRawBufferPointer(start: base, count: size)
    }

    deinit {
        if let base = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: base), bytes.count) }
    }

    /// Asks the system to read the pages ahead of use.
    func prefetch() {
        if let base = bytes.baseAddress { madvise(UnsafeMutableRawPointer(mutating: base), bytes.count, MADV_WILLNEED) }
    }

    /// The text of `errno`.
    static func reason() -> String { String(cString: strerror(errno)) }
}
