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
            changes = changes || mayBeSpelledOtherwise(previous, byte)
            previous = byte
        }
        // Plurals end in s, um (ovum), i or a, or in "ce" (mice), "en" (women), "et" (feet) or "th" (teeth); "abuse" in "se".
        switch (base[word.count &- 2] | 0x20, previous) {
        case (_, 0x73), (_, 0x69), (0x75, 0x6D), (_, 0x61), (0x63, 0x65), (0x73, 0x65), (0x65, 0x6E), (0x65, 0x74),
            (0x74, 0x68):
            return true
        default: return changes
        }
    }

    /// Two letters without which no rule of ``american(_:)`` applies.
    @inline(__always) private static func mayBeSpelledOtherwise(_ first: UInt8, _ second: UInt8) -> Bool {
        switch (first, second) {
        // ae oe ou | is ys | ph | tr br | ey | ll | iu | og
        case (0x61, 0x65), (0x6F, 0x65), (0x6F, 0x75), (0x69, 0x73), (0x79, 0x73), (0x70, 0x68), (0x74, 0x72),
            (0x62, 0x72), (0x65, 0x79), (0x6C, 0x6C), (0x69, 0x75), (0x6F, 0x67):
            true
        default: false
        }
    }

    /// Normalizes folded bytes in place.
    static func normalize(_ word: inout [UInt8]) {
        guard word.count >= 4, word.count <= limit else { return }
        word = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: WordBuffer.capacity) { room in
            _ = room.initialize(from: word)
            guard let base = room.baseAddress else { return word }
            var buffer = WordBuffer(base, count: word.count)
            normalize(&buffer)
            return Array(buffer.contents)
        }
    }

    /// Normalizes a folded word in place; false where that changes nothing.
    @discardableResult
    static func normalize(_ word: inout WordBuffer) -> Bool {
        guard word.count >= 4, word.count <= limit, word.contents.allSatisfy({ $0 >= 0x61 && $0 <= 0x7A }) else {
            return false
        }
        // Every rule shortens the word or moves it towards a fixed point; the bound is only a safeguard.
        for round in 0..<8 {
            let isSingular = !singular(&word)
            let isAmerican = !american(&word)
            if isSingular && isAmerican { return round > 0 }
        }
        return true
    }

    /// False where the word is left as it is.
    private static func singular(_ word: inout WordBuffer) -> Bool {
        guard word.count >= 4 else { return false }
        if word.count <= 13, let replacement = irregular[WordKey.key(of: word.contents)] {
            word.replaceAll(with: replacement)
            return true
        }
        let count = word.count
        switch word.last {
        case 0x69, 0x61, 0x73, 0x6E:
            if let (ending, replacement) = latinEndings.first(where: { word.ends($0.0) }) {
                word.replaceEnding(ending.utf8CodeUnitCount, with: replacement)
                return true
            }
            if word.last != 0x73 { return false }
        case 0x65:
            // "abuse" joins "abuses", which cannot be told from "viruses".
            if count >= 5, word.ends("use"), !word.hasBeforeEnding(3, "aou") {
                word.removeLast()
                return true
            }
            return false
        default: return false
        }
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
        } else {
            return false
        }
        return true
    }

    /// False where the word is left as it is.
    private static func american(_ word: inout WordBuffer) -> Bool {
        guard word.count >= 5 else { return false }
        var isCandidate = false
        for index in 1..<word.count where mayBeSpelledOtherwise(word[index - 1], word[index]) { isCandidate = true }
        guard isCandidate else { return false }
        guard word.count >= 6 else {
            guard word.ends("fibre") || word.ends("titre") || word.ends("litre") || word.ends("metre") else {
                return false
            }
            word.swapAt(3, 4)
            return true
        }
        let count = word.count
        var isChanged = false
        if let (ending, replacement) = spellingEndings.first(where: { word.ends($0.0) }) {
            word.replaceEnding(ending.utf8CodeUnitCount, with: replacement)
            isChanged = true
        }
        for (part, other) in spellings where word.replace(part, with: other) { isChanged = true }
        if word.count >= 8 {
            for (part, other) in doubled where word.replace(part, with: other) { isChanged = true }
        }
        return isChanged || word.count != count
    }

    private static let spellings: [(StaticString, StaticString)] = [
        ("ae", "e"), ("oe", "e"), ("isation", "ization"), ("aluminium", "aluminum"), ("sulph", "sulf"),
        ("tumour", "tumor"), ("colour", "color"), ("behaviour", "behavior"), ("odour", "odor"), ("metre", "meter"),
        ("litre", "liter"), ("fibre", "fiber"), ("centre", "center"), ("grey", "gray"),
    ]

    private static let doubled: [(StaticString, StaticString)] = [("elled", "eled"), ("elling", "eling")]

    private static let spellingEndings: [(StaticString, StaticString)] = [
        ("our", "or"), ("oured", "ored"), ("ouring", "oring"), ("ise", "ize"), ("ised", "ized"), ("ising", "izing"),
        ("yse", "yze"), ("ysed", "yzed"), ("ysing", "yzing"), ("logue", "log"), ("titre", "titer"),
        ("tre", "ter"),
    ]

    private static let latinEndings: [(StaticString, StaticString)] = [
        ("cocci", "coccus"), ("bacilli", "bacillus"), ("omata", "oma"), ("bacteria", "bacterium"),
        ("bronchi", "bronchus"), ("thrombi", "thrombus"), ("alveoli", "alveolus"), ("emboli", "embolus"),
        ("ganglia", "ganglion"), ("foramina", "foramen"), ("cortices", "cortex"), ("matrices", "matrix"),
        ("epithelia", "epithelium"), ("endothelia", "endothelium"), ("women", "woman"),
    ]

    private static let irregular: IrregularForms = {
        let pairs: [(StaticString, StaticString)] = [
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
        return IrregularForms(pairs)
    }()
}

/// Plurals that no rule finds, by key: a table that is looked at for every word that a text brings anew.
private struct IrregularForms: @unchecked Sendable {
    // Unchecked: memory that is filled here and never changed or given back.

    private static let bits: UInt64 = 8
    private let keys: UnsafeMutablePointer<UInt64>
    private let forms: UnsafeMutablePointer<StaticString>

    init(_ pairs: [(StaticString, StaticString)]) {
        let count = 1 << Int(Self.bits)
        precondition(pairs.count < count / 2, "room for the table of irregular forms")
        keys = .allocate(capacity: count)
        keys.initialize(repeating: 0, count: count)
        forms = .allocate(capacity: count)
        forms.initialize(repeating: "", count: count)
        for (plural, singular) in pairs {
            let key = plural.withUTF8Buffer { WordKey.key(of: $0) }
            var slot = Self.slot(key)
            while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) % count }
            keys[slot] = key
            forms[slot] = singular
        }
    }

    private static func slot(_ key: UInt64) -> Int { WordKey.slot(key, shift: 64 - bits) }

    subscript(_ key: UInt64) -> StaticString? {
        var slot = Self.slot(key)
        while keys[slot] != 0 {
            if keys[slot] == key { return forms[slot] }
            slot = (slot + 1) % (1 << Int(Self.bits))
        }
        return nil
    }
}
