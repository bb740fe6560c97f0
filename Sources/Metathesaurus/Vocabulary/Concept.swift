/// Number of a concept within one vocabulary file: its rank in the order of identifiers.
public typealias ConceptIndex = UInt32

/// A semantic type of the UMLS Semantic Network, or one of the user's.
public struct SemanticType: Hashable, Sendable, CustomStringConvertible {
    /// Type unique identifier such as `T047`; empty for a type of the user's own.
    public var tui: String
    /// Its name, such as "Disease or Syndrome".
    public var name: String

    public init(tui: String, name: String) {
        self.tui = tui
        self.name = name
    }

    public var description: String { tui.isEmpty ? name : "\(tui) \(name)" }
}

/// A concept: what its names have in common.
public struct Concept: Hashable, Sendable {
    /// Concept unique identifier, or the identifier of the source where it comes from elsewhere.
    public var cui: String
    /// The name to show.
    public var preferredName: String
    /// Its semantic types.
    public var semanticTypes: [SemanticType]
    /// Source vocabularies that name it.
    public var sources: [String]
    /// Its definition, where a source gives one.
    public var definition: String?
}
