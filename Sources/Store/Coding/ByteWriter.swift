/// Appends variable-length integers (LEB128: seven bits a byte, low first) to a growing byte array.
struct ByteWriter {
    var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func varint(_ value: UInt64) {
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: value))
    }

    mutating func varint(_ value: Int) { varint(UInt64(bitPattern: Int64(value))) }

    /// A signed integer, small in either direction: 0, -1, 1, -2, … become 0, 1, 2, 3, …
    mutating func signed(_ value: Int) { varint(zigzag(value)) }

    mutating func append(_ other: UnsafeRawBufferPointer) { bytes.append(contentsOf: other) }
}

@inline(__always)
func zigzag(_ value: Int) -> UInt64 { UInt64(bitPattern: Int64((value &<< 1) ^ (value &>> 63))) }

@inline(__always)
func unzigzag(_ value: UInt64) -> Int { Int(bitPattern: UInt(value &>> 1)) ^ -Int(bitPattern: UInt(value & 1)) }
