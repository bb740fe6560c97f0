/// Finds sentences in English prose, biomedical prose above all, by rules over UTF-8 bytes.
///
/// The ranges come in order, none is empty or starts or ends with white space, and only white space lies between them:
/// joined again with what lies between, they give the text back byte for byte. Any bytes are accepted, valid UTF-8 or not.
///
/// A period ends a sentence unless the word before it, the shape of what follows, or a list's numbering says otherwise;
/// blank lines always do. Citations glued to the period ("…virus.12 The", "…virus.[3] The") stay with the sentence they
/// support. One pass, no allocation but the result's, a few nanoseconds a byte.
public struct SentenceSplitter: Sendable {
    /// A sentence longer than this many bytes is cut at white space near the limit, so that a table or a file without
    /// punctuation cannot become one sentence of any size.
    public let longestSentence: Int

    public init(longestSentence: Int = 10_000) {
        self.longestSentence = max(longestSentence, 64)
    }

    /// Appends the byte ranges of the sentences of `utf8`, in order.
    ///
    /// Text past 2 GiB is not looked at: cut larger texts into paragraphs first.
    public func split(_ utf8: UnsafeBufferPointer<UInt8>, into ranges: inout [Range<Int32>]) {
        guard let base = utf8.baseAddress else { return }
        let bytes = Bytes(base: base, count: min(utf8.count, Int(Int32.max)))
        SplitterWords.table.withPointers { words in
            var scan = SentenceScan(bytes: bytes, words: words, longest: longestSentence)
            while let sentence = scan.next() {
                ranges.append(Int32(sentence.lowerBound)..<Int32(sentence.upperBound))
            }
        }
    }

    /// Byte ranges of the sentences of `text`, in order.
    public func sentences(in text: String) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { utf8 in
            var ranges: [Range<Int32>] = []
            split(utf8, into: &ranges)
            return ranges.map { Int($0.lowerBound)..<Int($0.upperBound) }
        }
    }
}
