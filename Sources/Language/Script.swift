/// A writing system, told from a folded letter's code.
enum Script: Int, CaseIterable {
    case latin, cyrillic, arabic, devanagari
    case greek, armenian, hebrew, bengali, gurmukhi, gujarati, oriya, tamil, telugu, kannada, malayalam, sinhala
    case thai, lao, tibetan, myanmar, georgian, hangul, ethiopic, khmer, kana, han

    /// The one language of the identifier's that is written in this script, or nil when several are.
    ///
    /// Han alone is Chinese; kana anywhere near makes it Japanese.
    var onlyLanguage: String? {
        switch self {
        case .latin, .cyrillic, .arabic, .devanagari: nil
        case .greek: "el"
        case .armenian: "hy"
        case .hebrew: "he"
        case .bengali: "bn"
        case .gurmukhi: "pa"
        case .gujarati: "gu"
        case .oriya: "or"
        case .tamil: "ta"
        case .telugu: "te"
        case .kannada: "kn"
        case .malayalam: "ml"
        case .sinhala: "si"
        case .thai: "th"
        case .lao: "lo"
        case .tibetan: "bo"
        case .myanmar: "my"
        case .georgian: "ka"
        case .hangul: "ko"
        case .ethiopic: "am"
        case .khmer: "km"
        case .kana: "ja"
        case .han: "zh"
        }
    }

    /// The script of a letter or mark, or nil for anything else.
    static func of(_ code: UInt32) -> Script? {
        switch code {
        case 0x41...0x5A, 0x61...0x7A, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x300...0x36F, 0x1E00...0x1EFF: .latin
        case 0x250...0x2BF: .latin  // phonetic letters and the okina
        case 0x370...0x3FF, 0x1F00...0x1FFF: .greek
        case 0x400...0x481, 0x48A...0x52F: .cyrillic
        case 0x531...0x556, 0x561...0x587: .armenian
        case 0x591...0x5F4: .hebrew
        case 0x610...0x61A, 0x620...0x65F, 0x66E...0x6D3, 0x6D5...0x6DC, 0x6E1...0x6E8, 0x6EE...0x6EF, 0x6FA...0x6FF,
            0x750...0x77F, 0x8A0...0x8FF:
            .arabic
        case 0xFB50...0xFDFF, 0xFE70...0xFEFC: .arabic
        case 0x900...0x963, 0x971...0x97F: .devanagari
        case 0x980...0x9E3, 0x9F0...0x9F1: .bengali
        case 0xA01...0xA5E, 0xA70...0xA75: .gurmukhi
        case 0xA81...0xAE3: .gujarati
        case 0xB01...0xB63: .oriya
        case 0xB82...0xBD7: .tamil
        case 0xC00...0xC63: .telugu
        case 0xC80...0xCE3: .kannada
        case 0xD00...0xD63: .malayalam
        case 0xD81...0xDDF: .sinhala
        case 0xE01...0xE3A, 0xE40...0xE4E: .thai
        case 0xE81...0xEC6: .lao
        case 0xF40...0xFBC: .tibetan
        case 0x1000...0x103F: .myanmar
        case 0x10A0...0x10FF, 0x2D00...0x2D2D: .georgian
        case 0x1100...0x11FF, 0x3131...0x318E, 0xAC00...0xD7A3: .hangul
        case 0x1200...0x135A: .ethiopic
        case 0x1780...0x17D3: .khmer
        case 0x3041...0x3096, 0x30A1...0x30FA, 0x30FC...0x30FF, 0xFF66...0xFF9D: .kana
        case 0x3005...0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF: .han
        default: nil
        }
    }

    /// `code`, a letter of this script, in lower case where the script has case.
    static func lowercased(_ code: UInt32) -> UInt32 {
        switch code {
        case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE: return code + 32
        case 0x130: return 0x69
        case 0x178: return 0xFF
        case 0x100...0x137, 0x14A...0x177, 0x1DE...0x1EF, 0x1F8...0x21F, 0x222...0x233, 0x1E00...0x1E95,
            0x1EA0...0x1EFF:
            return code | 1
        case 0x139...0x148, 0x179...0x17E, 0x1CD...0x1DC: return code & 1 == 1 ? code + 1 : code
        case 0x1F4: return 0x1F5
        case 0x18F: return 0x259
        case 0x1A0...0x1A5, 0x1AF...0x1B0: return code <= 0x1A5 ? code | 1 : 0x1B0
        case 0x391...0x3A9: return code + 32
        case 0x410...0x42F: return code + 32
        case 0x400...0x40F: return code + 80
        case 0x460...0x481, 0x48A...0x4BF, 0x4D0...0x52F: return code | 1
        case 0x4C1...0x4CE: return code & 1 == 1 ? code + 1 : code
        case 0x4C0: return 0x4CF
        case 0x531...0x556: return code + 48
        default: return code
        }
    }
}

/// Script and lower case of the codes below U+0600, one entry a code, so that the common letters cost one load.
enum LetterTable {
    static let count = 0x600
    /// Low 16 bits: the folded letter, 0 for what is none. Above: script, and bit 24 for a capital.
    static let entries: [UInt32] = (0..<UInt32(count)).map(entry)

    static func entry(_ code: UInt32) -> UInt32 {
        guard let script = Script.of(code), code <= 0xFFFF else { return 0 }
        let lower = Script.lowercased(code)
        return lower | UInt32(script.rawValue) << 16 | (lower != code ? 1 << 24 : 0)
    }
}
