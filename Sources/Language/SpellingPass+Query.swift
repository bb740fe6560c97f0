import Foundation

/// The ready mode, for people's questions.
extension SpellingPass {
    /// Words a question is looked at for; what follows stays as it is.
    private static let mostWords = 512
    /// Factor by which a split is thought rarer than a slip inside a word.
    private static let splitCost = log(3.0)
    private static let joinCost = log(3.0)

    mutating func queryEdits() -> [Replacement] {
        var found: [Word] = []
        var index = 0
        while index < bytes.count, found.count < Self.mostWords {
            guard bytes.base[index].isASCIILetter else {
                index += 1
                continue
            }
            let word = word(at: index)
            index = word.end
            found.append(word)
        }

        var edits: [Replacement] = []
        var position = 0
        while position < found.count {
            let word = found[position]
            let next = position + 1 < found.count ? found[position + 1] : nil
            if let next, let joined = joined(word, next) {
                edits.append(joined)
                position += 2
                continue
            }
            position += 1
            guard mayChange(word, isFirst: position == 1), !isKnown(word) else { continue }
            if let letters = withLetters(word.start, word.end, { queryCorrection(of: word, $0) }) {
                edits.append(Replacement(range: word.start..<word.end, letters: letters))
            }
        }
        return edits
    }

    /// All-capitals, names and what touches digits or signs stay.
    private func mayChange(_ word: Word, isFirst: Bool) -> Bool {
        guard word.count > 1, word.count <= SpellingDictionary.longestWord else { return false }
        let isCapitalised = word.capitals == 1 && bytes[word.start].isASCIIUpper && isFirst
        return (word.capitals == 0 || isCapitalised) && standsAlone(word)
    }

    private func queryCorrection(of word: Word, _ letters: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let best = candidate(for: letters)
        if let split = split(letters), split.score - Self.splitCost > max(best.score, 0) {
            var parts = Array(letters)
            parts.insert(0x20, at: split.place)
            if word.capitals > 0 { parts[0] &= ~0x20 }
            return parts
        }
        if best.index >= 0 { return cased(best.index, like: word) }
        return correctedParts(of: word, letters)
    }

    /// "thehorible" → "the horrible": a known word and one that is an edit away, for what nothing else explains.
    private func correctedParts(of word: Word, _ letters: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard letters.count >= 6 else { return nil }
        var best: (score: Double, letters: [UInt8])?
        for place in 2...(letters.count - 2) {
            let first = UnsafeBufferPointer(rebasing: letters[..<place])
            let second = UnsafeBufferPointer(rebasing: letters[place...])
            // The part that is corrected must be long: short ones can become anything.
            for (known, other, knownLeads) in [(first, second, true), (second, first, false)] where other.count >= 4 {
                guard let index = tables.index(of: known) else { continue }
                let candidate = candidate(for: other)
                guard candidate.index >= 0 else { continue }
                let score = log(Double(max(tables.count(index), 1))) + candidate.score
                guard score > best?.score ?? -.infinity else { continue }
                let corrected = Array(tables.letters(of: candidate.index))
                best = (score, knownLeads ? Array(known) + [0x20] + corrected : corrected + [0x20] + Array(known))
            }
        }
        // Rarer than one misspelt word in 10^9: no explanation.
        guard var found = best, found.score - 2 * log(Double(max(tables.total, 1))) > -21 else { return nil }
        if word.capitals > 0 { found.letters[0] &= ~0x20 }
        return found.letters
    }

    /// "messa ge" → "message": two words, one of them unknown, that are one known word together.
    private func joined(_ word: Word, _ next: Word) -> Replacement? {
        guard next.start == word.end + 1, bytes[word.end] == 0x20,
            word.count + next.count <= SpellingDictionary.longestWord,
            next.capitals == 0, word.capitals == 0, !(isKnown(word) && isKnown(next)), standsAlone(word),
            standsAlone(next)
        else { return nil }
        var hash = word.hash
        for index in next.start..<next.end { hash = hashByte(hash, bytes[index] | 0x20) }
        guard let whole = tables.index(ofHash: hash) else { return nil }
        let score = log(Double(max(tables.count(whole), 1))) - Self.joinCost
        // Against correcting each of the two by itself.
        func alone(_ word: Word) -> Double {
            if let index = tables.index(ofHash: word.hash) { return log(Double(max(tables.count(index), 1))) }
            return withLetters(word.start, word.end) { max(candidate(for: $0).score, 0) - Self.joinCost }
        }
        guard score > alone(word) + alone(next) - log(Double(max(tables.total, 1))) else { return nil }
        return Replacement(range: word.start..<next.end, letters: Array(tables.letters(of: whole)))
    }
}
