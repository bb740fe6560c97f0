/// How much of a question's words texts have: what tells a text about another subject from one that may answer.
public struct TermCoverage: Sendable {
    /// Terms of the question, a bit each.
    public typealias Terms = UInt64

    private var bits: [String: Terms] = [:]
    private var weights: [Float] = []

    /// - Parameters:
    ///   - words: of the question; the first 64 terms of them count.
    ///   - rarity: of the stemmed terms, which is their weight; a term that is not there weighs 1.
    public init(words: [String], rarity: [String: Float]) {
        var scanner = TermScanner()
        for word in words {
            for term in scanner.terms(of: word) where bits[term] == nil && weights.count < Terms.bitWidth {
                bits[term] = 1 << Terms(weights.count)
                weights.append(rarity[term] ?? 1)
            }
        }
    }

    /// The terms that a text has.
    public func terms(in text: String) -> Terms {
        var scanner = TermScanner()
        var found: Terms = 0
        var text = text
        text.withUTF8 { utf8 in
            scanner.forEachWord(in: utf8) { word, count in
                let length = PorterStemmer.stem(word, count: count)
                let term = String(decoding: UnsafeBufferPointer(start: word, count: length), as: UTF8.self)
                if let bit = bits[term] { found |= bit }
            }
        }
        return found
    }

    /// The weight of some terms as a share of all, 0...1; 0 for a question without any.
    public func share(of terms: Terms) -> Float {
        var total: Float = 0
        var found: Float = 0
        for (index, weight) in weights.enumerated() {
            total += weight
            if terms >> Terms(index) & 1 != 0 { found += weight }
        }
        return total > 0 ? found / total : 0
    }
}
