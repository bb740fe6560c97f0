/// Named characters that article files use without declaring them in the file itself.
enum XMLEntities {
    /// What `&…;` stands for; nil if it is not known.
    ///
    /// Numbers that are no character, and NUL, become U+FFFD.
    static func replacement(_ name: Slice<UnsafeBufferPointer<UInt8>>) -> String? {
        if name.first == UInt8(ascii: "#") {
            let digits = name.dropFirst()
            let isHex = digits.first.map { $0 | 0x20 } == UInt8(ascii: "x")
            let text = String(decoding: isHex ? digits.dropFirst() : digits, as: UTF8.self)
            guard !text.isEmpty, text.utf8.allSatisfy({ $0 != 0x2b && $0 != 0x2d }),
                let number = UInt32(text, radix: isHex ? 16 : 10)
            else { return nil }
            return number == 0 ? "\u{fffd}" : String(Unicode.Scalar(number) ?? "\u{fffd}")
        }
        return table[String(decoding: name, as: UTF8.self)]
    }

    /// XML's own five, then the ISO and HTML sets as far as biomedical text uses them.
    private static let table: [String: String] = {
        var table = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
        let groups: [(names: String, characters: String)] = [
            (
                "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau"
                    + " upsilon phi chi psi omega",
                "αβγδεζηθικλμνξοπρςστυφχψω"
            ),
            (
                "Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho Sigma Tau"
                    + " Upsilon Phi Chi Psi Omega",
                "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ"
            ),
            (
                "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH"
                    + " Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig",
                "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
            ),
            (
                "agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth"
                    + " ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml",
                "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"
            ),
            (
                "iexcl cent pound curren yen brvbar sect uml copy ordf laquo not reg macr deg plusmn sup2 sup3 acute micro"
                    + " para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest",
                "¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿"
            ),
            (
                "ndash mdash lsquo rsquo sbquo ldquo rdquo bdquo dagger Dagger bull hellip permil prime Prime lsaquo rsaquo"
                    + " euro trade larr uarr rarr darr harr part exist empty nabla isin notin ni prod sum minus lowast radic"
                    + " prop infin ang and or cap cup int there4 sim cong asymp ne equiv le ge sub sup sube supe perp sdot",
                "–—‘’‚“”„†‡•…‰′″‹›€™←↑→↓↔∂∃∅∇∈∉∋∏∑−∗√∝∞∠∧∨∩∪∫∴∼≅≈≠≡≤≥⊂⊃⊆⊇⊥⋅"
            ),
            (
                "OElig oelig Scaron scaron Yuml fnof circ tilde Zcaron zcaron Ccaron ccaron cacute Cacute nacute sacute"
                    + " zacute zdot Lstrok lstrok eogon aogon ecaron rcaron gbreve Gbreve scedil Scedil inodot Idot",
                "ŒœŠšŸƒˆ˜ŽžČčćĆńśźżŁłęąěřğĞşŞıİ"
            ),
            (
                "half hyphen dash lpar rpar lsqb rsqb lcub rcub plus equals ast num percnt dollar commat sol bsol lowbar"
                    + " verbar vert colon semi comma period excl quest check cross male female thetas epsi epsiv phiv",
                "½‐‐()[]{}+=*#%$@/\\_||:;,.!?✓✗♂♀θεϵϕ"
            ),
        ]
        for group in groups {
            for (name, character) in zip(group.names.split(separator: " "), group.characters.unicodeScalars) {
                table[String(name)] = String(character)
            }
        }
        // Spaces of every width serve as one.
        for name in ["nbsp", "ensp", "emsp", "thinsp", "hairsp", "numsp", "puncsp", "Tab", "NewLine"] {
            table[name] = " "
        }
        for name in ["shy", "zwnj", "zwj", "lrm", "rlm"] { table[name] = "" }
        return table
    }()
}
