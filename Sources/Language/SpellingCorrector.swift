import Foundation

/// Corrects misspelt words at edit distance 1 and takes joined words apart, for matching: nothing stored is changed.
///
/// Two modes pull apart. `.query` does what SymSpell's `lookup_compound` does for a person's question: every unknown
/// word gets its likeliest correction, split or join. `.text` is for article text, where unknown words are mostly right:
/// a word changes only when it is long enough, in small letters (or opens the sentence), has one candidate far more
/// frequent than any other, and is no inflection of a known word, no name's companion ("Bacillus anthracis") and no
/// Latin ending; words joined by print or OCR ("ofthe") come apart only around a short list of function words.
///
/// Neither touches numbers, words next to digits, hyphens, slashes or letters outside ASCII, all-capitals, or words with
/// capitals inside. Casing carries over.
public struct SpellingCorrector: Sendable {
    /// How readily words are changed.
    public enum Mode: Sendable { case query, text }

    let dictionary: SpellingDictionary

    public init(dictionary: SpellingDictionary) {
        self.dictionary = dictionary
    }

    /// The corrected form, or nil when nothing changes. Known words cost some tens of nanoseconds each.
    public func correctedForm(of sentence: String, mode: Mode = .text) -> CorrectedText? {
        var sentence = sentence
        return sentence.withUTF8 { correctedForm(of: $0, mode: mode) }
    }

    /// The corrected form of UTF-8 bytes, or nil when nothing changes.
    public func correctedForm(of utf8: UnsafeBufferPointer<UInt8>, mode: Mode = .text) -> CorrectedText? {
        guard let base = utf8.baseAddress else { return nil }
        let bytes = Bytes(base: base, count: utf8.count)
        let edits = dictionary.block.withTables { tables in
            SpellingWords.table.withPointers { words in
                var pass = SpellingPass(bytes: bytes, tables: tables, words: words)
                return mode == .text ? pass.textEdits() : pass.queryEdits()
            }
        }
        guard !edits.isEmpty else { return nil }
        return apply(edits, to: utf8)
    }

    private func apply(_ edits: [Replacement], to utf8: UnsafeBufferPointer<UInt8>) -> CorrectedText {
        var output: [UInt8] = []
        output.reserveCapacity(utf8.count + 4 * edits.count)
        var place = 0
        var mapped: [CorrectedText.Edit] = []
        for edit in edits {
            output += utf8[place..<edit.range.lowerBound]
            let start = output.count
            output += edit.letters
            mapped.append(CorrectedText.Edit(original: edit.range, corrected: start..<output.count))
            place = edit.range.upperBound
        }
        output += utf8[place...]
        return CorrectedText(text: String(decoding: output, as: UTF8.self), edits: mapped)
    }
}

/// New letters for a range of the text.
struct Replacement {
    let range: Range<Int>
    let letters: [UInt8]
}

/// Short words with a part in the rules.
enum SpellingWords {
    /// Function words around which `.text` takes joined words apart.
    static let joins: UInt8 = 1
    /// Latin and Roman numerals that no dictionary of English need hold.
    static let latin: UInt8 = 2
    /// Function words that only come apart at a joined word's end: at its start they are prefixes.
    static let joinsAtEnd: UInt8 = 4

    static let table = WordTable([
        (joins, "the and with for from that this which were was are have has been their these those between during"),
        (joinsAtEnd, "of to in by on is as at"),
        (
            latin,
            """
            et al vitro vivo situ silico novo ex via versus priori posteriori facto supra infra vide circa ibid idem inter \
            alia ad hoc libitum per se vice versa sensu stricto lato nov sp spp cf eg ie etc \
            ii iii iv vi vii viii ix xi xii xiii xiv xv xvi
            """
        ),
    ])
}
