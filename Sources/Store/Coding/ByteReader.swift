/// Reads what `ByteWriter` wrote. Never reads past the end: a value that is cut short reads as 0 and sets `failed`,
/// so that a loop needs one check at its end instead of one a value.
struct ByteReader {
    private(set) var position: UnsafePointer<UInt8>
    let end: UnsafePointer<UInt8>
    private(set) var failed = false

    // What an empty buffer's position points to; never read.
    private nonisolated(unsafe) static let nothing = UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))

    /// The bytes must outlive the reader.
    init(_ bytes: UnsafeRawBufferPointer) {
        let typed = bytes.bindMemory(to: UInt8.self)
        position = typed.baseAddress ?? Self.nothing
        end = position + typed.count
    }

    @inline(__always) var remaining: Int { end - position }
    @inline(__always) var isAtEnd: Bool { position == end }

    @inline(__always)
    mutating func byte() -> UInt8 {
        guard position < end else {
            failed = true
            return 0
        }
        defer { position += 1 }
        return position.pointee
    }

    @inline(__always)
    mutating func varint() -> UInt64 {
        if position < end, position.pointee < 0x80 {
            defer { position += 1 }
            return UInt64(position.pointee)
        }
        // By value, so that the reader itself can stay in registers.
        let (value, next, isWhole) = Self.longVarint(position, end)
        position = next
        if !isWhole { failed = true }
        return value
    }

    private static func longVarint(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> (UInt64, UnsafePointer<UInt8>, Bool) {
        var position = start
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while position < end, shift < 64 {
            let next = position.pointee
            position += 1
            value |= UInt64(next & 0x7F) &<< shift
            if next < 0x80 { return (value, position, true) }
            shift += 7
        }
        return (0, end, false)
    }

    @inline(__always)
    mutating func signed() -> Int { unzigzag(varint()) }

    /// A count of things of at least `unit` bytes each, which therefore cannot exceed what is left to read.
    @inline(__always)
    mutating func count(unit: Int = 1) -> Int {
        let value = varint()
        guard value <= UInt64(remaining / unit) else {
            failed = true
            position = end
            return 0
        }
        return Int(value)
    }

    /// A non-negative number below 2^62, so that sums of two of them cannot overflow.
    @inline(__always)
    mutating func size() -> Int {
        let value = varint()
        guard value < 1 << 62 else {
            failed = true
            position = end
            return 0
        }
        return Int(value)
    }

    /// The next `count` bytes, or none when fewer are left.
    @inline(__always)
    mutating func take(_ count: Int) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= remaining else {
            failed = true
            position = end
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        defer { position += count }
        return UnsafeRawBufferPointer(start: position, count: count)
    }
}
