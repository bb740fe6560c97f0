/// A word of a text, or a punctuation mark that separates: where it is and the key of its folded form.
struct WordToken: BitwiseCopyable, Equatable {
    /// Byte offsets in the text.
    var start: UInt32
    var end: UInt32
    /// ``WordKey`` of the folded word; the ASCII code of a mark; ``WordKey/boundary`` for any other mark.
    var key: UInt64

    /// True for a mark: not a letter, not a digit.
    var isMark: Bool {
        guard key < 0x80 else { return false }
        let byte = UInt8(truncatingIfNeeded: key)
        return !(byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) && !(byte >= 0x30 && byte <= 0x39)
    }
}
