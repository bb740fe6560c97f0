/// Reads a user's table: `id`, `name`, `synonyms` (separated by `|` or `;`), `semantic type` (TUI, name, or
/// `TUI|name`), with tabs between. A header line, empty lines and lines starting with `#` are passed over.
struct TSVReader {
    let path: String
    let collector: TermCollector

    func read() throws(MetathesaurusError) {
        var reader = try LineReader(path)
        var fields: [Range<Int>] = []
        let sourceName = "TSV"
        let source = collector.source(sourceName)
        let rank = SourceRanking(preferred: collector.options.preferredSources).rank(source: sourceName, termType: "PT")
        let before = collector.names.count
        while let line = try reader.next() {
            if line.isEmpty || line[0] == 0x23 { continue }
            line.split(on: 0x09, into: &fields, limit: 5)
            if reader.number == 1, line.part(fields[0]).trimmingSpace().equals("id") { continue }
            collector.report.rows += 1
            guard fields.count >= 2 else {
                collector.report.skip(.tooFewColumns, path, reader.number, line.shown(0..<line.count))
                continue
            }
            guard line.isValidUTF8() else {
                collector.report.skip(.invalidUTF8, path, reader.number)
                continue
            }
            let identifier = line.part(fields[0]).trimmingSpace()
            guard !identifier.isEmpty, identifier.count <= VocabularyLimits.longestName else {
                collector.report.skip(.missingIdentifier, path, reader.number)
                continue
            }
            let concept = collector.concept(identifier)
            if fields.count >= 4 {
                let type = SemanticTypes.parse(line.string(fields[3]))
                if !type.name.isEmpty || !type.tui.isEmpty {
                    collector.addType(concept, tui: type.tui, name: type.name)
                }
            }
            add(line.part(fields[1]), concept, source, rank, 0, reader.number)
            guard fields.count >= 3 else { continue }
            let synonyms = line.part(fields[2])
            var start = 0
            for position in 0...synonyms.count
            where position == synonyms.count || synonyms[position] == 0x7C || synonyms[position] == 0x3B {
                let synonym = synonyms.part(start..<position)
                if !synonym.trimmingSpace().isEmpty { add(synonym, concept, source, rank, 1, reader.number) }
                start = position + 1
            }
        }
        for _ in 0..<reader.skippedLines { collector.report.skip(.lineTooLong, path, reader.number) }
        if reader.isTruncated { collector.report.skip(.truncated, path, reader.number) }
        if collector.names.count == before {
            throw .nothingUseful(path: path, reason: "expected id, name, synonyms and semantic type between tabs")
        }
    }

    private func add(
        _ name: UnsafeBufferPointer<UInt8>, _ concept: Int, _ source: UInt32, _ rank: UInt32, _ preference: UInt32,
        _ line: Int
    ) {
        // The user's own list: none of its names is minor.
        let reason = collector.addName(
            name, to: concept, source: source, rank: rank, preference: preference << 24, isMinor: false)
        if let reason { collector.report.skip(reason, path, line, name.shown(0..<name.count)) }
    }
}
