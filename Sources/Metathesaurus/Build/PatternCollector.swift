import AhoCorasick

/// Turns names into patterns of word ids, with the variants under which a name is also written.
struct PatternCollector: ~Copyable {
    /// What a pattern stands for.
    struct Claim: BitwiseCopyable {
        var concept: UInt32
        var caseRule: UInt32
        var rank: UInt32
    }

    private var patterns = PatternSet()
    private var claims: [Claim] = []
    private var words = WordInterner()
    private var skipped: [CollectedPatterns.Skipped] = []
    private var scanner = WordScanner()
    private var tokens: [WordToken] = []
    private var variant: [WordToken] = []
    private let policy: CommonWordPolicy
    private static let qualifiers: Set<String> = [
        "disorder", "finding", "procedure", "body structure", "organism", "substance", "qualifier value", "situation",
        "event", "observable entity", "morphologic abnormality", "function", "disease", "product", "physical object",
        "person", "cell", "cell structure", "medication", "qualifier", "attribute", "occupation", "specimen",
    ]

    init(policy: CommonWordPolicy, expectedNames: Int) {
        self.policy = policy
        patterns.reserveCapacity(patterns: expectedNames + expectedNames / 8, symbols: expectedNames * 4)
        claims.reserveCapacity(expectedNames + expectedNames / 8)
    }

    /// Adds `text`, a name of `name.concept`, or notes why it cannot be searched for.
    mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ name: TermCollector.Name) {
        guard let reason = addSearchable(text, name) else { return }
        skipped.append(CollectedPatterns.Skipped(reason: reason, name: text.shown(0..<text.count)))
    }

    private mutating func addSearchable(
        _ text: UnsafeBufferPointer<UInt8>, _ name: TermCollector.Name
    ) -> BuildReport.Reason? {
        scanner.scan(text)
        tokens.removeAll(keepingCapacity: true)
        tokens.append(contentsOf: UnsafeBufferPointer(start: scanner.tokens.start, count: scanner.count))
        trim(text)
        var hasLetter = false
        var onlyStopWords = true
        for token in tokens where !token.isMark {
            if !hasLetter { hasLetter = (token.start..<token.end).contains { text[Int($0)] >= 0x41 } }
            if onlyStopWords, !EnglishWords.stopWords.contains(token.key) { onlyStopWords = false }
        }
        guard hasLetter else { return .noLetters }
        if onlyStopWords, tokens.allSatisfy({ !$0.isMark }) { return .stopWords }
        let rule = CaseRule.rule(text, tokens[...])
        if rule == 0, tokens.count == 1, policy != .keep {
            let isKept = policy == .dropMinorNames && !name.isMinor && !name.isGene
            if isOne(of: isKept ? EnglishWords.verbs : EnglishWords.common, text) { return .commonWord }
        }
        append(text, tokens, Claim(concept: name.concept, caseRule: rule, rank: name.rank))
        appendVariants(text, name)
        return nil
    }

    /// True where the only word of the name is in `list`, as it stands or in its normal form.
    private func isOne(of list: Set<UInt64>, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if list.contains(tokens[0].key) { return true }
        var folded = Self.folded(text, tokens[0])
        WordNormalizer.normalize(&folded)
        return list.contains(WordKey.key(of: folded))
    }

    /// Drops marks at either end that no text would repeat, and a qualifier in brackets such as "(disorder)".
    private mutating func trim(_ text: UnsafeBufferPointer<UInt8>) {
        let open = UInt64(UInt8(ascii: "("))
        if let last = tokens.last, last.key == UInt64(UInt8(ascii: ")")),
            let start = tokens.lastIndex(where: { $0.key == open }),
            start > 0, start + 1 < tokens.count - 1
        {
            let inside = text.string(Int(tokens[start + 1].start)..<Int(tokens[tokens.count - 2].end))
            if Self.qualifiers.contains(inside.lowercased()) { tokens.removeSubrange(start...) }
        }
        while let last = tokens.last, last.isMark, ".,;:?!\"".utf8.contains(where: { UInt64($0) == last.key }) {
            tokens.removeLast()
        }
        while let first = tokens.first, first.isMark, ".,;:?!\"*".utf8.contains(where: { UInt64($0) == first.key }) {
            tokens.removeFirst()
        }
    }

    private mutating func append(
        _ text: UnsafeBufferPointer<UInt8>, _ tokens: [WordToken], _ claim: Claim
    ) {
        for index in tokens.indices {
            let token = tokens[index]
            let id = words.id(token.key) { token.isMark ? [] : Self.folded(text, token) }
            words.counts[Int(id)] &+= 1
            patterns.appendSymbol(id)
        }
        patterns.endPattern()
        claims.append(claim)
    }

    private mutating func appendVariants(_ text: UnsafeBufferPointer<UInt8>, _ name: TermCollector.Name) {
        if text.contains(0x2D), let joined = joinedAtHyphens(text) { appendJoined(joined, name) }
        let comma = UInt64(UInt8(ascii: ","))
        if name.canBeInverted, tokens.count <= 7, tokens.filter(\.isMark).count == 1,
            let position = tokens.firstIndex(where: { $0.key == comma }), position > 0, position + 1 < tokens.count
        {
            // "Hernia, Diaphragmatic" is written "diaphragmatic hernia".
            variant = Array(tokens[(position + 1)...]) + Array(tokens[..<position])
            let rule = CaseRule.rule(text, variant[...])
            append(text, variant, Claim(concept: name.concept, caseRule: rule, rank: name.rank))
        }
    }

    /// The name without hyphens between letters and a number ("COVID-19" as "COVID19"), if it has such.
    private func joinedAtHyphens(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        var dropped: [Int] = []
        for (left, right) in zip(tokens, tokens.dropFirst()) where !left.isMark && !right.isMark {
            let gap = Int(left.end)
            guard Int(right.start) - gap == 1, text[gap] == 0x2D, text[gap - 1] >= 0x41, text[gap + 1] < 0x3A,
                text[gap + 1] >= 0x30
            else { continue }
            dropped.append(gap)
        }
        guard !dropped.isEmpty, let first = tokens.first, let last = tokens.last else { return nil }
        return (Int(first.start)..<Int(last.end)).filter { !dropped.contains($0) }.map { text[$0] }
    }

    private mutating func appendJoined(_ joined: [UInt8], _ name: TermCollector.Name) {
        joined.withUnsafeBufferPointer { text in
            scanner.scan(text)
            variant = Array(UnsafeBufferPointer(start: scanner.tokens.start, count: scanner.count))
            guard !variant.isEmpty else { return }
            let rule = CaseRule.rule(text, variant[...])
            append(text, variant, Claim(concept: name.concept, caseRule: rule, rank: name.rank))
        }
    }

    /// The folded bytes of a word, computed as ``WordScanner`` does.
    static func folded(_ text: UnsafeBufferPointer<UInt8>, _ token: WordToken) -> [UInt8] {
        UnicodeFolding.foldedWord(UnsafeBufferPointer(rebasing: text[Int(token.start)..<Int(token.end)]))
    }

    /// Hands over what was collected.
    consuming func take() -> CollectedPatterns {
        CollectedPatterns(patterns: patterns, claims: claims, words: words, skipped: skipped)
    }
}

/// What a ``PatternCollector`` has collected.
struct CollectedPatterns: Sendable {
    /// A name that cannot be searched for.
    struct Skipped: Sendable {
        var reason: BuildReport.Reason
        var name: String
    }

    /// Of provisional word ids.
    var patterns = PatternSet()
    /// One a pattern.
    var claims: [PatternCollector.Claim] = []
    var words = WordInterner()
    var skipped: [Skipped] = []

    /// Adds what was collected from the names that follow, as if one collector had gone on to them.
    mutating func append(_ other: CollectedPatterns) {
        let ids = words.append(other.words)
        patterns.append(contentsOf: other.patterns) { ids[Int($0)] }
        claims += other.claims
        skipped += other.skipped
    }
}
