import AhoCorasick

/// Concepts and names as the readers find them, before they are laid out in a file.
///
/// The tables that every row touches have no exclusivity checks at run time: one reader uses them, on one thread, and
/// none of their accesses is held over a call.
final class TermCollector {
    /// A name and where it stands.
    struct Name: BitwiseCopyable {
        var offset: Int
        var length: UInt32
        var concept: UInt32
        /// Smaller is better; compares the claims of several concepts to one name.
        var rank: UInt32
        /// Smaller is better; compares the names of one concept.
        var preference: UInt32
        var isMinor: Bool
        var isGene: Bool
        var canBeInverted: Bool
    }

    /// What is known about a concept.
    struct Concept {
        var identifierOffset: Int
        var identifierLength: UInt32
        var typeSet: UInt32 = 0
        var sourceSet: UInt32 = 0
        var bestName: UInt32 = .max
        var bestPreference: UInt32 = .max
        var definition: Int32 = -1
        /// False while only side tables have mentioned it, or where its semantic type is not wanted.
        var isAllowed = true
    }

    let options: BuildOptions
    @exclusivity(unchecked) var report = BuildReport()
    @exclusivity(unchecked) private(set) var pool: [UInt8] = []
    @exclusivity(unchecked) private(set) var names: [Name] = []
    @exclusivity(unchecked) private(set) var concepts: [Concept] = []
    private(set) var definitions: [[UInt8]] = []
    private(set) var types = Interner()
    @exclusivity(unchecked) private(set) var typeSets = SetInterner()
    private(set) var sources = Interner()
    @exclusivity(unchecked) private(set) var sourceSets = SetInterner()
    @exclusivity(unchecked) private var identifiers = HashIndex()
    @exclusivity(unchecked) private var nameIndex = HashIndex()
    @exclusivity(unchecked) private var identifierPool: [UInt8] = []
    @exclusivity(unchecked) private var lastConcept = 0
    private let wantedTypes: Set<String>

    init(options: BuildOptions) {
        self.options = options
        wantedTypes = Set(options.semanticTypes.map { $0.lowercased() })
    }

    func identifier(of concept: Int) -> ArraySlice<UInt8> {
        let entry = concepts[concept]
        return identifierPool[entry.identifierOffset..<(entry.identifierOffset + Int(entry.identifierLength))]
    }

    /// The concept `identifier`, new or known.
    func concept(_ identifier: UnsafeBufferPointer<UInt8>) -> Int {
        // Most rows are about the concept of the row before.
        if lastConcept < concepts.count, isIdentifier(identifier, of: lastConcept) { return lastConcept }
        let hash = Checksum.sum(of: UnsafeRawBufferPointer(identifier))
        if let found = find(identifier, hash) {
            lastConcept = found
            return found
        }
        let index = concepts.count
        lastConcept = index
        concepts.append(
            Concept(
                identifierOffset: identifierPool.count, identifierLength: UInt32(clamping: identifier.count),
                isAllowed: wantedTypes.isEmpty))
        identifierPool.append(contentsOf: identifier)
        identifiers.insert(hash, UInt32(truncatingIfNeeded: index))
        return index
    }

    /// The concept `identifier`, if it is known.
    func knownConcept(_ identifier: UnsafeBufferPointer<UInt8>) -> Int? {
        find(identifier, Checksum.sum(of: UnsafeRawBufferPointer(identifier)))
    }

    private func find(_ identifier: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int? {
        identifiers.find(hash) { isIdentifier(identifier, of: Int($0)) }.map(Int.init)
    }

    private func isIdentifier(_ identifier: UnsafeBufferPointer<UInt8>, of concept: Int) -> Bool {
        let entry = concepts[concept]
        guard Int(entry.identifierLength) == identifier.count else { return false }
        return identifierPool.withUnsafeBufferPointer { pool in
            pool.part(entry.identifierOffset..<entry.identifierOffset + identifier.count).equals(identifier)
        }
    }

    /// Adds a semantic type to a concept; one that is wanted makes the concept allowed.
    func addType(_ concept: Int, tui: String, name: String) {
        let type = types.index(of: "\(tui)\t\(name)")
        concepts[concept].typeSet = typeSets.adding(type, to: concepts[concept].typeSet)
        if !wantedTypes.isEmpty, !concepts[concept].isAllowed {
            concepts[concept].isAllowed =
                wantedTypes.contains(tui.lowercased()) || wantedTypes.contains(name.lowercased())
        }
    }

    func setDefinition(_ concept: Int, _ text: [UInt8]) {
        guard concepts[concept].definition < 0, !text.isEmpty, definitions.count < Int(Int32.max) else { return }
        concepts[concept].definition = Int32(definitions.count)
        definitions.append(text)
    }

    /// Adds a name, unless something is wrong with it, and says what.
    func addName(
        _ text: UnsafeBufferPointer<UInt8>, to concept: Int, source: UInt32, rank: UInt32, preference: UInt32,
        isMinor: Bool, isGene: Bool = false, canBeInverted: Bool = false
    ) -> BuildReport.Reason? {
        guard concepts[concept].isAllowed else { return .otherSemanticType }
        let name = text.trimmingSpace()
        guard !name.isEmpty else { return .emptyName }
        guard name.count <= VocabularyLimits.longestName else { return .nameTooLong }
        guard name.isValidUTF8() else { return .invalidUTF8 }
        concepts[concept].sourceSet = sourceSets.adding(source, to: concepts[concept].sourceSet)
        let hash = Checksum.sum(of: UnsafeRawBufferPointer(name), seed: UInt64(concept))
        let known = nameIndex.find(hash) { index in
            let other = names[Int(index)]
            guard other.concept == concept, Int(other.length) == name.count else { return false }
            return pool.withUnsafeBufferPointer { $0.part(other.offset..<other.offset + name.count).equals(name) }
        }
        if let known {
            // The same name from another source: the better claim counts.
            names[Int(known)].rank = min(names[Int(known)].rank, rank)
            names[Int(known)].isMinor = names[Int(known)].isMinor && isMinor
            prefer(known, concept, preference)
            return .duplicate
        }
        let index = UInt32(truncatingIfNeeded: names.count)
        names.append(
            Name(
                offset: pool.count, length: UInt32(name.count), concept: UInt32(truncatingIfNeeded: concept),
                rank: rank, preference: preference, isMinor: isMinor, isGene: isGene, canBeInverted: canBeInverted))
        pool.append(contentsOf: name)
        nameIndex.insert(hash, index)
        prefer(index, concept, preference)
        return nil
    }

    private func prefer(_ name: UInt32, _ concept: Int, _ preference: UInt32) {
        guard preference < concepts[concept].bestPreference else { return }
        concepts[concept].bestPreference = preference
        concepts[concept].bestName = name
    }

    /// The number of a source vocabulary.
    func source(_ name: String) -> UInt32 { sources.index(of: name) }

    /// True where the source filter keeps `name`.
    func wants(source name: String) -> Bool { options.sources.isEmpty || options.sources.contains(name) }

    /// Lets go of what only reading needs.
    func finishReading() {
        nameIndex = HashIndex()
        identifiers = HashIndex()
    }
}

/// Limits that keep numbers within their fields.
enum VocabularyLimits {
    /// Bytes of a name; longer ones are reported and left out.
    static let longestName = 2000
    /// Concepts and ambiguous entries.
    static let concepts = 1 << 28
    static let names = 1 << 30
    /// Different normalized words.
    static let words = 1 << 29
}

/// Numbers for different strings, in the order they came.
struct Interner {
    private(set) var values: [String] = []
    private var indices: [String: UInt32] = [:]

    mutating func index(of value: String) -> UInt32 {
        if let index = indices[value] { return index }
        let index = UInt32(truncatingIfNeeded: values.count)
        values.append(value)
        indices[value] = index
        return index
    }
}

/// Numbers for different small sets; number 0 is the empty one.
struct SetInterner {
    private(set) var values: [[UInt32]] = [[]]
    private var indices: [[UInt32]: UInt32] = [[]: 0]
    private var additions: [UInt64: UInt32] = [:]

    mutating func adding(_ member: UInt32, to set: UInt32) -> UInt32 {
        let step = UInt64(set) << 32 | UInt64(member)
        if let known = additions[step] { return known }
        var value = values[Int(set)]
        if !value.contains(member) {
            value.append(member)
            value.sort()
        }
        let index: UInt32
        if let known = indices[value] {
            index = known
        } else {
            index = UInt32(truncatingIfNeeded: values.count)
            values.append(value)
            indices[value] = index
        }
        additions[step] = index
        return index
    }
}
