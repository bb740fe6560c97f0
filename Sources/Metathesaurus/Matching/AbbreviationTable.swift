public struct AbbreviationTable: Sendable {
    public init() {}
    public var isEmpty: Bool { true }
    func apply(
        to mentions: inout [ConceptMention], from first: Int, text: UnsafeBufferPointer<UInt8>,
        scratch: borrowing MatcherScratch
    ) {}
}
