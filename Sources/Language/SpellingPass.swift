import Foundation

/// One text's way through the corrector.
struct SpellingPass {
    let bytes: Bytes
    let tables: SpellingTables
    let words: WordTable.Pointers

    /// A run of ASCII letters and what surrounds it.
    struct Word {
        var start: Int
        var end: Int
        var hash: UInt64
        var capitals: Int
        var count: Int { end - start }
    }

    /// The run of letters at `start`.
    @inline(__always)
    func word(at start: Int) -> Word {
        var index = start
        var hash = hashSeed
        var capitals = 0
        while index < bytes.count {
            let byte = bytes.base[index]
            guard byte.isASCIILetter else { break }
            capitals += byte & 0x20 == 0 ? 1 : 0
            hash = hashByte(hash, byte | 0x20)
            index += 1
        }
        return Word(start: start, end: index, hash: hash, capitals: capitals)
    }

    /// Whether the word stands alone: no digit, hyphen, slash, apostrophe with letters, or foreign letter touches it.
    func standsAlone(_ word: Word) -> Bool {
        func touches(_ byte: UInt8, beyond: UInt8) -> Bool {
            if byte >= 0x80 || byte.isASCIIDigit { return true }
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: "\\"),
                UInt8(ascii: "+"), UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "="), UInt8(ascii: "^"),
                UInt8(ascii: "*"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "$"), UInt8(ascii: "%"),
                UInt8(ascii: "~"):
                return true
            case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "("),
                UInt8(ascii: ")"), UInt8(ascii: "["), UInt8(ascii: "]"):
                return beyond.isLetterLike || beyond.isASCIIDigit
            default: return false
            }
        }
        return !touches(bytes[word.start - 1], beyond: bytes[word.start - 2])
            && !touches(bytes[word.end], beyond: bytes[word.end + 1])
    }

    func isKnown(_ word: Word) -> Bool {
        tables.index(ofHash: word.hash) != nil || words.flags(of: word.hash) != 0
    }

    /// Runs `body` with the word's letters in lower case.
    @inline(__always)
    func withLetters<Result>(_ start: Int, _ end: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: end - start) { letters in
            for index in 0..<(end - start) { letters[index] = bytes[start + index] | 0x20 }
            return body(UnsafeBufferPointer(letters))
        }
    }

    // MARK: - Candidates

    /// A word to put in another's place.
    struct Candidate {
        var index = -1
        /// Logarithm of its count, less what its edit costs.
        var score = -Double.infinity
        /// The next best one's.
        var second = -Double.infinity
        var edit = SpellingEdit.Kind.replace
        var place = 0
    }

    /// The best word at edit distance 1.
    func candidate(for letters: UnsafeBufferPointer<UInt8>) -> Candidate {
        var best = Candidate()
        tables.forEachNeighbour(of: letters) { index, edit in
            guard index != best.index else { return }
            var score = log(Double(max(tables.count(index), 1)))
            // People and scanners seldom get the first letter wrong, and often double or halve a letter.
            if edit.place == 0 { score -= SpellingCosts.firstLetter }
            if edit.kind == .swap { score += SpellingCosts.swap }
            if edit.kind == .insert { score += SpellingCosts.insert }
            if edit.kind == .delete { score += SpellingCosts.delete }
            if score > best.score {
                best.second = best.score
                best.index = index
                best.score = score
                best.edit = edit.kind
                best.place = edit.place
            } else if score > best.second {
                best.second = score
            }
        }
        return best
    }

    /// The known words `letters[..<place]` and `letters[place...]` that are likeliest together, or nil; the logarithm of
    /// their probability as neighbours, times the dictionary's total, so that it compares with a word's count.
    func split(_ letters: UnsafeBufferPointer<UInt8>) -> (place: Int, score: Double)? {
        guard letters.count >= 3, tables.total > 0 else { return nil }
        var best: (place: Int, score: Double)?
        var hash = hashSeed
        for place in 1..<letters.count {
            hash = hashByte(hash, letters[place - 1])
            if place == 1, letters[0] != UInt8(ascii: "a"), letters[0] != UInt8(ascii: "i") { continue }
            if letters.count - place == 1 { continue }
            guard let first = tables.index(ofHash: hash),
                let second = tables.index(of: UnsafeBufferPointer(rebasing: letters[place...]))
            else { continue }
            let score =
                log(Double(max(tables.count(first), 1))) + log(Double(max(tables.count(second), 1)))
                - log(Double(tables.total))
            if score > best?.score ?? -.infinity { best = (place, score) }
        }
        return best
    }

    /// The candidate's letters with the original's casing.
    func cased(_ index: Int, like word: Word) -> [UInt8] {
        var letters = Array(tables.letters(of: index))
        if word.capitals > 0, let first = letters.first { letters[0] = first & ~0x20 }
        return letters
    }
}

/// What the edits cost, in logarithms of frequency.
enum SpellingCosts {
    static let firstLetter = 1.5
    static let swap = 0.0
    static let insert = 0.0
    static let delete = 0.0
}
