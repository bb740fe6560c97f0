#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension UnsafeBufferPointer<UInt8> {
    /// Without white space at either end.
    func trimmingSpace() -> UnsafeBufferPointer<UInt8> {
        var low = 0
        var high = count
        while low < high, self[low] <= 0x20 { low += 1 }
        while high > low, self[high - 1] <= 0x20 { high -= 1 }
        return UnsafeBufferPointer(rebasing: self[low..<high])
    }

    /// True where the bytes are well-formed UTF-8 without NUL.
    func isValidUTF8() -> Bool {
        var position = 0
        while position < count {
            if position + 8 <= count {
                // Eight ASCII bytes and no NUL at once: a byte below 128 less one has its top bit only if it was 0.
                let bytes = UnsafeRawPointer(baseAddress! + position).loadUnaligned(as: UInt64.self)
                if (bytes | bytes &- 0x0101_0101_0101_0101) & 0x8080_8080_8080_8080 == 0 {
                    position += 8
                    continue
                }
            }
            if self[position] < 0x80 {
                if self[position] == 0 { return false }
                position += 1
                continue
            }
            let (scalar, size) = UnicodeFolding.decode(self, position)
            guard scalar != nil else { return false }
            position += size
        }
        return true
    }

    /// The fields between `separator` bytes; stops after `limit` fields. Returns how many there are.
    func split(on separator: UInt8, into fields: inout [Range<Int>], limit: Int) {
        fields.removeAll(keepingCapacity: true)
        var start = 0
        var offset = 0
        while offset < count {
            var found = matches(of: separator, at: offset)
            while found != 0 {
                let position = offset + found.trailingZeroBitCount
                found &= found - 1
                fields.append(start..<position)
                start = position + 1
                if fields.count == limit { return }
            }
            offset += 64
        }
        fields.append(start..<count)
    }

    /// Which of the 64 bytes from `offset` on are `byte`, below 128, a bit each.
    @inline(__always) private func matches(of byte: UInt8, at offset: Int) -> UInt64 {
        let bytes = UnsafeRawPointer(baseAddress.unsafelyUnwrapped + offset)
        if offset + 64 <= count {
            return ByteClasses.matches(of: byte, bytes)
        }
        var found: UInt64 = 0
        for index in offset..<count where self[index] == byte { found |= 1 << UInt64(index - offset) }
        return found
    }

    func part(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: self[range]) }

    func string(_ range: Range<Int>) -> String { String(decoding: part(range), as: UTF8.self) }

    func equals(_ text: StaticString) -> Bool {
        count == text.utf8CodeUnitCount && equals(UnsafeBufferPointer(start: text.utf8Start, count: count))
    }

    func equals(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
        guard count == other.count, let base = baseAddress, let otherBase = other.baseAddress else {
            return count == other.count
        }
        return memcmp(base, otherBase, count) == 0
    }

    func hasPrefix(_ text: StaticString) -> Bool {
        count >= text.utf8CodeUnitCount && text.withUTF8Buffer { other in zip(self, other).allSatisfy { $0 == $1 } }
    }

    func firstIndex(of text: StaticString, from start: Int = 0) -> Int? {
        let length = text.utf8CodeUnitCount
        guard count >= length else { return nil }
        return text.withUTF8Buffer { other in
            var position = start
            while position + length <= count {
                if self[position] == other[0], (1..<length).allSatisfy({ self[position + $0] == other[$0] }) {
                    return position
                }
                position += 1
            }
            return nil
        }
    }
}

/// A string that comes again and again in a column of a table, looked up without making a `String` each time.
struct ColumnCache<Value> {
    private var entries: [UInt64: Value] = [:]
    private var lastKey: UInt64 = 0
    private var lastValue: Value?

    /// The value made for these bytes the first time they came.
    mutating func value(_ bytes: UnsafeBufferPointer<UInt8>, make: (String) -> Value) -> Value {
        let key = WordKey.key(of: bytes)
        if key == lastKey, let lastValue { return lastValue }
        let value: Value
        if let known = entries[key] {
            value = known
        } else {
            value = make(String(decoding: bytes, as: UTF8.self))
            entries[key] = value
        }
        lastKey = key
        lastValue = value
        return value
    }
}
