/// Strips English endings so that "transmits", "transmitted" and "transmitting" are one term.
///
/// M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, as its author's page defines it. Works in
/// place on lower-case bytes and returns the new length; words of fewer than three bytes stay.
enum PorterStemmer {
    static func stem(_ word: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
        guard count > 2 else { return count }
        var stem = Stem(word: word, count: count)
        stem.plurals()
        stem.pastAndProgressive()
        stem.finalY()
        stem.replaceFirst(of: doubleSuffixes, measure: 0)
        stem.replaceFirst(of: singleSuffixes, measure: 0)
        stem.dropSuffix()
        stem.finalE()
        return stem.count
    }

    /// Rules by the letter before the last, each list with the longer endings first.
    private static let doubleSuffixes = Rules([
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("logi", "log"),
        ("bli", "ble"), ("alli", "al"), ("entli", "ent"), ("eli", "e"), ("ousli", "ous"), ("ization", "ize"),
        ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"),
        ("ousness", "ous"), ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ])
    private static let singleSuffixes = Rules([
        ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", ""),
    ])
    fileprivate static let droppedSuffixes = Rules([
        ("al", ""), ("ance", ""), ("ence", ""), ("er", ""), ("ic", ""), ("able", ""), ("ible", ""), ("ant", ""),
        ("ement", ""), ("ment", ""), ("ent", ""), ("ion", ""), ("ou", ""), ("ism", ""), ("ate", ""), ("iti", ""),
        ("ous", ""), ("ive", ""), ("ize", ""),
    ])

    /// Endings and what replaces them, looked up by the last letter but one.
    fileprivate struct Rules: Sendable {
        struct Rule: Sendable {
            var ending: [UInt8]
            var replacement: [UInt8]
        }
        private var byLetter: [[Rule]] = Array(repeating: [], count: 26)

        init(_ rules: [(String, String)]) {
            for (ending, replacement) in rules {
                let bytes = Array(ending.utf8)
                byLetter[Int(bytes[bytes.count - 2] - 97)].append(
                    Rule(ending: bytes, replacement: Array(replacement.utf8)))
            }
            for letter in byLetter.indices { byLetter[letter].sort { $0.ending.count > $1.ending.count } }
        }

        func rules(for letter: UInt8) -> [Rule] {
            letter >= 97 && letter <= 122 ? byLetter[Int(letter - 97)] : []
        }
    }
}

/// A word while its endings are taken off: `count` bytes at `word`.
private struct Stem {
    let word: UnsafeMutablePointer<UInt8>
    var count: Int

    func isConsonant(_ index: Int) -> Bool {
        switch word[index] {
        case 0x61, 0x65, 0x69, 0x6F, 0x75: return false
        case 0x79: return index == 0 || !isConsonant(index - 1)
        default: return true
        }
    }

    /// The number of vowel-consonant sequences in the first `length` bytes.
    func measure(_ length: Int) -> Int {
        var measure = 0
        var afterVowel = false
        for index in 0..<length {
            if isConsonant(index) {
                if afterVowel { measure += 1 }
                afterVowel = false
            } else {
                afterVowel = true
            }
        }
        return measure
    }

    func hasVowel(_ length: Int) -> Bool { (0..<length).contains { !isConsonant($0) } }

    /// Here every y counts as a consonant, as it does in SQLite's stemmer, with which terms have to agree.
    func endsInDoubleConsonant(_ length: Int) -> Bool {
        guard length > 1, word[length - 1] == word[length - 2] else { return false }
        switch word[length - 1] {
        case 0x61, 0x65, 0x69, 0x6F, 0x75: return false
        default: return true
        }
    }

    /// Consonant, vowel, consonant other than w, x and y.
    func endsInShortSyllable(_ length: Int) -> Bool {
        guard length > 2, isConsonant(length - 1), !isConsonant(length - 2), isConsonant(length - 3) else {
            return false
        }
        let last = word[length - 1]
        return last != 0x77 && last != 0x78 && last != 0x79
    }

    func ends(_ ending: StaticString) -> Bool {
        let size = ending.utf8CodeUnitCount
        guard size < count else { return false }
        let bytes = ending.utf8Start
        for index in 0..<size where word[count - size + index] != bytes[index] { return false }
        return true
    }

    func ends(_ ending: [UInt8]) -> Bool {
        guard ending.count < count else { return false }
        for index in 0..<ending.count where word[count - ending.count + index] != ending[index] { return false }
        return true
    }

    mutating func append(_ letter: Character) {
        word[count] = letter.asciiValue ?? 0
        count += 1
    }

    /// Step 1a: sses → ss, ies → i, s → nothing.
    mutating func plurals() {
        guard word[count - 1] == 0x73 else { return }
        if ends("sses") || ends("ies") {
            count -= 2
        } else if word[count - 2] != 0x73 {
            count -= 1
        }
    }

    /// Step 1b: eed → ee; ed and ing fall, and the stem is tidied.
    mutating func pastAndProgressive() {
        if ends("eed") {
            if measure(count - 3) > 0 { count -= 1 }
            return
        }
        if ends("ed"), hasVowel(count - 2) {
            count -= 2
        } else if ends("ing"), hasVowel(count - 3) {
            count -= 3
        } else {
            return
        }
        if ends("at") || ends("bl") || ends("iz") {
            append("e")
        } else if endsInDoubleConsonant(count) {
            let last = word[count - 1]
            if last != 0x6C && last != 0x73 && last != 0x7A { count -= 1 }
        } else if measure(count) == 1, endsInShortSyllable(count) {
            append("e")
        }
    }

    /// Step 1c: y → i after a stem with a vowel.
    mutating func finalY() {
        if count > 1, word[count - 1] == 0x79, hasVowel(count - 1) { word[count - 1] = 0x69 }
    }

    /// Steps 2 and 3: the longest ending that fits, if what is before it is long enough.
    mutating func replaceFirst(of rules: PorterStemmer.Rules, measure least: Int) {
        guard count > 2 else { return }
        for rule in rules.rules(for: word[count - 2]) where ends(rule.ending) {
            let length = count - rule.ending.count
            if measure(length) > least {
                for (offset, byte) in rule.replacement.enumerated() { word[length + offset] = byte }
                count = length + rule.replacement.count
            }
            return
        }
    }

    /// Step 4: endings that fall after a stem of two sequences; "ion" only after s or t.
    mutating func dropSuffix() {
        guard count > 2 else { return }
        for rule in PorterStemmer.droppedSuffixes.rules(for: word[count - 2]) where ends(rule.ending) {
            let length = count - rule.ending.count
            if measure(length) > 1 {
                if rule.ending.count == 3, rule.ending[0] == 0x69, rule.ending[1] == 0x6F {
                    guard word[length - 1] == 0x73 || word[length - 1] == 0x74 else { return }
                }
                count = length
            }
            return
        }
    }

    /// Step 5: a final e falls, ll becomes l.
    mutating func finalE() {
        if word[count - 1] == 0x65 {
            let before = measure(count - 1)
            if before > 1 || (before == 1 && !endsInShortSyllable(count - 1)) { count -= 1 }
        }
        if count > 1, word[count - 1] == 0x6C, endsInDoubleConsonant(count), measure(count - 1) > 1 { count -= 1 }
    }
}
