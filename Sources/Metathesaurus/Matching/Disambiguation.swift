/// Chooses among the concepts that share a name.
///
/// Claims of the best source rank win; where several have it, the one whose semantic types are most frequent among the
/// other mentions of the text; then the one with the smaller identifier, so that a choice is always the same.
enum Disambiguation {
    static func resolve(
        _ mentions: inout [ConceptMention], from first: Int, _ vocabulary: ConceptVocabulary,
        _ counts: inout GrowingBuffer<UInt32>
    ) throws(MetathesaurusError) {
        var isCounted = false
        for index in first..<mentions.count where mentions[index].isTied {
            if !isCounted {
                counts.reserve(vocabulary.semanticTypes.count)
                counts.start.initialize(repeating: 0, count: vocabulary.semanticTypes.count)
                for other in first..<mentions.count where mentions[other].ambiguity == 0 {
                    for type in try vocabulary.semanticTypeSlice(of: mentions[other].concept) {
                        counts.start[Int(type)] &+= 1
                    }
                }
                isCounted = true
            }
            mentions[index].isTied = false
            let claims = try vocabulary.claims(ofPattern: mentions[index].pattern, mask: mentions[index].claimMask)
            guard let best = claims.first?.rank else { continue }
            var bestScore = -1
            for claim in claims where claim.rank == best {
                var score = 0
                for type in try vocabulary.semanticTypeSlice(of: claim.concept) {
                    score += Int(counts.start[Int(type)])
                }
                if score > bestScore {
                    bestScore = score
                    mentions[index].concept = claim.concept
                }
            }
        }
    }
}
