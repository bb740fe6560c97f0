import Foundation

/// The careful mode, for stored text.
extension SpellingPass {
    /// Shortest word that is corrected, and that is taken apart.
    private static let shortest = 5
    /// How many times more frequent the candidate must be than the next.
    private static let lead = log(10.0)

    mutating func textEdits() -> [Replacement] {
        var edits: [Replacement] = []
        var opensSentence = true
        // End of the last capitalised word, to know "Bacillus anthracis" and "E. coli" by.
        var nameEnd = -1
        var index = 0
        while index < bytes.count {
            let byte = bytes.base[index]
            guard byte.isASCIILetter else {
                if byte == UInt8(ascii: ".") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "!") {
                    // The period of an initial opens none: "J. A. Hassell".
                    let isInitial = bytes[index - 1].isASCIIUpper && !bytes[index - 2].isLetterLike
                    opensSentence = bytes[index + 1] <= 0x20 && !isInitial
                } else if byte.isASCIIDigit || byte >= 0x80 {
                    opensSentence = false
                }
                index += 1
                continue
            }
            let word = word(at: index)
            index = word.end
            let opened = opensSentence
            opensSentence = false
            let isCapitalised = word.capitals == 1 && bytes[word.start].isASCIIUpper
            if word.capitals > 0, !(isCapitalised && opened) {
                nameEnd = word.end
                continue
            }
            if word.count < Self.shortest || word.count > SpellingDictionary.longestWord || isKnown(word) {
                // A sentence's first word is capitalised anyway; an initial or an unknown name is one.
                if isCapitalised, word.count < 3 { nameEnd = word.end }
                continue
            }
            if isCapitalised { nameEnd = word.end }
            if word.start - nameEnd <= 2, !isCapitalised {
                // Names go on: "Aedes aegypti", "E. coli", and a subspecies after the species.
                nameEnd = word.end
                continue
            }
            guard standsAlone(word) else { continue }
            if let letters = withLetters(word.start, word.end, { textCorrection(of: word, $0) }) {
                edits.append(Replacement(range: word.start..<word.end, letters: letters))
            }
        }
        return edits
    }

    private func textCorrection(of word: Word, _ letters: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        if isDerived(letters) || hasLatinEnding(letters) { return nil }
        if let parted = partedWords(letters) { return cased(parted, like: word) }
        let best = candidate(for: letters)
        guard best.index >= 0, best.place > 0, best.score - best.second >= Self.lead else { return nil }
        // The candidate must be a common word, and the change no inflection: those are at the word's end.
        // A capital may be a name's: there the candidate must be a very common word.
        let share = Double(tables.count(best.index)) / Double(max(tables.total, 1))
        guard word.capitals > 0 ? share >= 1e-5 && word.count > 6 : share >= 1e-7 else { return nil }
        if best.edit == .replace, !isLikelySlip(letters, best) { return nil }
        let isDoubled = best.edit == .delete && letters[best.place] == letters[best.place - 1]
        if best.place >= letters.count - 2, best.edit != .swap, !isDoubled { return nil }
        if isVariant(letters, best) { return nil }
        return cased(best.index, like: word)
    }

    private func cased(_ letters: [UInt8], like word: Word) -> [UInt8] {
        var letters = letters
        if word.capitals > 0, let first = letters.first { letters[0] = first & ~0x20 }
        return letters
    }

    // MARK: - Joined words

    /// "ofthe" → "of the": one part a function word, the other a common word.
    private func partedWords(_ letters: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let count = letters.count
        for place in 2...(count - 2) {
            let first = UnsafeBufferPointer(rebasing: letters[..<place])
            let second = UnsafeBufferPointer(rebasing: letters[place...])
            let firstFlags = place <= 7 ? words.flags(of: SpellingTables.hash(first)) : 0
            let secondFlags = count - place <= 7 ? words.flags(of: SpellingTables.hash(second)) : 0
            let isFirst = firstFlags & SpellingWords.joins != 0
            let isSecond = secondFlags & (SpellingWords.joins | SpellingWords.joinsAtEnd) != 0
            let isBoth =
                firstFlags & (SpellingWords.joins | SpellingWords.joinsAtEnd) != 0 && isSecond
                || firstFlags & SpellingWords.joinsAtEnd != 0 && isFunctionStart(second)
            guard isBoth || isFirst && isCommon(second) || isSecond && isCommon(first) else { continue }
            return Array(first) + [0x20] + Array(second)
        }
        return nil
    }

    /// "the", "this", "these" and the like after "of", "in", "to".
    private func isFunctionStart(_ letters: UnsafeBufferPointer<UInt8>) -> Bool {
        words.flags(of: SpellingTables.hash(letters)) & SpellingWords.joins != 0
    }

    /// Whether a part is long enough and frequent enough to be a word of its own here.
    private func isCommon(_ letters: UnsafeBufferPointer<UInt8>) -> Bool {
        guard letters.count >= 2, let index = tables.index(of: letters) else { return false }
        let share = Double(tables.count(index)) / Double(max(tables.total, 1))
        return share >= (letters.count == 2 ? 1e-3 : letters.count < 5 ? 1e-4 : 1e-5)
    }

    // MARK: - Words that are right although unknown

    private static let suffixes: [StaticString] = [
        "s", "es", "ed", "d", "ing", "ly", "al", "ally", "er", "ers", "or", "ors", "y", "ic", "ity", "ies", "ness",
        "less",
        "like", "able", "ably", "wise", "ism", "ist", "ists", "ize", "ise", "ized", "ised", "izing", "ising", "ization",
        "isation", "ate", "ated", "ating", "ation", "ations", "ion", "ions", "ous", "ive", "ively", "ase", "ases", "in",
        "ins", "ol", "oma", "omas", "itis", "osis", "oses", "emia", "aemia", "uria", "genic", "tropic", "philic",
        "phobic",
        "some", "somes", "mer", "mers", "cyte", "cytes", "blast", "blasts", "plasty", "ectomy", "otomy", "oscopy",
        "gram",
        "grams", "graphy", "pathy", "pathies", "logy", "virus", "viruses", "viral", "fold", "wide", "based",
    ]
    private static let prefixes: [StaticString] = [
        "un", "non", "anti", "pre", "post", "re", "sub", "inter", "intra", "multi", "micro", "macro", "poly", "mono",
        "hyper",
        "hypo", "over", "under", "co", "bio", "immuno", "neuro", "auto", "trans", "super", "ultra", "nano", "de", "dis",
        "mis",
        "im", "ir", "pro", "peri", "para", "extra", "endo", "exo", "epi", "iso", "meta", "semi", "pseudo", "retro",
        "radio",
        "photo", "cyto", "chemo", "thermo", "electro", "cardio", "gastro", "hepato", "nephro", "hemo", "haemo",
        "broncho",
        "pneumo", "rhino", "adeno", "lympho", "myelo", "osteo", "dermato", "oligo", "homo", "hetero", "uni", "bi", "di",
        "tri",
        "tetra", "penta", "hexa", "proteo", "glyco", "lipo", "phospho", "sero", "viro", "onco", "geo", "eco", "meso",
        "out",
        "up", "down", "cross", "self", "counter", "cyber", "tele", "well", "mid", "fore",
    ]

    /// Whether the word is a known one with a common ending or beginning.
    private func isDerived(_ letters: UnsafeBufferPointer<UInt8>) -> Bool {
        for suffix in Self.suffixes where Self.ends(letters, with: suffix) {
            let stem = letters.count - suffix.utf8CodeUnitCount
            guard stem >= 4 else { continue }
            if isKnownForm(UnsafeBufferPointer(rebasing: letters[..<stem])) { return true }
            // "mutagenesis" of "mutagen", "modell-ed" of "model": a doubled last letter.
            if letters[stem - 1] == letters[stem - 2],
                isKnownForm(UnsafeBufferPointer(rebasing: letters[..<(stem - 1)]))
            {
                return true
            }
        }
        for prefix in Self.prefixes where Self.starts(letters, with: prefix) {
            let rest = UnsafeBufferPointer(rebasing: letters[prefix.utf8CodeUnitCount...])
            if rest.count >= 4, isKnownForm(rest) { return true }
        }
        return false
    }

    /// Known as it is, or with an "e" that an ending took ("diluting"), or with a plain plural.
    private func isKnownForm(_ letters: UnsafeBufferPointer<UInt8>) -> Bool {
        let hash = SpellingTables.hash(letters)
        if tables.index(ofHash: hash) != nil { return true }
        if tables.index(ofHash: hashByte(hash, UInt8(ascii: "e"))) != nil { return true }
        if tables.index(ofHash: hashByte(hash, UInt8(ascii: "y"))) != nil { return true }
        if letters.last == UInt8(ascii: "s") {
            return tables.index(of: UnsafeBufferPointer(rebasing: letters.dropLast())) != nil
        }
        return false
    }

    /// Endings of taxa, of substances and of anatomy that English words seldom have.
    private static let latinEndings: [StaticString] = [
        "idae", "inae", "ales", "virales", "viridae", "virinae", "aceae", "ensis", "ii", "um", "us", "ae", "i", "ia",
        "is",
        "ide", "ine", "ene", "ane", "one", "ase", "ose", "ate", "mab", "vir", "azole", "olol", "statin", "mycin",
        "cillin",
        "floxacin", "cycline", "sartan", "pril", "tinib", "cept", "yl",
    ]

    private func hasLatinEnding(_ letters: UnsafeBufferPointer<UInt8>) -> Bool {
        Self.latinEndings.contains { Self.ends(letters, with: $0) }
    }

    /// Whether one of the two letters is readily taken for the other, by hand, eye or scanner: any other replacement
    /// more often makes a different word ("reductant", "reluctant").
    private func isLikelySlip(_ letters: UnsafeBufferPointer<UInt8>, _ best: Candidate) -> Bool {
        let other = tables.letters(of: best.index)
        guard best.place < letters.count, best.place < other.count else { return false }
        let pair = (min(letters[best.place], other[best.place]), max(letters[best.place], other[best.place]))
        func isVowel(_ letter: UInt8) -> Bool {
            switch letter {
            case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"): true
            default: false
            }
        }
        if isVowel(pair.0), isVowel(pair.1) { return true }
        return Self.confusable.contains { $0.0 == pair.0 && $0.1 == pair.1 }
    }

    private static let confusable: [(UInt8, UInt8)] = [
        "ce", "il", "ij", "jl", "lt", "nu", "bh", "mn", "ft", "vy", "gq", "co",
    ]
    .map { (pair: String) in (pair.utf8.first ?? 0, pair.utf8.last ?? 0) }

    /// British and American spellings of one word: -our/-or, -ise/-ize, ae/e, oe/e, -lled/-led, -re/-er.
    private func isVariant(_ letters: UnsafeBufferPointer<UInt8>, _ best: Candidate) -> Bool {
        let other = tables.letters(of: best.index)
        let place = best.place
        func at(_ word: UnsafeBufferPointer<UInt8>, _ index: Int) -> UInt8 {
            index >= 0 && index < word.count ? word[index] : 0
        }
        switch best.edit {
        case .replace:
            let pair = [at(letters, place), at(other, place)].sorted()
            return pair == [UInt8(ascii: "s"), UInt8(ascii: "z")] || pair == [UInt8(ascii: "c"), UInt8(ascii: "k")]
                || pair == [UInt8(ascii: "c"), UInt8(ascii: "s")] || pair == [UInt8(ascii: "i"), UInt8(ascii: "y")]
                || pair == [UInt8(ascii: "a"), UInt8(ascii: "o")] && at(letters, place + 1) == UInt8(ascii: "e")
        case .insert, .delete:
            let longer = best.edit == .insert ? other : letters
            let letter = at(longer, place)
            let next = at(longer, place + 1)
            if letter == at(longer, place - 1) { return letter == UInt8(ascii: "l") }
            return letter == UInt8(ascii: "u") && next == UInt8(ascii: "r")
                || (letter == UInt8(ascii: "a") || letter == UInt8(ascii: "o")) && next == UInt8(ascii: "e")
        case .swap:
            return at(letters, place) == UInt8(ascii: "r")
                || at(letters, place + 1) == UInt8(ascii: "r") && place == letters.count - 2
        }
    }

    private static func ends(_ letters: UnsafeBufferPointer<UInt8>, with suffix: StaticString) -> Bool {
        let count = suffix.utf8CodeUnitCount
        guard letters.count > count else { return false }
        for index in 0..<count where letters[letters.count - count + index] != suffix.utf8Start[index] { return false }
        return true
    }

    private static func starts(_ letters: UnsafeBufferPointer<UInt8>, with prefix: StaticString) -> Bool {
        let count = prefix.utf8CodeUnitCount
        guard letters.count > count else { return false }
        for index in 0..<count where letters[index] != prefix.utf8Start[index] { return false }
        return true
    }
}
