/// Reads commands of the Redis protocol from bytes that come in pieces: arrays of bulk strings, as clients of RESP2 and
/// RESP3 send them, and lines as people type them.
///
/// Nothing is copied: a command is where its arguments lie in the bytes. All lengths are bounded before anything is
/// done for them. Cost: the bytes of the headers, not of the arguments; an incomplete command is looked at again from
/// its start when more has come, which `maximumArguments` bounds.
struct RequestParser: Sendable {
    enum Outcome: Equatable {
        /// A command of the arguments' ranges, and where the next one starts.
        case command(next: Int)
        /// A line that someone typed, unquoted, and where the next command starts.
        case line([[UInt8]], next: Int)
        /// Nothing, such as an empty line.
        case nothing(next: Int)
        case incomplete
        /// The bytes cannot be a command; the connection is of no more use.
        case failure(String)
    }

    var maximumBulk = 1 << 20
    var maximumCommand = 4 << 20
    var maximumArguments = 1024
    private static let maximumLine = 64 << 10

    /// Reads the command that starts at `start`; `arguments` gets the ranges of its arguments.
    func next(_ bytes: UnsafeRawBufferPointer, from start: Int, _ arguments: inout [Range<Int>]) -> Outcome {
        arguments.removeAll(keepingCapacity: true)
        guard start < bytes.count else { return .incomplete }
        guard bytes[start] == UInt8(ascii: "*") else { return line(bytes, from: start) }
        var position = start + 1
        let count: Int
        switch number(bytes, &position) {
        case .value(let value): count = value
        case .incomplete: return .incomplete
        case .invalid: return .failure("invalid multibulk length")
        }
        if count <= 0 { return .nothing(next: position) }
        guard count <= maximumArguments else { return .failure("invalid multibulk length") }
        for _ in 0..<count {
            guard position < bytes.count else { return checked(.incomplete, bytes.count - start) }
            guard bytes[position] == UInt8(ascii: "$") else {
                let found = bytes[position]
                let shown = (0x20..<0x7f).contains(found) ? String(UnicodeScalar(found)) : "?"
                return .failure("expected '$', got '\(shown)'")
            }
            position += 1
            let length: Int
            switch number(bytes, &position) {
            case .value(let value): length = value
            case .incomplete: return checked(.incomplete, bytes.count - start)
            case .invalid: return .failure("invalid bulk length")
            }
            guard length >= 0, length <= maximumBulk else { return .failure("invalid bulk length") }
            guard position - start + length + 2 <= maximumCommand else { return .failure("too big command") }
            guard position + length + 2 <= bytes.count else { return .incomplete }
            guard bytes[position + length] == 13, bytes[position + length + 1] == 10 else {
                return .failure("invalid bulk length")
            }
            arguments.append(position..<position + length)
            position += length + 2
        }
        return .command(next: position)
    }

    private func checked(_ outcome: Outcome, _ held: Int) -> Outcome {
        held > maximumCommand ? .failure("too big command") : outcome
    }

    // MARK: Numbers

    private enum Number {
        case value(Int)
        case incomplete
        case invalid
    }

    /// A decimal number and the line's end. More digits than any allowed length has are no number.
    private func number(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> Number {
        var value = 0
        var digits = 0
        var isNegative = false
        var at = position
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") {
            isNegative = true
            at += 1
        }
        while at < bytes.count {
            let byte = bytes[at]
            if (0x30...0x39).contains(byte) {
                digits += 1
                guard digits <= 10 else { return .invalid }
                value = value * 10 + Int(byte - 0x30)
                at += 1
            } else if byte == 13 {
                guard at + 1 < bytes.count else { return digits > 0 ? .incomplete : .invalid }
                guard bytes[at + 1] == 10, digits > 0 else { return .invalid }
                position = at + 2
                return .value(isNegative ? -value : value)
            } else {
                return .invalid
            }
        }
        return .incomplete
    }

    // MARK: Lines

    private func line(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Outcome {
        let limit = min(bytes.count, start + Self.maximumLine + 1)
        guard let end = bytes[start..<limit].firstIndex(of: 10) else {
            return bytes.count - start > Self.maximumLine ? .failure("too big inline request") : .incomplete
        }
        let content = bytes[start..<end].last == 13 ? start..<end - 1 : start..<end
        guard let words = Self.words(UnsafeRawBufferPointer(rebasing: bytes[content])) else {
            return .failure("unbalanced quotes in request")
        }
        guard words.count <= maximumArguments else { return .failure("too big inline request") }
        return words.isEmpty ? .nothing(next: end + 1) : .line(words, next: end + 1)
    }

    /// The words of a line; double quotes hold escapes, single quotes nothing but `\'`. Nil for a quote left open.
    static func words(_ line: UnsafeRawBufferPointer) -> [[UInt8]]? {
        var words: [[UInt8]] = []
        var at = 0
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
        while true {
            while at < line.count, isSpace(line[at]) { at += 1 }
            guard at < line.count else { return words }
            var word: [UInt8] = []
            while at < line.count, !isSpace(line[at]) {
                let quote = line[at]
                guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                    word.append(quote)
                    at += 1
                    continue
                }
                at += 1
                while true {
                    guard at < line.count else { return nil }
                    if line[at] == quote { break }
                    if line[at] == UInt8(ascii: "\\"), at + 1 < line.count {
                        guard let (byte, length) = escape(line, at + 1, quote) else { return nil }
                        word.append(byte)
                        at += 1 + length
                    } else {
                        word.append(line[at])
                        at += 1
                    }
                }
                at += 1
                // A closing quote ends the word.
                if at < line.count, !isSpace(line[at]) { return nil }
            }
            words.append(word)
        }
    }

    /// The byte that an escape stands for, and the length of the escape behind its backslash.
    private static func escape(_ line: UnsafeRawBufferPointer, _ at: Int, _ quote: UInt8) -> (UInt8, Int)? {
        guard quote == UInt8(ascii: "\"") else {
            return line[at] == quote ? (quote, 1) : (UInt8(ascii: "\\"), 0)
        }
        func hex(_ index: Int) -> UInt8? {
            guard index < line.count else { return nil }
            switch line[index] {
            case 0x30...0x39: return line[index] - 0x30
            case 0x41...0x46: return line[index] - 0x37
            case 0x61...0x66: return line[index] - 0x57
            default: return nil
            }
        }
        switch line[at] {
        case UInt8(ascii: "n"): return (10, 1)
        case UInt8(ascii: "r"): return (13, 1)
        case UInt8(ascii: "t"): return (9, 1)
        case UInt8(ascii: "b"): return (8, 1)
        case UInt8(ascii: "a"): return (7, 1)
        case UInt8(ascii: "x"):
            if let high = hex(at + 1), let low = hex(at + 2) { return (high << 4 | low, 3) }
            return (line[at], 1)
        default: return (line[at], 1)
        }
    }
}
