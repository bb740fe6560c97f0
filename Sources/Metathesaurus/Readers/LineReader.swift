#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The lines of a text file, plain or gzip, one at a time without copying: no CR, LF or byte order mark.
struct LineReader: ~Copyable {
    /// Longer lines are skipped and counted.
    static let longestLine = 16 << 20

    private let source: ByteSource
    private var buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 20)
    private var start = 0
    private var end = 0
    private var skipsRest = false
    /// Number of the line that was read last, from 1.
    private(set) var number = 0
    /// Lines left out because of their length.
    private(set) var skippedLines = 0
    /// True where compressed data ended early; known after the last line.
    var isTruncated: Bool { source.isTruncated }

    init(_ path: String) throws(MetathesaurusError) {
        source = try ByteSource(path)
    }

    deinit { buffer.deallocate() }

    /// The next line, valid until the next call; nil at the end.
    mutating func next() throws(MetathesaurusError) -> UnsafeBufferPointer<UInt8>? {
        var searched = start
        while true {
            if let base = buffer.baseAddress, let found = memchr(base + searched, 0x0A, end - searched) {
                let stop = UnsafeMutableRawPointer(base).distance(to: found)
                let line = UnsafeBufferPointer(rebasing: buffer[start..<stop])
                start = stop + 1
                number += 1
                if skipsRest {
                    skipsRest = false
                    skippedLines += 1
                    searched = start
                    continue
                }
                return trimmed(line)
            }
            searched = end
            if start > 0 {
                let count = end - start
                buffer.baseAddress?.update(from: buffer.baseAddress! + start, count: count)
                searched -= start
                start = 0
                end = count
            }
            if end == buffer.count {
                if buffer.count >= Self.longestLine {
                    skipsRest = true
                    end = 0
                    searched = 0
                } else {
                    let grown = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: buffer.count * 4)
                    _ = grown.update(fromContentsOf: buffer)
                    buffer.deallocate()
                    buffer = grown
                }
            }
            let count = try source.read(into: UnsafeMutableBufferPointer(rebasing: buffer[end...]))
            if count == 0 { return lastLine() }
            end += count
        }
    }

    /// What follows the last line feed, unless it was cut off.
    private mutating func lastLine() -> UnsafeBufferPointer<UInt8>? {
        let line = UnsafeBufferPointer(rebasing: buffer[start..<end])
        start = end
        guard !line.isEmpty, !source.isTruncated else { return nil }
        number += 1
        if skipsRest {
            skipsRest = false
            skippedLines += 1
            return nil
        }
        return trimmed(line)
    }

    private func trimmed(_ line: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        var low = 0
        var high = line.count
        if high > 0, line[high - 1] == 0x0D { high -= 1 }
        if number == 1, high >= 3, line[0] == 0xEF, line[1] == 0xBB, line[2] == 0xBF { low = 3 }
        return UnsafeBufferPointer(rebasing: line[low..<high])
    }
}
