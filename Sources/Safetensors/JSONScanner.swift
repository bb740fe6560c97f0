/// Just enough strict JSON for a safetensors header: objects, strings and non-negative integers.
///
/// Foundation's parser keeps only one of two equal keys, and a header with two is a lie that must be seen.
struct JSONScanner {
    struct Failure: Error {
        let byte: Int
        let reason: String
    }

    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    func failure(_ reason: String) -> Failure { Failure(byte: position, reason: reason) }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    /// Takes `character` after white space, if it is next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(Failure) {
        guard take(character) else { throw failure("expected “\(character)”") }
    }

    /// Nothing but white space is left.
    mutating func expectEnd() throws(Failure) {
        skipSpace()
        guard position == bytes.count else { throw failure("unexpected bytes after the header's object") }
    }

    /// Calls `body` with each key of an object, positioned at its value.
    mutating func object<E: Error>(
        wrap: (Failure) -> E, _ body: (inout JSONScanner, String) throws(E) -> Void
    ) throws(E) {
        do throws(Failure) { try expect("{") } catch { throw wrap(error) }
        if take("}") { return }
        while true {
            let key: String
            do throws(Failure) {
                key = try string()
                try expect(":")
            } catch { throw wrap(error) }
            try body(&self, key)
            if take(",") { continue }
            do throws(Failure) { try expect("}") } catch { throw wrap(error) }
            return
        }
    }

    /// An array of non-negative integers, at most `limit` of them.
    mutating func integers(limit: Int) throws(Failure) -> [Int] {
        try expect("[")
        var values: [Int] = []
        if take("]") { return values }
        while true {
            guard values.count < limit else { throw failure("more than \(limit) numbers") }
            values.append(try integer())
            if take(",") { continue }
            try expect("]")
            return values
        }
    }

    private mutating func integer() throws(Failure) -> Int {
        skipSpace()
        let start = position
        var value = 0
        while position < bytes.count, bytes[position] >= 0x30, bytes[position] <= 0x39 {
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = scaled.addingReportingOverflow(Int(bytes[position] - 0x30))
            guard !overflow, !carry else { throw failure("number too large") }
            value = sum
            position += 1
        }
        guard position > start else { throw failure("expected a non-negative integer") }
        guard position == start + 1 || bytes[start] != 0x30 else { throw failure("number with a leading zero") }
        return value
    }

    mutating func string() throws(Failure) -> String {
        try expect("\"")
        var text: [UInt8] = []
        while true {
            guard position < bytes.count else { throw failure("text without an end") }
            let byte = bytes[position]
            guard byte >= 0x20 else { throw failure("control character in a text") }
            position += 1
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") {
                text.append(contentsOf: try escape())
            } else {
                text.append(byte)
            }
        }
        guard let result = String(validating: text, as: UTF8.self) else { throw failure("text is not UTF-8") }
        return result
    }

    private mutating func escape() throws(Failure) -> [UInt8] {
        guard position < bytes.count else { throw failure("text without an end") }
        let letter = bytes[position]
        position += 1
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var value = try hexadecimal()
            if value & 0xFC00 == 0xD800 {
                guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                    bytes[position + 1] == UInt8(ascii: "u")
                else { throw failure("half a surrogate pair") }
                position += 2
                let low = try hexadecimal()
                guard low & 0xFC00 == 0xDC00 else { throw failure("half a surrogate pair") }
                value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
            }
            guard let scalar = Unicode.Scalar(value) else { throw failure("half a surrogate pair") }
            return Array(String(Character(scalar)).utf8)
        default: throw failure("unknown escape in a text")
        }
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        guard bytes.count - position >= 4 else { throw failure("text without an end") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw failure("expected four hexadecimal digits")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
