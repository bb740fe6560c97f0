/// The SQuAD evaluation's normal form of an answer: lower case, no ASCII punctuation, no English articles,
/// single spaces.
///
/// Source: the official `evaluate-v1.1.py` and `evaluate-v2.0.py`, which agree on it. Word boundaries and white
/// space follow Python's `re` and `str.split`, since that is what the published figures were measured with.
public enum AnswerNormalization {
    /// The words left of `answer` in the normal form; empty when nothing is left.
    public static func tokens(_ answer: String) -> [String] {
        var kept = String.UnicodeScalarView()
        for scalar in answer.lowercased().unicodeScalars where !isASCIIPunctuation(scalar) { kept.append(scalar) }
        return removeArticles(kept).split(whereSeparator: isWhitespace).map { String(String.UnicodeScalarView($0)) }
    }

    /// The normal form as one string.
    public static func normalize(_ answer: String) -> String {
        tokens(answer).joined(separator: " ")
    }

    /// Replaces each whole word `a`, `an`, `the` by a space, where a word is a run of Python's `\w`.
    private static func removeArticles(_ text: String.UnicodeScalarView) -> String.UnicodeScalarView {
        var result = String.UnicodeScalarView()
        var index = text.startIndex
        while index < text.endIndex {
            guard isWordCharacter(text[index]) else {
                result.append(text[index])
                index = text.index(after: index)
                continue
            }
            let end = text[index...].firstIndex { !isWordCharacter($0) } ?? text.endIndex
            let word = text[index..<end]
            if ["a", "an", "the"].contains(String(word)) {
                result.append(" ")
            } else {
                result.append(contentsOf: word)
            }
            index = end
        }
        return result
    }

    private static func isASCIIPunctuation(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }

    private static func isWordCharacter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .decimalNumber, .letterNumber, .otherNumber:
            true
        default: scalar == "_" || scalar.properties.numericType != nil
        }
    }

    private static func isWhitespace(_ scalar: Unicode.Scalar) -> Bool {
        // Python also splits at the four ASCII information separators.
        scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
}
