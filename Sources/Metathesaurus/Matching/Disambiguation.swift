/// Chooses among the concepts that share a name.
///
/// Claims of the best source rank win; where several have it, the one whose semantic types are most frequent among the
/// other mentions of the text; then the one with the smaller identifier, so that a choice is always the same.
enum Disambiguation {
    static func resolve(
        _ mentions: inout [ConceptMention], from first: Int, _ vocabulary: ConceptVocabulary
    ) throws(MetathesaurusError) {
        guard mentions[first...].contains(where: { $0.ambiguity > 0 }) else { return }
        var frequency: [UInt32: Int]?
        for index in first..<mentions.count where mentions[index].ambiguity > 0 {
            let claims = try vocabulary.claims(ofPattern: mentions[index].pattern, mask: mentions[index].claimMask)
            guard let best = claims.first?.rank else { continue }
            let tied = claims.prefix { $0.rank == best }
            guard tied.count > 1 else { continue }
            let around: [UInt32: Int]
            if let frequency { around = frequency } else { around = try types(of: mentions[first...], vocabulary) }
            frequency = around
            var bestScore = -1
            for claim in tied {
                let score = try vocabulary.semanticTypeIndices(of: claim.concept).reduce(0) {
                    $0 + (around[$1] ?? 0)
                }
                if score > bestScore {
                    bestScore = score
                    mentions[index].concept = claim.concept
                }
            }
        }
    }

    /// How often each semantic type occurs among the unambiguous mentions.
    private static func types(
        of mentions: ArraySlice<ConceptMention>, _ vocabulary: ConceptVocabulary
    ) throws(MetathesaurusError) -> [UInt32: Int] {
        var frequency: [UInt32: Int] = [:]
        for mention in mentions where mention.ambiguity == 0 {
            for type in try vocabulary.semanticTypeIndices(of: mention.concept) { frequency[type, default: 0] += 1 }
        }
        return frequency
    }
}
