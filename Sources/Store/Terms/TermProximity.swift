/// How much of a question's wording a text repeats: neighbouring terms of the question that stand close together.
///
/// A text that holds "incubation period" answers a question about it better than one with the two words far apart,
/// which sums over single terms cannot tell.
public struct TermProximity: Sendable {
    private struct Pair: Hashable {
        var first: Int
        var second: Int
    }

    /// Words between which two terms may stand, both counted.
    public static let reach = 3

    private var numbers: [String: Int] = [:]
    private var pairs: [(pair: Pair, weight: Float)] = []
    private var total: Float = 0

    /// - Parameters:
    ///   - words: of the question, in its order.
    ///   - rarity: of the stemmed terms; a pair weighs the mean of its two.
    public init(words: [String], rarity: [String: Float]) {
        var scanner = TermScanner()
        var order: [String] = []
        for word in words {
            for term in scanner.terms(of: word) where numbers[term] == nil {
                numbers[term] = order.count
                order.append(term)
            }
        }
        for (index, term) in order.enumerated().dropFirst() {
            let weight = ((rarity[term] ?? 0) + (rarity[order[index - 1]] ?? 0)) / 2
            pairs.append((Pair(first: index - 1, second: index), weight))
            total += weight
        }
    }

    /// The weight of the pairs that stand within `reach` words in `text`, as a share of all pairs', 0...1.
    public func share(in text: String) -> Float {
        guard total > 0 else { return 0 }
        var scanner = TermScanner()
        var places: [(number: Int, place: Int)] = []
        var place = 0
        var text = text
        text.withUTF8 { utf8 in
            scanner.forEachWord(in: utf8) { word, count in
                let length = PorterStemmer.stem(word, count: count)
                let term = String(decoding: UnsafeBufferPointer(start: word, count: length), as: UTF8.self)
                if let number = numbers[term] { places.append((number, place)) }
                place += 1
            }
        }
        var close: Set<Pair> = []
        for (index, one) in places.enumerated() {
            for other in places[(index + 1)...] {
                if other.place - one.place > Self.reach { break }
                if abs(one.number - other.number) == 1 {
                    close.insert(Pair(first: min(one.number, other.number), second: max(one.number, other.number)))
                }
            }
        }
        return pairs.reduce(0) { close.contains($1.pair) ? $0 + $1.weight : $0 } / total
    }
}
