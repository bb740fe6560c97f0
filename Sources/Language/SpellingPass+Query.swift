import Foundation

/// The ready mode, for people's questions.
extension SpellingPass {
    /// Words a question is looked at for; what follows stays as it is.
    private static let mostWords = 512
    /// Logarithms of how likely a slip of each kind is, one of its kind: a letter may be wrong in any place and in many
    /// ways, a space is forgotten, put in or put one letter off in few.
    private static let editCost = -5.0
    private static let splitCost = -3.0
    private static let joinCost = -3.0
    private static let movedCost = -5.0
    /// Two parts that are both corrected must together be likelier than this: other words are better left alone.
    private static let leastLikelyParts = -33.0

    /// What to put in a word's place, and the logarithm of how likely it is: of its count, less what its slips cost.
    private struct Correction {
        var score: Double
        var letters: [UInt8]
    }

    private var logTotal: Double { log(Double(max(tables.total, 1))) }

    private func logCount(_ index: Int) -> Double { log(Double(max(tables.count(index), 1))) }

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
            if let next, let pair = pairCorrection(word, next) {
                edits.append(Replacement(range: word.start..<next.end, letters: pair))
                position += 2
                continue
            }
            position += 1
            guard mayChange(word, isFirst: position == 1), !isKnown(word) else { continue }
            if var letters = withLetters(word.start, word.end, { correction(of: $0) })?.letters {
                if word.capitals > 0 { letters[0] &= ~0x20 }
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

    /// The likeliest of: one letter wrong, a space forgotten, and both.
    private func correction(of letters: UnsafeBufferPointer<UInt8>) -> Correction? {
        var best: Correction?
        let one = candidate(for: letters)
        if one.index >= 0 {
            best = Correction(score: one.score + Self.editCost, letters: Array(tables.letters(of: one.index)))
        }
        if let split = split(letters), split.score + Self.splitCost > best?.score ?? -.infinity {
            var parts = Array(letters)
            parts.insert(0x20, at: split.place)
            best = Correction(score: split.score + Self.splitCost, letters: parts)
        }
        if let parts = correctedParts(letters), parts.score > best?.score ?? -.infinity { best = parts }
        return best
    }

    /// "thehorible" → "the horrible", "strogsommer" → "strong summer": two words of which one or both have a slip.
    private func correctedParts(_ letters: UnsafeBufferPointer<UInt8>) -> Correction? {
        guard letters.count >= 6 else { return nil }
        var best: Correction?
        for place in 2...(letters.count - 2) {
            guard let first = part(UnsafeBufferPointer(rebasing: letters[..<place])),
                let second = part(UnsafeBufferPointer(rebasing: letters[place...])), first.isChanged || second.isChanged
            else { continue }
            let score = first.score + second.score - logTotal + Self.splitCost
            guard score > best?.score ?? -.infinity else { continue }
            best = Correction(
                score: score,
                letters: Array(tables.letters(of: first.index)) + [0x20] + tables.letters(of: second.index))
        }
        guard let best, best.score - logTotal > Self.leastLikelyParts else { return nil }
        return best
    }

    /// A part as it is where it is a word, or its best correction where it is long: short ones can become anything.
    private func part(_ letters: UnsafeBufferPointer<UInt8>) -> (index: Int, score: Double, isChanged: Bool)? {
        if let index = tables.index(of: letters) { return (index, logCount(index), false) }
        guard letters.count >= 4 else { return nil }
        let candidate = candidate(for: letters)
        guard candidate.index >= 0 else { return nil }
        return (candidate.index, candidate.score + Self.editCost, true)
    }

    /// "messa ge" → "message", "th elove" → "the love": two words, one of them unknown, with a space that is too much or
    /// in the wrong place.
    private func pairCorrection(_ word: Word, _ next: Word) -> [UInt8]? {
        guard next.start == word.end + 1, bytes[word.end] == 0x20,
            word.count + next.count <= SpellingDictionary.longestWord,
            next.capitals == 0, word.capitals == 0, !(isKnown(word) && isKnown(next)), standsAlone(word),
            standsAlone(next)
        else { return nil }
        // Against correcting each of the two by itself.
        func alone(_ word: Word) -> Double {
            if let index = tables.index(ofHash: word.hash) { return logCount(index) }
            return withLetters(word.start, word.end) { correction(of: $0)?.score } ?? Self.editCost
        }
        var least = alone(word) + alone(next) - logTotal
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: word.count + next.count) { letters in
            for index in 0..<word.count { letters[index] = bytes[word.start + index] | 0x20 }
            for index in 0..<next.count { letters[word.count + index] = bytes[next.start + index] | 0x20 }
            let whole = UnsafeBufferPointer(letters)
            var best: [UInt8]?
            if let index = tables.index(of: whole), logCount(index) + Self.joinCost > least {
                least = logCount(index) + Self.joinCost
                best = Array(whole)
            }
            if let split = split(whole), split.place != word.count, split.score + Self.movedCost > least {
                var parts = Array(whole)
                parts.insert(0x20, at: split.place)
                best = parts
            }
            return best
        }
    }
}
