/// A concept found in a text.
public struct ConceptMention: Hashable, Sendable {
    /// The concept chosen.
    public var concept: ConceptIndex
    /// Byte range in the text.
    public var start: Int32
    public var end: Int32
    /// True where the text denies it ("no evidence of …").
    public var isNegated = false
    /// True where the text leaves it open ("may …", "suspected …").
    public var isHedged = false
    /// True where an abbreviation defined in the article led to it.
    public var isAbbreviation = false
    /// True while claims of equal rank wait for the types around to decide.
    var isTied = false
    /// Number of other concepts with the same name; see ``ConceptMatcher/alternatives(of:)``.
    public var ambiguity: UInt16 = 0
    /// The pattern that matched, and which of its first 32 claims the spelling allows.
    var pattern: UInt32
    var claimMask: UInt32 = 1

    init(concept: ConceptIndex, start: Int32, end: Int32, pattern: UInt32) {
        self.concept = concept
        self.start = start
        self.end = end
        self.pattern = pattern
    }

    /// Byte range in the text.
    public var range: Range<Int> { Int(start)..<Int(end) }
}
