/// Latin letters with diacritics and ligatures as plain lower-case ASCII: NFKD with the marks left out, and the letters
/// that Unicode does not decompose (ø, ł, æ, ß …) as they are transcribed in English medical text.
enum LatinFolding {
    private static let basic = words(
        """
        a a a a a a ae c e e e e i i i i d n o o o o o ? o u u u u y th ss a a a a a a ae c e e e e i i i i d n o o o
        o o ? o u u u u y th y a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h i i i i
        i i i i i i ij ij j j k k k l l l l l l ? ? l l n n n n n n ? n n o o o o o o oe oe r r r r r r s s s s s s s
        s t t t t t t u u u u u u u u u u u u w w y y y z z z z z z s ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? e ? f f ? ? ? ? i
        ? ? ? ? ? ? ? ? o o ? ? ? ? ? ? ? ? ? ? ? ? ? u u ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? dz dz dz lj lj lj nj
        nj nj a a i i o o u u u u u u u u u u ? a a a a ae ae ? ? g g k k o o o o ? ? j dz dz dz g g ? ? n n a a ae ae
        o o a a a a e e e e i i i i o o o o r r r r u u u u s s t t ? ? h h ? ? ? ? ? ? a a e e o o o o o o o o y y ?
        ? ? j ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ? ?
        """)
    private static let additional = words(
        """
        a a b b b b b b c c d d d d d d d d d d e e e e e e e e e e f f g g h h h h h h h h h h i i i i k k k k k k l
        l l l l l l l m m m m m m n n n n n n n n o o o o o o o o p p p p r r r r r r r r s s s s s s s s s s t t t t
        t t t t u u u u u u u u u u v v v v w w w w w w w w w w x x x x y y z z z z z z h t w y ? s ? ? ss ? a a a a a
        a a a a a a a a a a a a a a a a a a a e e e e e e e e e e e e e e e e i i i i o o o o o o o o o o o o o o o o
        o o o o o o o o u u u u u u u u u u u u u u y y y y y y y y ? ? ? ? ? ?
        """)

    /// The folding of `scalar` (U+00C0...U+024F, U+1E00...U+1EFF), or nil where it has none.
    static func ascii(_ scalar: UInt32) -> [UInt8]? {
        let entry: [UInt8]
        switch scalar {
        case 0xC0...0x24F: entry = basic[Int(scalar - 0xC0)]
        case 0x1E00...0x1EFF: entry = additional[Int(scalar - 0x1E00)]
        default: return nil
        }
        return entry.isEmpty ? nil : entry
    }

    /// One entry a scalar; `?` stands for none.
    private static func words(_ text: String) -> [[UInt8]] {
        text.split(whereSeparator: \.isWhitespace).map { $0 == "?" ? [] : Array($0.utf8) }
    }
}
