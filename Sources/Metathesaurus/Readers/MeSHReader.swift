/// Reads MeSH descriptors: the ASCII format (`*NEWRECORD`, `MH = …`) or XML (`DescriptorRecord`), told apart by the
/// first character. Names are the heading and its entry terms, also those of narrower concepts; semantic types come
/// from the record or, where it has none, from its tree numbers; the scope note is the definition.
struct MeSHReader {
    let path: String
    let collector: TermCollector

    /// What a record says, in either format.
    struct Record {
        var id = ""
        var heading = ""
        var entries: [(name: String, isMinor: Bool)] = []
        var types: [(tui: String, name: String)] = []
        var trees: [String] = []
        var note = ""
        var line = 0
    }

    func read() throws(MetathesaurusError) {
        guard collector.wants(source: "MSH") || collector.wants(source: "MESH") else {
            throw .nothingUseful(path: path, reason: "the sources chosen do not include MSH")
        }
        let before = collector.names.count
        var reader = try LineReader(path)
        var ascii = Record()
        var xml = MeSHXMLParser()
        var isXML: Bool?
        while let raw = try reader.next() {
            let line = raw.trimmingSpace()
            if line.isEmpty { continue }
            if isXML == nil { isXML = line[0] == 0x3C }
            guard line.isValidUTF8() else {
                collector.report.skip(.invalidUTF8, path, reader.number)
                continue
            }
            if isXML == true {
                xml.feed(line, line: reader.number) { finish($0) }
            } else {
                readField(line, reader.number, &ascii)
            }
        }
        if isXML != true { finish(ascii) }
        for _ in 0..<reader.skippedLines { collector.report.skip(.lineTooLong, path, reader.number) }
        if reader.isTruncated { collector.report.skip(.truncated, path, reader.number) }
        if collector.names.count == before {
            throw .nothingUseful(path: path, reason: "no descriptor with UI and heading passed the filters")
        }
    }

    private func readField(_ line: UnsafeBufferPointer<UInt8>, _ number: Int, _ record: inout Record) {
        if line.equals("*NEWRECORD") {
            if record.line > 0 { finish(record) }
            record = Record(line: number)
            return
        }
        guard let equals = line.firstIndex(of: " = ") else {
            collector.report.skip(.malformed, path, number, line.shown(0..<line.count))
            return
        }
        if record.line == 0 { record.line = number }
        let value = line.string((equals + 3)..<line.count)
        let tag = line.part(0..<equals)
        if tag.equals("UI") {
            record.id = value
        } else if tag.equals("MH") || tag.equals("NM") {
            record.heading = value
        } else if tag.equals("ENTRY") || tag.equals("PRINT ENTRY") || tag.equals("SY") {
            record.entries.append((String(value.prefix { $0 != "|" }), false))
        } else if tag.equals("ST") {
            record.types.append(SemanticTypes.parse(value))
        } else if tag.equals("MN") {
            record.trees.append(value)
        } else if tag.equals("MS") {
            record.note = value
        }
    }

    private func finish(_ record: Record) {
        guard record.line > 0 else { return }
        collector.report.rows += 1
        guard !record.id.isEmpty, !record.heading.isEmpty else {
            return collector.report.skip(.missingIdentifier, path, record.line, record.heading)
        }
        var id = record.id
        let concept = id.withUTF8 { collector.concept($0) }
        var types = record.types
        if types.isEmpty {
            let tuis = Set(record.trees.compactMap(SemanticTypes.ofMeSHTree))
            types = tuis.sorted().map { ($0, SemanticTypes.names[$0] ?? "") }
        }
        for type in types { collector.addType(concept, tui: type.tui, name: type.name) }
        let ranking = SourceRanking(preferred: collector.options.preferredSources)
        let source = collector.source("MSH")
        add(record.heading, concept, source, ranking.rank(source: "MSH", termType: "MH"), 0, false, record.line)
        for entry in record.entries where entry.name != record.heading {
            add(
                entry.name, concept, source, ranking.rank(source: "MSH", termType: "ET"), 1, entry.isMinor, record.line)
        }
        collector.setDefinition(concept, Array(record.note.utf8))
    }

    private func add(
        _ name: String, _ concept: Int, _ source: UInt32, _ rank: UInt32, _ preference: UInt32, _ isMinor: Bool,
        _ line: Int
    ) {
        var text = name
        let reason = text.withUTF8 {
            collector.addName(
                $0, to: concept, source: source, rank: rank, preference: preference << 24 | rank, isMinor: isMinor,
                canBeInverted: true)
        }
        if let reason { collector.report.skip(reason, path, line, String(name.prefix(80))) }
    }
}
