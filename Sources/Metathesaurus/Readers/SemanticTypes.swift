/// Semantic types of the UMLS Semantic Network, as far as readers of other formats assign them.
enum SemanticTypes {
    /// A TUI, a name, or both separated by `|`, `:` or a space.
    static func parse(_ text: String) -> (tui: String, name: String) {
        let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let head = trimmed.prefix { $0 != "|" && $0 != ":" && $0 != " " }
        guard head.count == 4, head.first == "T", head.dropFirst().allSatisfy(\.isNumber) else {
            let known = names.first { $0.value.lowercased() == trimmed.lowercased() }
            return (known?.key ?? "", known?.value ?? trimmed)
        }
        let rest = trimmed.dropFirst(head.count).drop { $0 == "|" || $0 == ":" || $0 == " " }
        return (String(head), rest.isEmpty ? names[String(head)] ?? "" : String(rest))
    }

    static let names: [String: String] = [
        "T001": "Organism", "T004": "Fungus", "T005": "Virus", "T007": "Bacterium",
        "T017": "Anatomical Structure", "T019": "Congenital Abnormality",
        "T023": "Body Part, Organ, or Organ Component", "T025": "Cell", "T028": "Gene or Genome", "T033": "Finding",
        "T034": "Laboratory or Test Result", "T037": "Injury or Poisoning", "T038": "Biologic Function",
        "T041": "Mental Process", "T046": "Pathologic Function", "T047": "Disease or Syndrome",
        "T048": "Mental or Behavioral Dysfunction", "T053": "Behavior", "T058": "Health Care Activity",
        "T059": "Laboratory Procedure", "T060": "Diagnostic Procedure", "T061": "Therapeutic or Preventive Procedure",
        "T070": "Natural Phenomenon or Process", "T073": "Manufactured Object", "T083": "Geographic Area",
        "T090": "Occupation or Discipline", "T098": "Population Group", "T103": "Chemical",
        "T116": "Amino Acid, Peptide, or Protein", "T121": "Pharmacologic Substance", "T129": "Immunologic Factor",
        "T170": "Intellectual Product", "T184": "Sign or Symptom", "T191": "Neoplastic Process",
        "T204": "Eukaryote",
    ]

    /// The semantic type of all terms of an ontology with this identifier prefix.
    static func ofOntology(_ prefix: String) -> String? {
        [
            "DOID": "T047", "MONDO": "T047", "HP": "T033", "SYMP": "T184", "UBERON": "T023", "FMA": "T023",
            "CL": "T025", "GO": "T038", "CHEBI": "T103", "NCBITaxon": "T001", "VO": "T121", "DRON": "T121",
            "PR": "T116",
            "OBI": "T058", "CIDO": "T047",
        ][prefix]
    }

    /// The semantic type that fits a MeSH tree number best.
    static func ofMeSHTree(_ number: String) -> String? {
        if number.hasPrefix("B04") { return "T005" }
        if number.hasPrefix("B03") { return "T007" }
        if number.hasPrefix("C04") { return "T191" }
        if number.hasPrefix("C23") { return "T184" }
        if number.hasPrefix("C26") { return "T037" }
        if number.hasPrefix("A11") { return "T025" }
        if number.hasPrefix("D27") || number.hasPrefix("D26") { return "T121" }
        if number.hasPrefix("D12") { return "T116" }
        switch number.first {
        case "A": return "T023"
        case "B": return "T001"
        case "C": return "T047"
        case "D": return "T103"
        case "E": return "T058"
        case "F": return number.hasPrefix("F03") ? "T048" : "T041"
        case "G": return "T038"
        case "H": return "T090"
        case "I", "K", "N": return "T170"
        case "J": return "T073"
        case "L": return "T170"
        case "M": return "T098"
        case "Z": return "T083"
        default: return nil
        }
    }
}
