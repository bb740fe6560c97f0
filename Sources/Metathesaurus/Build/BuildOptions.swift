/// What goes into a vocabulary.
public struct BuildOptions: Sendable {
    /// Languages of names (`LAT`); empty for all.
    public var languages: Set<String> = ["ENG"]
    /// Source vocabularies (`SAB`); empty for all.
    public var sources: Set<String> = []
    /// Semantic types by `TUI` or name, any case; empty for all. Concepts without a type are kept only when empty.
    public var semanticTypes: Set<String> = []
    /// Keeps atoms marked suppressible (`SUPPRESS` other than `N`) and obsolete terms.
    public var keepsSuppressed = false
    /// Sources from the most to the least preferred, before all others; decides ambiguous and preferred names where no
    /// `MRRANK` does.
    public var preferredSources: [String] = []
    /// What happens to names that are a common English word.
    public var commonWords = CommonWordPolicy.dropMinorNames
    /// Takes single words that belong to one concept only from `MRXW_ENG`, as minor names.
    public var usesWordIndex = false

    public init() {}
}

/// What happens to a name that, folded, is one word of ordinary English, such as "transmission" or "rest".
///
/// All-capital symbols ("REST", "CAT") are not affected: they match only as they are spelled.
public enum CommonWordPolicy: String, Sendable, CaseIterable {
    /// Kept only where it is the preferred term of its source, the source is not one of genes, and the word is not
    /// mostly a verb ("affect").
    case dropMinorNames = "drop-minor"
    /// Kept.
    case keep
    /// Never kept.
    case drop
}

/// Where terms come from.
public enum TermSource: Sendable {
    /// A folder with `MRCONSO.RRF` and, where present, `MRSTY`, `MRRANK`, `MRDEF` and `MRXW_ENG`, plain or `.gz`.
    case rrf(folder: String)
    /// An OBO file, plain or `.gz`.
    case obo(path: String)
    /// MeSH descriptors, ASCII or XML, plain or `.gz`.
    case mesh(path: String)
    /// Tab-separated `id, name, synonyms, semantic type`, plain or `.gz`.
    case tsv(path: String)
}
