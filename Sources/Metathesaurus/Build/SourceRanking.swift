/// Which of several claims to a name counts most, where no `MRRANK` says so.
///
/// First the source: those the user prefers, then curated disease, finding and clinical vocabularies, then general
/// thesauri, then lists that name things after themselves (taxa, chemicals, drugs), lay texts, and genes last, whose
/// symbols coincide with everything. Then the term type: preferred terms before synonyms before abbreviations.
struct SourceRanking {
    private var order: [String: UInt32] = [:]
    private let unknown: UInt32

    init(preferred: [String]) {
        var next: UInt32 = 0
        for source in preferred + Self.curated where order[source] == nil {
            order[source] = next
            next += 1
        }
        unknown = next
        for source in Self.last where order[source] == nil {
            next += 1
            order[source] = next
        }
    }

    func rank(source: String, termType: String) -> UInt32 {
        (order[source] ?? unknown) * 4 + Self.level(termType)
    }

    static func level(_ termType: String) -> UInt32 {
        switch termType {
        case "PT", "MH", "PN", "PF", "NM", "IN", "MTH", "LLT", "LN", "PEP", "FN", "SCN", "NP": 0
        case "SY", "ET", "EN", "PM", "SYN", "PSY", "CE", "SYGB", "PTGB", "BN", "SBD", "FSY": 1
        case "AB", "ACR", "SSN", "SS", "NS", "AA": 3
        default: 2
        }
    }

    static func isGene(_ source: String) -> Bool {
        ["GENE", "HGNC", "NCBIGENE", "OMIM_GENE"].contains(source.uppercased())
    }

    private static let curated = [
        "DOID", "MONDO", "SNOMEDCT_US", "HPO", "HP", "SYMP", "MSH", "MESH", "NCI", "ICD10CM", "ICD10", "MDR", "MTH",
        "RXNORM", "NDFRT", "DRON", "VO", "UBERON", "FMA", "CL", "GO", "CHEBI",
    ]
    private static let last = ["TAXON", "NCBI", "MEDQUAD", "MEDLINEPLUS", "CHV", "OMIM", "HGNC", "GENE", "NCBIGENE"]
}
