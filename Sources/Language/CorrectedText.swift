/// A text with corrected spelling, and where each of its bytes came from.
///
/// For matching only: what is stored and shown is the original.
public struct CorrectedText: Sendable, Equatable {
    /// One replacement: bytes of the original and the bytes that stand for them.
    public struct Edit: Sendable, Equatable {
        public let original: Range<Int>
        public let corrected: Range<Int>

        public init(original: Range<Int>, corrected: Range<Int>) {
            self.original = original
            self.corrected = corrected
        }
    }

    public let text: String
    /// In order, apart from each other, at least one.
    public let edits: [Edit]

    public init(text: String, edits: [Edit]) {
        self.text = text
        self.edits = edits
    }

    /// The original's byte range that a byte range of `text` stands for; a replaced word counts whole.
    public func originalRange(of range: Range<Int>) -> Range<Int> {
        let start = place(range.lowerBound, isEnd: false)
        return start..<max(start, place(range.upperBound, isEnd: true))
    }

    private func place(_ offset: Int, isEnd: Bool) -> Int {
        var shift = 0
        for edit in edits {
            if isEnd ? offset <= edit.corrected.lowerBound : offset < edit.corrected.lowerBound { break }
            if isEnd ? offset <= edit.corrected.upperBound : offset < edit.corrected.upperBound {
                return isEnd ? edit.original.upperBound : edit.original.lowerBound
            }
            shift = edit.original.upperBound - edit.corrected.upperBound
        }
        return offset + shift
    }
}
