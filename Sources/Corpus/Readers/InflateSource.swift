import CZlib

/// Decompresses deflate data as it is read.
final class InflateSource: ByteSource {
    enum Format {
        /// RFC 1952, several members one after the other included; checksums are verified.
        case gzip
        /// RFC 1951 alone, as in zip archives.
        case raw
    }

    private let source: any ByteSource
    private let format: Format
    private let place: String
    private let limits: ReadingLimits
    // zlib's state points back at the stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private var isOpen = false
    private var isAtEnd = false
    private var sourceIsAtEnd = false
    private var totalIn = 0
    private var totalOut = 0

    init(_ source: any ByteSource, format: Format, place: String, limits: ReadingLimits) throws(CorpusError) {
        self.source = source
        self.format = format
        self.place = place
        self.limits = limits
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: 1 << 16, alignment: 16)
        let windowBits: Int32 = format == .gzip ? 31 : -15
        let status = inflateInit2_(stream, windowBits, zlibVersion(), Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw .unreadable(place: place, reason: "zlib cannot start, status \(status)") }
        isOpen = true
    }

    deinit {
        if isOpen { inflateEnd(stream) }
        stream.deallocate()
        input.deallocate()
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
        guard !isAtEnd, let start = buffer.baseAddress, !buffer.isEmpty else { return 0 }
        let capacity = min(buffer.count, 1 << 30)
        stream.pointee.next_out = start.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(capacity)
        while stream.pointee.avail_out > 0 {
            if stream.pointee.avail_in == 0, !sourceIsAtEnd { try refill() }
            let status = inflate(stream, Z_NO_FLUSH)
            if status == Z_STREAM_END {
                if try !startsNextMember() { break }
            } else if status == Z_BUF_ERROR || status == Z_OK {
                if stream.pointee.avail_in == 0, sourceIsAtEnd, stream.pointee.avail_out > 0 {
                    throw damaged("it ends in the middle of its compressed data")
                }
            } else {
                throw damaged(stream.pointee.msg.map { String(cString: $0) } ?? "not compressed data, status \(status)")
            }
        }
        let produced = capacity - Int(stream.pointee.avail_out)
        totalOut += produced
        let ratio = totalOut / max(1, totalIn - Int(stream.pointee.avail_in))
        if totalOut > limits.freeBytes, ratio > limits.compressionRatio {
            isAtEnd = true
            throw .suspiciousCompression(place: place, ratio: ratio, limit: limits.compressionRatio)
        }
        return produced
    }

    private func refill() throws(CorpusError) {
        let received = try source.read(into: input)
        sourceIsAtEnd = received == 0
        totalIn += received
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(received)
    }

    /// After a gzip member: another may follow; anything else, such as zero padding, is left alone as gzip does.
    private func startsNextMember() throws(CorpusError) -> Bool {
        isAtEnd = true
        guard format == .gzip else { return false }
        if stream.pointee.avail_in == 0, !sourceIsAtEnd { try refill() }
        guard stream.pointee.avail_in > 0, stream.pointee.next_in?.pointee == 0x1f else { return false }
        guard inflateReset(stream) == Z_OK else { return false }
        isAtEnd = false
        return true
    }

    private func damaged(_ detail: String) -> CorpusError {
        isAtEnd = true
        return .damagedArchive(place: place, byte: totalIn - Int(stream.pointee.avail_in), detail: detail)
    }
}
