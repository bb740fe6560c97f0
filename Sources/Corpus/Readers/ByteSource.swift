#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Bytes that come one after the other: a file, a decompressor over one, a member of an archive.
protocol ByteSource: AnyObject {
    /// Fills the start of the buffer; 0 at the end, never otherwise.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int
}

extension ByteSource {
    /// Everything up to the end; an error if there is more than `limit`.
    ///
    /// - Parameter expected: the size announced, if one is; it is not believed beyond 1 MiB at once.
    func readAll(place: String, limit: Int, expected: Int = 0) throws(CorpusError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(min(max(expected, 0), limit, 1 << 20) + 1)
        while try append(upTo: max(65536, min(result.count, 4 << 20)), to: &result) {
            guard result.count <= limit else { throw .tooLarge(place: place, bytes: result.count, limit: limit) }
        }
        return result
    }

    /// Appends at most `count` bytes; false at the end.
    func append(upTo count: Int, to bytes: inout [UInt8]) throws(CorpusError) -> Bool {
        var failure: CorpusError?
        let part = [UInt8](unsafeUninitializedCapacity: count) { buffer, received in
            do throws(CorpusError) {
                received = try read(into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
                received = 0
            }
        }
        if let failure { throw failure }
        bytes += part
        return !part.isEmpty
    }

    /// Reads and drops up to `count` bytes; how many there were.
    func skip(_ count: Int) throws(CorpusError) -> Int {
        var dropped: [UInt8] = []
        var total = 0
        while total < count, try append(upTo: min(count - total, 65536), to: &dropped) {
            total += dropped.count
            dropped.removeAll(keepingCapacity: true)
        }
        return total
    }
}

/// An open regular file, read at given positions, from any thread.
final class OpenFile: Sendable {
    let path: String
    /// Its size when it was opened.
    let size: Int
    private let descriptor: Int32

    init(path: String) throws(CorpusError) {
        // Without O_NONBLOCK the opening of a named pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .unsupported(place: path, detail: "not a regular file")
        }
        self.descriptor = descriptor
        self.path = path
        size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Reads at a position; fewer bytes than asked for only at the end.
    func read(at position: Int, into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
        var total = 0
        while total < buffer.count {
            guard let start = buffer.baseAddress else { break }
            let received = pread(descriptor, start + total, buffer.count - total, off_t(position + total))
            if received == 0 { break }
            if received < 0 {
                if errno == EINTR { continue }
                throw Self.failure(path)
            }
            total += received
        }
        return total
    }

    /// The bytes of a range, fewer where the file ends.
    func bytes(at position: Int, count: Int) throws(CorpusError) -> [UInt8] {
        guard position >= 0, count > 0 else { return [] }
        var failure: CorpusError?
        let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, received in
            do throws(CorpusError) {
                received = try read(at: position, into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
                received = 0
            }
        }
        if let failure { throw failure }
        return result
    }

    static func failure(_ path: String) -> CorpusError {
        let code = errno
        return code == ENOENT || code == ENOTDIR
            ? .notFound(place: path) : .unreadable(place: path, reason: String(cString: strerror(code)))
    }
}

/// A file, or a part of one, from its start to its end.
final class FileSource: ByteSource {
    private let file: OpenFile
    private let end: Int
    /// Position in the file of the next byte.
    private(set) var position: Int

    convenience init(path: String) throws(CorpusError) { self.init(try OpenFile(path: path)) }

    init(_ file: OpenFile, range: Range<Int>? = nil) {
        self.file = file
        position = range?.lowerBound ?? 0
        // A file that still grows is read as far as it goes.
        end = range?.upperBound ?? .max
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
        let wanted = min(buffer.count, end - position)
        guard wanted > 0 else { return 0 }
        let received = try file.read(at: position, into: UnsafeMutableRawBufferPointer(rebasing: buffer[0..<wanted]))
        position += received
        return received
    }

    /// The whole file with one read.
    func readAll(limit: Int) throws(CorpusError) -> [UInt8] {
        guard file.size <= limit else { throw .tooLarge(place: file.path, bytes: file.size, limit: limit) }
        return try file.bytes(at: 0, count: file.size)
    }
}
