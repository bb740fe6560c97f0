/// A sentence's name outside the store, in The Pattern's form: `sentence:{article}:{tag}:{index}`.
public struct SentenceKey: Sendable, Hashable {
    public var article: String
    /// What Redis hashed to place the key on a shard; any is understood.
    public var tag: String
    /// The sentence's place in its article, from 0.
    public var index: Int

    public static let defaultTag = "{06S}"

    public init(article: String, tag: String = SentenceKey.defaultTag, index: Int) {
        self.article = article
        self.tag = tag
        self.index = index
    }

    /// Takes a key apart; the article's part may hold colons.
    public init?(_ text: String) {
        let prefix = "sentence:"
        guard text.hasPrefix(prefix) else { return nil }
        var parts = text.dropFirst(prefix.count).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count >= 3, let last = parts.popLast(), let index = Int(last), index >= 0,
            let tag = parts.popLast()
        else { return nil }
        let article = parts.joined(separator: ":")
        guard !article.isEmpty else { return nil }
        self.init(article: article, tag: String(tag), index: index)
    }

    public var text: String { "sentence:\(article):\(tag):\(index)" }
}
