/// The Pattern's name of an answer: `bertqa{tag}_{sentence key}_{question}`.
struct AnswerKey: Hashable, Sendable {
    var sentence: String
    var question: String

    /// The ways to read a key, likeliest first; none for other keys.
    ///
    /// Article names and questions may hold `_` and `:`. What ends the sentence's key is its number: the digits after
    /// the tag and before a `_`.
    static func readings(of text: String) -> [AnswerKey] {
        let bytes = Array(text.utf8)
        guard text.hasPrefix("bertqa"), let start = find(Array("_sentence:".utf8), in: bytes, from: 6) else {
            return []
        }
        let key = start + 1
        var braced: [AnswerKey] = []
        var plain: [AnswerKey] = []
        var at = key + "sentence:".utf8.count
        while at < bytes.count, braced.count < 4 {
            defer { at += 1 }
            guard bytes[at] == UInt8(ascii: ":") else { continue }
            var end = at + 1
            while end < bytes.count, (0x30...0x39).contains(bytes[end]) { end += 1 }
            guard end > at + 1, end < bytes.count, bytes[end] == UInt8(ascii: "_") else { continue }
            let reading = AnswerKey(
                sentence: String(decoding: bytes[key..<end], as: UTF8.self),
                question: String(decoding: bytes[(end + 1)...], as: UTF8.self))
            // A tag in braces is no part of an article's name by accident.
            if bytes[at - 1] == UInt8(ascii: "}") {
                braced.append(reading)
            } else if plain.count < 4 {
                plain.append(reading)
            }
        }
        return braced + plain
    }

    private static func find(_ pattern: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count >= pattern.count else { return nil }
        return (start...max(start, bytes.count - pattern.count)).first {
            $0 + pattern.count <= bytes.count && bytes[$0..<$0 + pattern.count].elementsEqual(pattern)
        }
    }
}
