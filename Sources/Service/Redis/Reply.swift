import NIOCore

/// What a command is answered with.
indirect enum Reply: Sendable, Equatable {
    case simple(String)
    /// The error's word, such as `ERR`, and what it says.
    case error(String, String)
    case integer(Int)
    case bulk(String)
    case null
    case array([Reply])
    /// Pairs; a flat array for clients of RESP2.
    case map([(String, Reply)])
    case set([Reply])
    case double(Double)

    static let ok = Reply.simple("OK")

    static func == (left: Reply, right: Reply) -> Bool {
        var a = ByteBuffer()
        var b = ByteBuffer()
        left.write(to: &a, version: 3)
        right.write(to: &b, version: 3)
        return a == b
    }

    /// - Parameter version: 2 or 3, as the client said with `HELLO`.
    func write(to buffer: inout ByteBuffer, version: Int) {
        switch self {
        case .simple(let text): buffer.writeLine("+", Self.line(text))
        case .error(let word, let text): buffer.writeLine("-", Self.line(word + " " + text))
        case .integer(let value): buffer.writeLine(":", String(value))
        case .bulk(let text):
            buffer.writeLine("$", String(text.utf8.count))
            buffer.writeString(text)
            buffer.writeStaticString("\r\n")
        case .null: buffer.writeStaticString(version == 3 ? "_\r\n" : "$-1\r\n")
        case .array(let items): Self.write(items, "*", to: &buffer, version)
        case .set(let items): Self.write(items, version == 3 ? "~" : "*", to: &buffer, version)
        case .map(let pairs):
            if version == 3 {
                buffer.writeLine("%", String(pairs.count))
            } else {
                buffer.writeLine("*", String(pairs.count * 2))
            }
            for (key, value) in pairs {
                Reply.bulk(key).write(to: &buffer, version: version)
                value.write(to: &buffer, version: version)
            }
        case .double(let value):
            let text = value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
            if version == 3 { buffer.writeLine(",", text) } else { Reply.bulk(text).write(to: &buffer, version: 2) }
        }
    }

    private static func write(_ items: [Reply], _ sign: StaticString, to buffer: inout ByteBuffer, _ version: Int) {
        buffer.writeLine(sign, String(items.count))
        for item in items { item.write(to: &buffer, version: version) }
    }

    /// A line may hold no line break.
    private static func line(_ text: String) -> String {
        text.utf8.contains { $0 == 13 || $0 == 10 }
            ? String(text.map { $0.isNewline ? " " : $0 }) : text
    }
}

extension ByteBuffer {
    fileprivate mutating func writeLine(_ sign: StaticString, _ text: String) {
        writeStaticString(sign)
        writeString(text)
        writeStaticString("\r\n")
    }
}
