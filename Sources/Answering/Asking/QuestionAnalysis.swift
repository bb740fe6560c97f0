import Metathesaurus

/// A question in the forms that searching and reading need.
struct QuestionAnalysis: Sendable {
    /// As asked, with white space made single.
    var text: String
    var concepts: [QuestionConcept]
    /// Content words in their order, each once: what full-text search looks for.
    var contentWords: [String]
    /// Those of them that are part of no concept.
    var unmatchedWords: [String]
}

/// Cuts a question into words and leaves out those that say nothing about its subject.
struct QuestionWords {
    /// A word and its UTF-8 bytes in the question.
    struct Word {
        var text: String
        var range: Range<Int>
    }

    /// Letters and digits, with the hyphens, dots and slashes inside names such as `SARS-CoV-2` and `IL-1/6`.
    static func words(of text: String) -> [Word] {
        var words: [Word] = []
        let scalars = text.unicodeScalars
        var index = scalars.startIndex
        while index < scalars.endIndex {
            guard isWordScalar(scalars[index]) else {
                index = scalars.index(after: index)
                continue
            }
            var end = scalars.index(after: index)
            while end < scalars.endIndex {
                if isWordScalar(scalars[end]) {
                    end = scalars.index(after: end)
                    continue
                }
                let next = scalars.index(after: end)
                guard next < scalars.endIndex, isJoint(scalars[end]), isWordScalar(scalars[next]) else { break }
                end = next
            }
            let start = text.utf8.distance(from: text.startIndex, to: index)
            let length = text.utf8.distance(from: index, to: end)
            words.append(Word(text: String(text[index..<end]), range: start..<start + length))
            index = end
        }
        return words
    }

    static func isContentWord(_ word: String) -> Bool {
        let folded = word.lowercased()
        return !functionWords.contains(folded) && (folded.unicodeScalars.count > 1 || folded.first?.isNumber == true)
    }

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
            || scalar.properties.generalCategory == .nonspacingMark
    }

    private static func isJoint(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "-" || scalar == "." || scalar == "/" || scalar == "'" || scalar == "’" || scalar == "‐"
            || scalar == "‑"
    }

    /// Function words and the words that questions are asked with.
    private static let functionWords: Set<String> = [
        "a", "about", "above", "across", "after", "again", "against", "all", "also", "am", "among", "amongst", "an",
        "and", "any", "are", "aren't", "as", "at", "be", "because", "been", "before", "being", "below", "between",
        "both", "but", "by", "can", "can't", "cannot", "could", "did", "do", "does", "doesn't", "doing", "don't",
        "down", "during", "each", "else", "etc", "ever", "every", "few", "for", "from", "further", "get", "give",
        "given", "had", "has", "have", "having", "he", "her", "here", "hers", "him", "his", "how", "i", "if", "in",
        "into", "is", "isn't", "it", "it's", "its", "itself", "just", "kind", "let", "like", "made", "make", "many",
        "may", "me", "might", "more", "most", "much", "must", "my", "no", "nor", "not", "of", "off", "on", "once",
        "one", "only", "or", "other", "others", "our", "out", "over", "own", "per", "please", "same", "shall", "she",
        "should", "so", "some", "such", "tell", "than", "that", "the", "their", "them", "then", "there", "these",
        "they", "this", "those", "through", "to", "too", "under", "until", "up", "upon", "us", "use", "used", "using",
        "very", "via", "was", "wasn't", "we", "were", "what", "what's", "when", "where", "whereas", "whether", "which",
        "while", "who", "who's", "whom", "whose", "why", "will", "with", "within", "without", "would", "you", "your",
    ]
}
