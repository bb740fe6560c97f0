import AhoCorasick

/// A vocabulary file: concepts, their names, and what a ``ConceptMatcher`` needs to find them. Memory-mapped.
///
/// Opening takes milliseconds whatever the size. Every page is checked before anything on it is used: at once for files
/// up to 64 MiB, on first touch for larger ones; methods throw where that finds damage.
public final class ConceptVocabulary: Sendable {
    /// Identifies the content: equal vocabularies have equal digests.
    public var digest: String { file.digest }
    /// Number of concepts.
    public let conceptCount: Int
    /// Number of names.
    public let nameCount: Int
    /// Number of different normalized words.
    public let wordCount: Int
    /// All semantic types.
    public let semanticTypes: [SemanticType]
    /// All source vocabularies.
    public let sources: [String]
    /// Where the file lies.
    public var path: String { file.path }

    let file: PagedFile
    let automaton: Automaton
    let words: MappedArray<UInt64>
    let patterns: MappedArray<UInt32>
    let claims: MappedArray<UInt32>
    let names: NameList
    /// Which pairs of words may start a name, see ``StartFilter``.
    let starts: MappedArray<UInt64>
    private let records: MappedArray<UInt32>
    private let setPairs: [UInt32]
    private let definitionStarts: MappedArray<UInt32>
    private let identifierEnds: MappedArray<UInt32>
    private let identifiers: MappedArray<UInt8>
    private let definitions: MappedArray<UInt8>
    private let nameBounds: MappedArray<UInt32>
    private let namePositions: MappedArray<UInt32>
    private let typeSets: [[UInt32]]
    private let sourceSets: [[UInt32]]

    /// Opens the vocabulary at `path`.
    public convenience init(path: String) throws(MetathesaurusError) {
        try self.init(path: path, eagerLimit: PagedFile.eagerLimit)
    }

    init(path: String, eagerLimit: Int) throws(MetathesaurusError) {
        let file: PagedFile
        do {
            file = try PagedFile(
                path: path, kind: VocabularyLayout.fileKind, version: VocabularyLayout.fileVersion,
                eagerLimit: eagerLimit)
            automaton = try Automaton(file)
        } catch {
            throw .vocabulary(error)
        }
        self.file = file
        words = try MappedArray(file, "vc.words")
        patterns = try MappedArray(file, "vc.pattn")
        claims = try MappedArray(file, "vc.claim")
        names = try NameList(file)
        records = try MappedArray(file, "vc.recds")
        starts = try MappedArray(file, "vc.start")
        setPairs = Array(try MappedArray<UInt32>(file, "vc.pairs").all())
        definitionStarts = try MappedArray(file, "vc.defps")
        identifierEnds = try MappedArray(file, "vc.idend")
        identifiers = try MappedArray(file, "vc.ident")
        definitions = try MappedArray(file, "vc.defin")
        nameBounds = try MappedArray(file, "vc.cname")
        namePositions = try MappedArray(file, "vc.namps")
        let sizes = try MappedArray<UInt64>(file, "vc.sizes").all()
        let slots = words.count / 2
        guard sizes.count == 3, sizes.allSatisfy({ $0 < UInt64(VocabularyLimits.names) }),
            sizes[2] < UInt64(VocabularyLimits.words),
            slots >= 2, slots & (slots - 1) == 0, words.count == slots * 2,
            records.count == Int(sizes[0]), setPairs.count % 2 == 0,
            definitionStarts.count == 0 || definitionStarts.count == Int(sizes[0]),
            identifierEnds.count == Int(sizes[0]) + 1
                || identifierEnds.count == 0 && identifiers.count % max(Int(sizes[0]), 1) == 0,
            StartFilterLayout.fits(starts.buffer),
            nameBounds.count == Int(sizes[0]) + 1, namePositions.count == Int(sizes[1]), claims.count % 3 == 0,
            patterns.count == automaton.patternCount
        else { throw .inconsistent(path: path, detail: "section sizes") }
        conceptCount = Int(sizes[0])
        nameCount = Int(sizes[1])
        wordCount = Int(sizes[2])
        semanticTypes = Self.lines(try MappedArray<UInt8>(file, "vc.types").all()).map { line in
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            return SemanticType(tui: String(parts[0]), name: parts.count > 1 ? String(parts[1]) : "")
        }
        sources = Self.lines(try MappedArray<UInt8>(file, "vc.srces").all())
        typeSets = Self.sets(try MappedArray<UInt32>(file, "vc.tsets").all(), limit: semanticTypes.count)
        sourceSets = Self.sets(try MappedArray<UInt32>(file, "vc.ssets").all(), limit: sources.count)
    }

    private static func lines(_ bytes: UnsafeBufferPointer<UInt8>) -> [String] {
        bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private static func sets(_ values: UnsafeBufferPointer<UInt32>, limit: Int) -> [[UInt32]] {
        var sets: [[UInt32]] = []
        var position = 0
        while position < values.count {
            let end = min(position + 1 + Int(values[position]), values.count)
            sets.append(values[(position + 1)..<end].filter { $0 < limit })
            position = end
        }
        return sets
    }

    // MARK: Concepts

    /// Everything about a concept. Cost: some microseconds. `index` must be one of this vocabulary's.
    public func concept(_ index: ConceptIndex) throws(MetathesaurusError) -> Concept {
        precondition(index < conceptCount, "no such concept in this vocabulary")
        let definition = definitionStarts.count == 0 ? .max : try definitionStarts.at(Int(index))
        return Concept(
            cui: try cui(of: index), preferredName: try preferredName(of: index),
            semanticTypes: try semanticTypeIndices(of: index).map { semanticTypes[Int($0)] },
            sources: try sourceIndices(of: index).map { sources[Int($0)] },
            definition: definition == .max ? nil : try definitionText(Int(definition)))
    }

    /// The identifier of a concept.
    public func cui(of index: ConceptIndex) throws(MetathesaurusError) -> String {
        String(decoding: try identifier(Int(index)), as: UTF8.self)
    }

    /// The name to show for a concept.
    public func preferredName(of index: ConceptIndex) throws(MetathesaurusError) -> String {
        try names.name(at: Int(try namePositions.at(Int(try nameBounds.at(Int(index))))))
    }

    /// All names of a concept, the preferred one first.
    public func names(of index: ConceptIndex) throws(MetathesaurusError) -> [String] {
        precondition(index < conceptCount, "no such concept in this vocabulary")
        let start = Int(try nameBounds.at(Int(index)))
        let end = Int(try nameBounds.at(Int(index) + 1))
        var result: [String] = []
        for position in start..<max(start, end) {
            result.append(try names.name(at: Int(try namePositions.at(position))))
        }
        return result
    }

    /// Semantic types of a concept, as indices into ``semanticTypes``.
    public func semanticTypeIndices(of index: ConceptIndex) throws(MetathesaurusError) -> [UInt32] {
        try semanticTypeSlice(of: index)
    }

    @inline(__always)
    func semanticTypeSlice(of index: ConceptIndex) throws(MetathesaurusError) -> [UInt32] {
        let set = try set(of: index, 0)
        return set < typeSets.count ? typeSets[set] : []
    }

    /// The number of a concept's set of types (0) or sources (1).
    @inline(__always)
    private func set(of index: ConceptIndex, _ kind: Int) throws(MetathesaurusError) -> Int {
        let place = Int(try records.at(Int(index))) * 2 + kind
        return place < setPairs.count ? Int(setPairs[place]) : .max
    }

    private func sourceIndices(of index: ConceptIndex) throws(MetathesaurusError) -> [UInt32] {
        let set = try set(of: index, 1)
        return set < sourceSets.count ? sourceSets[set] : []
    }

    /// The concept with this identifier. Cost: a binary search.
    public func index(ofCUI cui: String) throws(MetathesaurusError) -> ConceptIndex? {
        let wanted = Array(cui.utf8)
        var low = 0
        var high = conceptCount
        while low < high {
            let middle = (low + high) / 2
            if try identifier(middle).lexicographicallyPrecedes(wanted) { low = middle + 1 } else { high = middle }
        }
        guard low < conceptCount, try identifier(low).elementsEqual(wanted) else { return nil }
        return ConceptIndex(low)
    }

    private func identifier(_ index: Int) throws(MetathesaurusError) -> UnsafeBufferPointer<UInt8> {
        if identifierEnds.count == 0 {
            let length = identifiers.count / conceptCount
            return try identifiers.slice(index * length, (index + 1) * length)
        }
        let start = Int(try identifierEnds.at(index))
        return try identifiers.slice(start, Int(try identifierEnds.at(index + 1)))
    }

    private func definitionText(_ offset: Int) throws(MetathesaurusError) -> String {
        var position = offset
        let length = try definitions.varint(&position)
        return String(decoding: try definitions.slice(position, position + length), as: UTF8.self)
    }

    // MARK: Names

    /// Names that start with `prefix`, case aside, in alphabetical order, different ones only.
    public func names(withPrefix prefix: String, limit: Int = 20) throws(MetathesaurusError) -> [String] {
        try names.names(withPrefix: prefix, limit: limit)
    }

    /// Checks the whole file now; afterwards nothing of it can turn out damaged.
    public func verify() throws(MetathesaurusError) {
        do throws(AhoCorasickError) { try file.verifyAll() } catch { throw .vocabulary(error) }
    }
}
