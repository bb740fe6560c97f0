/// A strict pull parser (RFC 8259) over UTF-8 bytes that builds nothing but what is asked for.
///
/// Foundation's parsers build a tree of every value; nine tenths of a CORD-19 file (reference lists, citation spans)
/// are never looked at here. Every byte is still checked: what is skipped is skipped by the same grammar.
///
/// The bytes must be valid UTF-8 and outlive the scanner.
struct JSONScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let base: UnsafePointer<UInt8>
    private let end: Int
    private(set) var position: Int
    private var depth = 0

    /// Deeper nesting is refused; real articles need about 8 levels.
    static let maximumDepth = 128

    /// Where a string literal lies, quotes excluded.
    struct Literal {
        var range: Range<Int>
        var hasEscapes: Bool
    }

    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) {
        self.bytes = bytes
        // An empty buffer may have no address; `end` being 0 keeps this stand-in from ever being read.
        base = bytes.baseAddress ?? ("" as StaticString).utf8Start
        end = bytes.count
        position = min(start, bytes.count)
    }

    func failure(_ detail: String, at offset: Int? = nil) -> SyntaxFailure {
        SyntaxFailure(offset: offset ?? position, detail: detail)
    }

    /// The first byte of the next token, nil at the end.
    @inline(__always)
    mutating func peek() -> UInt8? {
        skipWhitespace()
        return position < end ? base[position] : nil
    }

    // MARK: Objects and arrays

    /// Steps into an object; `nextKey` then yields its members.
    mutating func enterObject() throws(SyntaxFailure) { try enter(UInt8(ascii: "{"), "an object") }

    /// Steps into an array; `nextElement` then says whether a value follows.
    mutating func enterArray() throws(SyntaxFailure) { try enter(UInt8(ascii: "["), "an array") }

    private mutating func enter(_ opening: UInt8, _ name: String) throws(SyntaxFailure) {
        guard peek() == opening else { throw unexpected(name) }
        guard depth < Self.maximumDepth else { throw failure("nested deeper than \(Self.maximumDepth) levels") }
        depth &+= 1
        position &+= 1
    }

    /// The next member's key, its value being next; nil past the object's last member.
    @inline(__always)
    mutating func nextKey(isFirst: inout Bool) throws(SyntaxFailure) -> Literal? {
        guard try advance(to: UInt8(ascii: "}"), isFirst: &isFirst) else { return nil }
        guard peek() == UInt8(ascii: "\"") else { throw unexpected("a key") }
        let key = try literal()
        guard peek() == UInt8(ascii: ":") else { throw unexpected("':'") }
        position &+= 1
        return key
    }

    /// Whether another element follows; false past the array's last one.
    @inline(__always)
    mutating func nextElement(isFirst: inout Bool) throws(SyntaxFailure) -> Bool {
        try advance(to: UInt8(ascii: "]"), isFirst: &isFirst)
    }

    /// Consumes a comma, or the closing bracket and answers false.
    @inline(__always)
    private mutating func advance(to closing: UInt8, isFirst: inout Bool) throws(SyntaxFailure) -> Bool {
        let byte = peek()
        if byte == closing {
            position &+= 1
            depth &-= 1
            return false
        }
        if isFirst {
            isFirst = false
            return true
        }
        guard byte == UInt8(ascii: ",") else { throw unexpected(closing == 0x5d ? "',' or ']'" : "',' or '}'") }
        position &+= 1
        // A closing bracket here would be a trailing comma; the value's own reader refuses it.
        return true
    }

    /// Nothing but white space may be left.
    mutating func expectEnd() throws(SyntaxFailure) {
        if peek() != nil { throw failure("text after the end of the JSON value") }
    }

    // MARK: Values

    /// A string value decoded; nil, with the value skipped, if it is of another type.
    mutating func stringIfPresent() throws(SyntaxFailure) -> String? {
        guard peek() == UInt8(ascii: "\"") else {
            try skipValue()
            return nil
        }
        return string(try literal())
    }

    /// A string, or a number as written; nil for anything else.
    mutating func scalarIfPresent() throws(SyntaxFailure) -> String? {
        switch peek() {
        case UInt8(ascii: "\""): return string(try literal())
        case let byte? where byte == UInt8(ascii: "-") || byte &- 0x30 < 10:
            let start = position
            try skipNumber()
            return bytes.string(start..<position)
        default:
            try skipValue()
            return nil
        }
    }

    mutating func skipValue() throws(SyntaxFailure) {
        switch peek() {
        case UInt8(ascii: "\""): _ = try literal()
        case UInt8(ascii: "{"):
            try enterObject()
            var isFirst = true
            while try nextKey(isFirst: &isFirst) != nil { try skipValue() }
        case UInt8(ascii: "["):
            try enterArray()
            var isFirst = true
            while try nextElement(isFirst: &isFirst) { try skipValue() }
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        case let byte? where byte == UInt8(ascii: "-") || byte &- 0x30 < 10: try skipNumber()
        default: throw unexpected("a value")
        }
    }

    private mutating func skipWord(_ word: StaticString) throws(SyntaxFailure) {
        let length = word.utf8CodeUnitCount
        guard end &- position >= length, (0..<length).allSatisfy({ base[position &+ $0] == word.utf8Start[$0] }) else {
            throw unexpected("a value")
        }
        position &+= length
    }

    private mutating func skipNumber() throws(SyntaxFailure) {
        if position < end, base[position] == UInt8(ascii: "-") { position &+= 1 }
        let leading = position
        try skipDigits()
        if base[leading] == UInt8(ascii: "0"), position &- leading > 1 {
            throw failure("a number must not begin with 0", at: leading)
        }
        if position < end, base[position] == UInt8(ascii: ".") {
            position &+= 1
            try skipDigits()
        }
        if position < end, base[position] | 0x20 == UInt8(ascii: "e") {
            position &+= 1
            if position < end, base[position] == UInt8(ascii: "+") || base[position] == UInt8(ascii: "-") {
                position &+= 1
            }
            try skipDigits()
        }
    }

    private mutating func skipDigits() throws(SyntaxFailure) {
        let start = position
        while position < end, base[position] &- 0x30 < 10 { position &+= 1 }
        if position == start { throw unexpected("a digit") }
    }

    // MARK: Strings

    /// Scans a string whose opening quote is at `position`.
    @inline(__always)
    private mutating func literal() throws(SyntaxFailure) -> Literal {
        let opening = position
        let raw = UnsafeRawPointer(base)
        var i = position &+ 1
        var hasEscapes = false
        while true {
            // Eight bytes a step up to the first quote, backslash or control character. The lowest flagged byte is
            // exact: a borrow can only disturb the bytes above a true hit.
            while end &- i >= 8 {
                let word = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: i, as: UInt64.self))
                let quote = word ^ 0x2222_2222_2222_2222
                let backslash = word ^ 0x5c5c_5c5c_5c5c_5c5c
                let low: UInt64 = 0x0101_0101_0101_0101
                let hits =
                    ((quote &- low) & ~quote | (backslash &- low) & ~backslash | (word &- (low &<< 5)) & ~word)
                    & 0x8080_8080_8080_8080
                if hits != 0 {
                    i &+= hits.trailingZeroBitCount &>> 3
                    break
                }
                i &+= 8
            }
            guard i < end else { throw failure("a string is not closed", at: opening) }
            let byte = base[i]
            if byte == UInt8(ascii: "\"") {
                position = i &+ 1
                return Literal(range: opening &+ 1..<i, hasEscapes: hasEscapes)
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                i = try endOfEscape(i)
            } else if byte < 0x20 {
                throw failure("a control character in a string must be written as an escape", at: i)
            } else {
                i &+= 1
            }
        }
    }

    private func endOfEscape(_ backslash: Int) throws(SyntaxFailure) -> Int {
        guard backslash &+ 1 < end else { throw failure("a string is not closed", at: backslash) }
        switch base[backslash &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return backslash &+ 2
        case UInt8(ascii: "u"):
            guard end &- backslash >= 6, codeUnit(backslash &+ 2) != nil else {
                throw failure("\\u needs four hexadecimal digits", at: backslash)
            }
            return backslash &+ 6
        default:
            throw failure("an escape that JSON does not have", at: backslash)
        }
    }

    /// Four hexadecimal digits; the caller has checked that four bytes are there.
    @inline(__always)
    private func codeUnit(_ at: Int) -> UInt32? {
        var value: UInt32 = 0
        for i in at..<at &+ 4 {
            let digit = base[i]
            switch digit {
            case 0x30...0x39: value = value &<< 4 | UInt32(digit &- 0x30)
            case 0x41...0x46: value = value &<< 4 | UInt32(digit &- 0x37)
            case 0x61...0x66: value = value &<< 4 | UInt32(digit &- 0x57)
            default: return nil
            }
        }
        return value
    }

    /// Whether a key is exactly `name`.
    @inline(__always)
    func matches(_ key: Literal, _ name: StaticString) -> Bool {
        if key.hasEscapes { return string(key) == "\(name)" }
        let length = name.utf8CodeUnitCount
        guard key.range.count == length else { return false }
        let start = base + key.range.lowerBound
        for i in 0..<length where start[i] != name.utf8Start[i] { return false }
        return true
    }

    /// A literal's text. A lone surrogate and NUL, which no store of text takes, become U+FFFD.
    func string(_ literal: Literal) -> String {
        guard literal.hasEscapes else { return bytes.string(literal.range) }
        // An escape never decodes to more bytes than it is written with.
        return String(unsafeUninitializedCapacity: literal.range.count) { out in
            guard let target = out.baseAddress else { return 0 }
            return unescape(literal.range, to: target)
        }
    }

    private func unescape(_ range: Range<Int>, to target: UnsafeMutablePointer<UInt8>) -> Int {
        var written = 0
        var i = range.lowerBound
        while i < range.upperBound {
            let byte = base[i]
            guard byte == UInt8(ascii: "\\") else {
                target[written] = byte
                written &+= 1
                i &+= 1
                continue
            }
            let kind = base[i &+ 1]
            guard kind == UInt8(ascii: "u") else {
                target[written] =
                    switch kind {
                    case UInt8(ascii: "n"): 0x0a
                    case UInt8(ascii: "t"): 0x09
                    case UInt8(ascii: "r"): 0x0d
                    case UInt8(ascii: "b"): 0x08
                    case UInt8(ascii: "f"): 0x0c
                    default: kind
                    }
                written &+= 1
                i &+= 2
                continue
            }
            var scalar = codeUnit(i &+ 2) ?? 0xfffd
            i &+= 6
            if scalar & 0xfc00 == 0xd800, range.upperBound &- i >= 6, base[i] == UInt8(ascii: "\\"),
                base[i &+ 1] == UInt8(ascii: "u"), let low = codeUnit(i &+ 2), low & 0xfc00 == 0xdc00
            {
                scalar = 0x10000 &+ (scalar & 0x3ff) &<< 10 &+ (low & 0x3ff)
                i &+= 6
            }
            if scalar == 0 || scalar & 0xffff_f800 == 0xd800 { scalar = 0xfffd }
            written &+= Self.encode(scalar, to: target + written)
        }
        return written
    }

    /// Writes a scalar value as UTF-8, 1 to 4 bytes.
    private static func encode(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
        func continuation(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: scalar &>> shift & 0x3f | 0x80) }
        switch scalar {
        case ..<0x80:
            target[0] = UInt8(truncatingIfNeeded: scalar)
            return 1
        case ..<0x800:
            target[0] = UInt8(truncatingIfNeeded: scalar &>> 6 | 0xc0)
            target[1] = continuation(0)
            return 2
        case ..<0x10000:
            target[0] = UInt8(truncatingIfNeeded: scalar &>> 12 | 0xe0)
            target[1] = continuation(6)
            target[2] = continuation(0)
            return 3
        default:
            target[0] = UInt8(truncatingIfNeeded: scalar &>> 18 | 0xf0)
            target[1] = continuation(12)
            target[2] = continuation(6)
            target[3] = continuation(0)
            return 4
        }
    }

    // MARK: Details

    @inline(__always)
    private mutating func skipWhitespace() {
        let raw = UnsafeRawPointer(base)
        while position < end {
            switch base[position] {
            case 0x20:
                position &+= 1
                // Pretty-printed files indent by many spaces.
                while end &- position >= 8,
                    raw.loadUnaligned(fromByteOffset: position, as: UInt64.self) == 0x2020_2020_2020_2020
                { position &+= 8 }
            case 0x0a, 0x0d, 0x09: position &+= 1
            default: return
            }
        }
    }

    private func unexpected(_ expected: String) -> SyntaxFailure {
        position < end ? failure("expected \(expected)") : failure("the file ends where \(expected) should be")
    }
}
