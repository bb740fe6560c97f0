enum ContextRules {
    static func mark(
        _ mentions: inout [ConceptMention], from first: Int, text: UnsafeBufferPointer<UInt8>,
        tokens: UnsafePointer<WordToken>, count: Int
    ) {}
}
