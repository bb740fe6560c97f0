/// The letters of a sampled text, folded, in words: what the classifier sees.
///
/// The buffer holds words one after the other, each led by a separator that says whether to trust it.
struct LetterSample {
    /// Leads an ordinary word.
    static let plain: UInt16 = 1
    /// Leads a word with digits or with several capitals: a gene, an accession number, an acronym.
    static let suspect: UInt16 = 2

    private let buffer: UnsafeMutableBufferPointer<UInt16>
    private(set) var count = 0
    private var plainLetters = 0
    private var scripts = SIMD32<UInt16>(repeating: 0)

    init(buffer: UnsafeMutableBufferPointer<UInt16>) {
        self.buffer = buffer
    }

    /// What was read so far.
    var codes: UnsafeBufferPointer<UInt16> { UnsafeBufferPointer(rebasing: buffer[..<count]) }

    /// Adds the words of `bytes[from..<to]`; words that the window cuts are left out.
    mutating func read(_ bytes: Bytes, from: Int, to: Int) {
        var index = from
        if from > 0 {
            // Languages without spaces have no such place near: then any character will do.
            while index < from + 40, index < to, bytes[index] > 0x20 { index += 1 }
            if index == from + 40 {
                index = from
                while index < to, bytes[index] & 0xC0 == 0x80 { index += 1 }
            }
        }
        LetterTable.entries.withUnsafeBufferPointer { table in
            var wordStart = -1
            var capitals = 0
            var isMixed = false
            var script: UInt32 = 0
            while index < to {
                let byte = bytes[index]
                var code = UInt32(byte)
                var width = 1
                if byte >= 0x80 { (code, width) = Self.scalar(bytes, at: index) }
                let entry = code < LetterTable.count ? table[Int(code)] : LetterTable.entry(code)
                if entry != 0 {
                    let own = entry >> 16 & 0xFF
                    if wordStart >= 0, own != script {
                        endWord(&wordStart, suspect: isMixed || capitals > 1, script: script)
                    }
                    if wordStart < 0 {
                        guard count + 2 < buffer.count else { return }
                        wordStart = count
                        count += 1
                        capitals = 0
                        script = own
                        isMixed = index > 0 && bytes[index - 1].isASCIIDigit
                    }
                    guard count < buffer.count else { break }
                    buffer[count] = UInt16(truncatingIfNeeded: entry)
                    count += 1
                    if entry >> 24 != 0 { capitals += 1 }
                } else if wordStart >= 0 {
                    endWord(&wordStart, suspect: isMixed || capitals > 1 || byte.isASCIIDigit, script: script)
                }
                index += width
            }
            if wordStart >= 0 { endWord(&wordStart, suspect: isMixed || capitals > 1, script: script) }
        }
    }

    private mutating func endWord(_ start: inout Int, suspect: Bool, script: UInt32) {
        let letters = count - start - 1
        buffer[start] = suspect ? Self.suspect : Self.plain
        if !suspect { plainLetters += letters }
        scripts[Int(script)] &+= UInt16(truncatingIfNeeded: suspect ? (letters + 1) / 2 : letters)
        start = -1
    }

    /// One scalar and its width; invalid bytes give a space each.
    private static func scalar(_ bytes: Bytes, at index: Int) -> (UInt32, Int) {
        let first = UInt32(bytes[index])
        func tail(_ offset: Int) -> UInt32 {
            let byte = bytes[index + offset]
            return byte & 0xC0 == 0x80 ? UInt32(byte & 0x3F) : .max
        }
        if first < 0xC2 { return (0x20, 1) }
        let second = tail(1)
        if second == .max { return (0x20, 1) }
        if first < 0xE0 { return ((first & 0x1F) << 6 | second, 2) }
        let third = tail(2)
        if third == .max { return (0x20, 1) }
        if first < 0xF0 { return ((first & 0x0F) << 12 | second << 6 | third, 3) }
        let fourth = tail(3)
        if fourth == .max || first > 0xF4 { return (0x20, 1) }
        return ((first & 0x07) << 18 | second << 12 | third << 6 | fourth, 4)
    }

    // MARK: - Guessing

    /// Decides by script, then by letter sequences.
    func guess() -> LanguageGuess {
        var best = 0
        var total = 0
        for script in Script.allCases {
            let letters = weight(of: script)
            total += letters
            if letters > weight(of: Script.allCases[best]) { best = script.rawValue }
        }
        guard total > 0 else { return .undetermined }
        var script = Script.allCases[best]
        let kana = weight(of: .kana)
        if script == .han, kana * 10 >= weight(of: .han) { script = .kana }
        let both = script == .kana || script == .han ? kana + weight(of: .han) : weight(of: script)
        let share = Float(both) / Float(total)
        if let code = script.onlyLanguage { return LanguageGuess(code: code, confidence: share) }
        guard let profile = LanguageProfile.all.first(where: { $0.script == script }) else { return .undetermined }
        let guess = profile.classify(codes, script: script, skippingSuspects: plainLetters >= 16)
        return LanguageGuess(code: guess.code, confidence: guess.confidence * share)
    }

    /// Letters of a script; a Han character or a Hangul syllable stands for two to three letters.
    private func weight(of script: Script) -> Int {
        let letters = Int(scripts[script.rawValue])
        return script == .han || script == .hangul || script == .kana ? letters * 2 : letters
    }
}
