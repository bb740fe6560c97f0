/// Brings the plural to the singular and British spelling to American, so that a name and a text agree.
///
/// The result is a key, never shown: it need not be a word ("pancreas" becomes "pancrea" on both sides). The rules are
/// applied until nothing changes, so a normal form is its own normal form; the matcher relies on that to look a word
/// up as it stands before it normalizes it.
enum WordNormalizer {
    /// The longest word, in bytes, that is looked at; longer ones stand for themselves.
    static let limit = 48

    /// False where normalizing the word, given as it is spelled, would certainly leave it alone.
    static func mayChange(_ word: UnsafeBufferPointer<UInt8>) -> Bool {
        guard word.count >= 4, word.count <= limit, let base = word.baseAddress else { return false }
        var previous: UInt8 = 0
        var changes = false
        for index in 0..<word.count {
            let byte = base[index] | 0x20
            // Text outside ASCII is folded first.
            if base[index] >= 0x80 { return true }
            if byte &- 0x61 >= 26 { return false }
            // ae oe | ou | is ys | ph | re tre | ey | el | iu | ovum
            switch (previous, byte) {
            case (0x61, 0x65), (0x6F, 0x65), (0x6F, 0x75), (0x69, 0x73), (0x79, 0x73), (0x70, 0x68), (0x74, 0x72),
                (0x62, 0x72), (0x65, 0x79), (0x6C, 0x6C), (0x69, 0x75), (0x6F, 0x67),
                (0x76, 0x75):
                changes = true
            default: break
            }
            previous = byte
        }
        // Plurals end in s, i or a, or in "ce" (mice), "en" (women), "et" (feet) or "th" (teeth); "abuse" in "se".
        switch (base[word.count &- 2] | 0x20, previous) {
        case (_, 0x73), (_, 0x69), (_, 0x61), (0x63, 0x65), (0x73, 0x65), (0x65, 0x6E), (0x65, 0x74), (0x74, 0x68):
            return true
        default: return changes
        }
    }

    /// Normalizes folded bytes in place.
    static func normalize(_ word: inout [UInt8]) {
        guard word.count >= 4, word.count <= limit, word.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A }) else { return }
        // Every rule shortens the word or moves it towards a fixed point; the bound is only a safeguard.
        for _ in 0..<8 {
            let before = word
            singular(&word)
            american(&word)
            if word == before { return }
        }
    }

    private static func singular(_ word: inout [UInt8]) {
        guard word.count >= 4 else { return }
        if let replacement = irregular[WordKey.key(of: word)] {
            word = replacement
            return
        }
        if word.last == 0x69 || word.last == 0x61 || word.last == 0x73 || word.last == 0x6E {
            for (ending, replacement) in latinEndings where word.ends(ending) {
                word.replaceEnding(ending.count, with: replacement)
                return
            }
        }
        guard word.last == 0x73 else {
            // "abuse" joins "abuses", which cannot be told from "viruses".
            if word.ends("use"), word.count >= 5, !word.hasBeforeEnding(3, "aou") { word.removeLast() }
            return
        }
        let count = word.count
        if count >= 5, word.ends("ies") {
            word.replaceEnding(3, with: "y")
        } else if word.ends("sses") || word.ends("xes") || word.ends("shes") {
            word.removeLast(2)
        } else if word.ends("ches") {
            // "headaches" but "approaches", "reaches".
            let keepsE = word.ends("aches") && !word.hasBeforeEnding(5, "oe")
            word.removeLast(keepsE ? 1 : 2)
        } else if count >= 7, word.ends("oes") {
            word.removeLast(2)
        } else if count >= 6, word.ends("uses"), !word.hasBeforeEnding(4, "ao") {
            word.removeLast(2)
        } else if count >= 5, word.ends("sis") {
            // "diagnosis" and "diagnoses" meet in "diagnose".
            word.replaceEnding(2, with: "e")
        } else if !word.hasBeforeEnding(1, "siu") {
            word.removeLast()
        }
    }

    private static func american(_ word: inout [UInt8]) {
        guard word.count >= 5 else { return }
        if word.count >= 6 {
            for (ending, replacement) in spellingEndings where word.ends(ending) {
                word.replaceEnding(ending.count, with: replacement)
                break
            }
            replace("ae", with: "e", in: &word)
            replace("oe", with: "e", in: &word)
            replace("isation", with: "ization", in: &word)
            replace("aluminium", with: "aluminum", in: &word)
            replace("sulph", with: "sulf", in: &word)
            replace("tumour", with: "tumor", in: &word)
            replace("colour", with: "color", in: &word)
            replace("behaviour", with: "behavior", in: &word)
            replace("odour", with: "odor", in: &word)
            replace("metre", with: "meter", in: &word)
            replace("litre", with: "liter", in: &word)
            replace("fibre", with: "fiber", in: &word)
            replace("centre", with: "center", in: &word)
            replace("grey", with: "gray", in: &word)
            if word.count >= 8 {
                replace("elled", with: "eled", in: &word)
                replace("elling", with: "eling", in: &word)
            }
        } else if word == Array("fibre".utf8) || word == Array("titre".utf8) || word == Array("litre".utf8)
            || word == Array("metre".utf8)
        {
            word.swapAt(3, 4)
        }
    }

    private static func replace(_ part: StaticString, with other: StaticString, in word: inout [UInt8]) {
        let count = part.utf8CodeUnitCount
        let bytes = part.utf8Start
        guard word.count > count else { return }
        var start = 0
        while start + count <= word.count {
            if word[start] == bytes[0] {
                var matched = 1
                while matched < count, word[start + matched] == bytes[matched] { matched += 1 }
                if matched == count {
                    word.replaceSubrange(start..<(start + count), with: other.withUTF8Buffer { Array($0) })
                }
            }
            start += 1
        }
    }

    private static let spellingEndings: [([UInt8], StaticString)] = [
        ("our", "or"), ("oured", "ored"), ("ouring", "oring"), ("ise", "ize"), ("ised", "ized"), ("ising", "izing"),
        ("yse", "yze"), ("ysed", "yzed"), ("ysing", "yzing"), ("logue", "log"), ("titre", "titer"),
        ("tre", "ter"),
    ].map { (Array($0.0.utf8), $0.1) }

    private static let latinEndings: [([UInt8], StaticString)] = [
        ("cocci", "coccus"), ("bacilli", "bacillus"), ("omata", "oma"), ("bacteria", "bacterium"),
        ("bronchi", "bronchus"), ("thrombi", "thrombus"), ("alveoli", "alveolus"), ("emboli", "embolus"),
        ("ganglia", "ganglion"), ("foramina", "foramen"), ("cortices", "cortex"), ("matrices", "matrix"),
        ("epithelia", "epithelium"), ("endothelia", "endothelium"), ("women", "woman"),
    ].map { (Array($0.0.utf8), $0.1) }

    private static let irregular: [UInt64: [UInt8]] = {
        let pairs: [(String, String)] = [
            ("mice", "mouse"), ("lice", "louse"), ("feet", "foot"), ("teeth", "tooth"), ("children", "child"),
            ("fungi", "fungus"), ("nuclei", "nucleus"), ("foci", "focus"), ("loci", "locus"), ("villi", "villus"),
            ("stimuli", "stimulus"), ("uteri", "uterus"), ("humeri", "humerus"), ("viri", "virus"),
            ("gases", "gas"), ("lenses", "lens"), ("sera", "serum"), ("ovum", "ova"), ("septa", "septum"),
            ("atria", "atrium"), ("cilia", "cilium"), ("crania", "cranium"), ("myocardia", "myocardium"),
            ("appendices", "appendix"), ("indices", "index"), ("cervices", "cervix"), ("apices", "apex"),
            ("larvae", "larva"), ("vertebrae", "vertebra"), ("pleurae", "pleura"), ("bursae", "bursa"),
            ("fossae", "fossa"), ("hyphae", "hypha"), ("papillae", "papilla"), ("maxillae", "maxilla"),
            ("phalanges", "phalanx"), ("pharynges", "pharynx"), ("larynges", "larynx"), ("lumina", "lumen"),
            ("stomata", "stoma"), ("criteria", "criterion"), ("phenomena", "phenomenon"),
            ("mitochondria", "mitochondrion"), ("antra", "antrum"), ("calves", "calf"), ("halves", "half"),
            ("knives", "knife"), ("lives", "life"), ("wolves", "wolf"),
        ]
        var table: [UInt64: [UInt8]] = [:]
        for (plural, singular) in pairs { table[WordKey.key(of: plural)] = Array(singular.utf8) }
        return table
    }()
}

extension [UInt8] {
    fileprivate func ends(_ ending: [UInt8]) -> Bool {
        count >= ending.count && self.suffix(ending.count).elementsEqual(ending)
    }

    fileprivate func ends(_ ending: StaticString) -> Bool {
        let length = ending.utf8CodeUnitCount
        guard count > length else { return false }
        let bytes = ending.utf8Start
        var index = 0
        while index < length, self[count - length + index] == bytes[index] { index += 1 }
        return index == length
    }

    /// True where the byte before the last `length` ones is among `letters`.
    fileprivate func hasBeforeEnding(_ length: Int, _ letters: StaticString) -> Bool {
        guard count > length else { return false }
        let byte = self[count - length - 1]
        return letters.withUTF8Buffer { $0.contains(byte) }
    }

    fileprivate mutating func replaceEnding(_ length: Int, with ending: StaticString) {
        removeLast(length)
        ending.withUTF8Buffer { append(contentsOf: $0) }
    }
}
