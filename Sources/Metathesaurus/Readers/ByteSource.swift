import CZlib

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file read from start to end, decompressed where it is gzip (by its first bytes, whatever its name).
final class ByteSource {
    private let descriptor: Int32
    private let path: String
    /// At a fixed address: zlib's state points back to it.
    private var inflater: UnsafeMutablePointer<z_stream>?
    private var input: UnsafeMutableBufferPointer<UInt8>
    private var ended = false
    /// True where compressed data ended before its end or was not valid.
    private(set) var isTruncated = false

    init(_ path: String) throws(MetathesaurusError) {
        self.path = path
        descriptor = open(path, O_RDONLY)
        guard descriptor >= 0 else {
            throw .cannot(action: "open", path: path, reason: String(cString: strerror(errno)))
        }
        var information = stat()
        guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT != S_IFDIR else {
            close(descriptor)
            throw .cannot(action: "read", path: path, reason: "a folder, not a file")
        }
        input = .allocate(capacity: 1 << 18)
        var signature: (UInt8, UInt8) = (0, 0)
        if pread(descriptor, &signature, 2, 0) == 2, signature == (0x1F, 0x8B) {
            let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
            stream.initialize(to: z_stream())
            guard inflateInit2_(stream, 47, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
                close(descriptor)
                input.deallocate()
                stream.deallocate()
                throw .cannot(action: "decompress", path: path, reason: "zlib did not start")
            }
            inflater = stream
        }
    }

    deinit {
        if let inflater {
            inflateEnd(inflater)
            inflater.deallocate()
        }
        input.deallocate()
        close(descriptor)
    }

    /// Fills `buffer` as far as one read goes; 0 at the end.
    func read(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(MetathesaurusError) -> Int {
        guard !ended else { return 0 }
        guard inflater != nil else { return try readFile(into: buffer) }
        return try decompress(into: buffer)
    }

    private func readFile(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(MetathesaurusError) -> Int {
        while true {
            #if canImport(Darwin)
                let count = Darwin.read(descriptor, buffer.baseAddress, buffer.count)
            #elseif canImport(Musl)
                let count = Musl.read(descriptor, buffer.baseAddress, buffer.count)
            #else
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            #endif
            if count >= 0 { return count }
            guard errno == EINTR else {
                throw .cannot(action: "read", path: path, reason: String(cString: strerror(errno)))
            }
        }
    }

    private func decompress(into buffer: UnsafeMutableBufferPointer<UInt8>) throws(MetathesaurusError) -> Int {
        guard let stream = inflater else { return 0 }
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(clamping: buffer.count)
        let room = stream.pointee.avail_out
        while stream.pointee.avail_out == room {
            if stream.pointee.avail_in == 0 {
                let count = try readFile(into: input)
                guard count > 0 else {
                    // Between members is the only good place to end.
                    ended = true
                    isTruncated = stream.pointee.total_in != 0
                    break
                }
                stream.pointee.next_in = input.baseAddress
                stream.pointee.avail_in = UInt32(clamping: count)
            }
            let status = inflate(stream, Z_NO_FLUSH)
            if status == Z_STREAM_END {
                inflateReset(stream)
            } else if status != Z_OK && status != Z_BUF_ERROR {
                ended = true
                isTruncated = true
                break
            }
        }
        return Int(room - stream.pointee.avail_out)
    }
}
