/// The language of a text, as far as its script and letters tell.
public struct LanguageGuess: Sendable, Hashable {
    /// ISO 639-1 code in lower case, or "und" when the text holds no letters.
    public let code: String
    /// Roughly the probability that `code` is right, between 0 and 1; 0 for "und". Short texts and close relatives get less.
    public let confidence: Float

    public init(code: String, confidence: Float) {
        self.code = code
        self.confidence = confidence
    }

    /// Nothing to tell a language from: no letters of a known script.
    public static let undetermined = LanguageGuess(code: "und", confidence: 0)
}

/// Tells the language of a text: 75 languages, and nine more by their script alone.
///
/// A script that one language uses decides by itself. For Latin, Cyrillic, Arabic and Devanagari letters a naive Bayes
/// classifier over sequences of one to four letters decides (Cavnar and Trenkle 1994 in the wide sense; Lui and Baldwin
/// 2012 for the features), with weights of four bits. Words with several capitals or with digits are left out where
/// enough others remain, so that gene names and accession numbers do not count as evidence.
///
/// A text costs a bounded time, some ten microseconds: at most 1,200 bytes of it are read, half of them at its start,
/// the rest in its middle and at its end. Deterministic; no allocation but the profiles', made once a process.
public struct LanguageIdentifier: Sendable {
    public init() {}

    /// Codes that `identify` can return, sorted.
    public static var languages: [String] {
        (LanguageProfile.all.flatMap(\.languages) + Script.allCases.compactMap(\.onlyLanguage)).sorted()
    }

    /// The language of `text`.
    public func identify(_ text: String) -> LanguageGuess {
        var text = text
        return text.withUTF8 { identify($0) }
    }

    /// The language of UTF-8 bytes; what is not valid UTF-8 counts as white space.
    public func identify(_ utf8: UnsafeBufferPointer<UInt8>) -> LanguageGuess {
        guard let base = utf8.baseAddress else { return .undetermined }
        let bytes = Bytes(base: base, count: utf8.count)
        // A letter or a separator comes from at least one byte, and each window and word adds one separator.
        return withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 2 * Self.sampleSize + 64) { buffer in
            var sample = LetterSample(buffer: buffer)
            if bytes.count <= Self.sampleSize {
                sample.read(bytes, from: 0, to: bytes.count)
            } else {
                let part = Self.sampleSize / 4
                sample.read(bytes, from: 0, to: 2 * part)
                sample.read(bytes, from: (bytes.count - part) / 2, to: (bytes.count + part) / 2)
                sample.read(bytes, from: bytes.count - part, to: bytes.count)
            }
            return sample.guess()
        }
    }

    private static let sampleSize = 1_200
}
