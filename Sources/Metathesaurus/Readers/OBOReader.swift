/// Reads `[Term]` stanzas of an OBO file (versions 1.2 and 1.4): id, name, synonym, def, xref, is_obsolete.
///
/// A term that names exactly one UMLS concept in its cross-references joins that concept where an earlier source has
/// it; otherwise the term's own id is the concept. Links between terms are not followed, so cycles do no harm.
struct OBOReader {
    let path: String
    let collector: TermCollector

    private struct Term {
        var id = ""
        var name: [UInt8] = []
        var synonyms: [(text: [UInt8], preference: UInt32, isMinor: Bool)] = []
        var definition: [UInt8] = []
        var crossReferences: Set<String> = []
        var isObsolete = false
        var line = 0
    }

    func read() throws(MetathesaurusError) {
        var reader = try LineReader(path)
        var term: Term?
        let before = collector.names.count
        while let raw = try reader.next() {
            let line = raw.trimmingSpace()
            if line.isEmpty { continue }
            if line[0] == 0x5B {
                finish(term)
                term = line.equals("[Term]") ? Term(line: reader.number) : nil
                continue
            }
            guard term != nil else { continue }
            guard line.isValidUTF8() else {
                collector.report.skip(.invalidUTF8, path, reader.number)
                continue
            }
            guard let colon = line.firstIndex(of: 0x3A) else {
                collector.report.skip(.malformed, path, reader.number, line.shown(0..<line.count))
                continue
            }
            let value = line.part((colon + 1)..<line.count).trimmingSpace()
            let tag = line.part(0..<colon)
            if tag.equals("id") {
                term?.id = String(decoding: value, as: UTF8.self)
            } else if tag.equals("name") {
                term?.name = Self.unescaped(value)
            } else if tag.equals("synonym") {
                guard let (text, rest) = Self.quoted(value) else {
                    collector.report.skip(.malformed, path, reader.number, line.shown(0..<line.count))
                    continue
                }
                // An abbreviation or a word that only relates to the term is a weak name.
                let isMinor = rest.contains("RELATED") || rest.contains("BROAD") || rest.contains("abbreviation")
                if !rest.contains("BROAD") {
                    term?.synonyms.append((text, rest.contains("EXACT") ? 1 : 2, isMinor))
                }
            } else if tag.equals("def") {
                if let (text, _) = Self.quoted(value) { term?.definition = text }
            } else if tag.equals("xref"), value.hasPrefix("UMLS") {
                let parts = String(decoding: value, as: UTF8.self).split(separator: ":")
                if parts.count > 1 { term?.crossReferences.insert(String(parts[1].prefix { !$0.isWhitespace })) }
            } else if tag.equals("is_obsolete"), value.equals("true") {
                term?.isObsolete = true
            }
        }
        finish(term)
        for _ in 0..<reader.skippedLines { collector.report.skip(.lineTooLong, path, reader.number) }
        if reader.isTruncated { collector.report.skip(.truncated, path, reader.number) }
        if collector.names.count == before {
            throw .nothingUseful(path: path, reason: "no [Term] with an id and a name passed the filters")
        }
    }

    private func finish(_ term: Term?) {
        guard let term else { return }
        collector.report.rows += 1
        guard !term.id.isEmpty else { return collector.report.skip(.missingIdentifier, path, term.line) }
        if term.isObsolete, !collector.options.keepsSuppressed {
            return collector.report.skip(.suppressed, path, term.line, term.id)
        }
        let prefix = String(term.id.prefix { $0 != ":" })
        let sourceName = prefix == "HP" ? "HPO" : prefix.uppercased()
        guard collector.wants(source: sourceName) || collector.wants(source: prefix) else {
            return collector.report.skip(.otherSource, path, term.line, prefix)
        }
        let concept = concept(of: term)
        if let tui = SemanticTypes.ofOntology(prefix) {
            collector.addType(concept, tui: tui, name: SemanticTypes.names[tui] ?? "")
        }
        let source = collector.source(sourceName)
        let ranking = SourceRanking(preferred: collector.options.preferredSources)
        let isGene = SourceRanking.isGene(sourceName)
        add(
            term.name, concept, source, ranking.rank(source: sourceName, termType: "PT"), 0, isMinor: isGene,
            isGene: isGene, term.line)
        for synonym in term.synonyms {
            let rank = ranking.rank(source: sourceName, termType: "SY")
            add(synonym.text, concept, source, rank, synonym.preference, isMinor: true, isGene: isGene, term.line)
        }
        collector.setDefinition(concept, term.definition)
    }

    private func concept(of term: Term) -> Int {
        if term.crossReferences.count == 1, var umls = term.crossReferences.first,
            let known = umls.withUTF8({ collector.knownConcept($0) })
        {
            return known
        }
        var id = term.id
        return id.withUTF8 { collector.concept($0) }
    }

    private func add(
        _ name: [UInt8], _ concept: Int, _ source: UInt32, _ rank: UInt32, _ preference: UInt32, isMinor: Bool,
        isGene: Bool, _ line: Int
    ) {
        let reason = name.withUnsafeBufferPointer {
            collector.addName(
                $0, to: concept, source: source, rank: rank, preference: preference << 24 | rank, isMinor: isMinor,
                isGene: isGene)
        }
        if let reason {
            collector.report.skip(reason, path, line, String(decoding: name.prefix(80), as: UTF8.self))
        }
    }

    /// The text between the first pair of double quotes, and what follows.
    private static func quoted(_ value: UnsafeBufferPointer<UInt8>) -> ([UInt8], String)? {
        guard value.first == 0x22 else { return nil }
        var position = 1
        while position < value.count, value[position] != 0x22 { position += value[position] == 0x5C ? 2 : 1 }
        guard position < value.count else { return nil }
        return (unescaped(value.part(1..<position)), value.string((position + 1)..<value.count))
    }

    /// Backslash escapes resolved; a comment that follows ` ! ` is no part of a name.
    private static func unescaped(_ value: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        while position < value.count {
            if value[position] == 0x5C, position + 1 < value.count {
                position += 1
                switch value[position] {
                case 0x6E, 0x57, 0x74: result.append(0x20)
                default: result.append(value[position])
                }
            } else {
                result.append(value[position])
            }
            position += 1
        }
        return result
    }
}
