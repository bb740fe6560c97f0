import Foundation

/// Reads the UMLS Rich Release Format: pipe-separated rows, the columns of the UMLS Reference Manual, chapter 3.
struct RRFReader {
    let folder: String
    let collector: TermCollector
    let progress: ((BuildProgress) -> Void)?

    func read() throws(MetathesaurusError) {
        guard let concepts = file("MRCONSO") else {
            throw .cannot(action: "find", path: folder + "/MRCONSO.RRF", reason: "neither it nor MRCONSO.RRF.gz exists")
        }
        if let types = file("MRSTY") { try readTypes(types) }
        let ranks = try file("MRRANK").map { path throws(MetathesaurusError) in try readRanks(path) }
        let before = collector.names.count
        try readNames(concepts, ranks: ranks)
        if collector.options.usesWordIndex, let words = file("MRXW_ENG") { try readWords(words) }
        if let definitions = file("MRDEF") { try readDefinitions(definitions) }
        if collector.names.count == before {
            throw .nothingUseful(path: concepts, reason: "no row passed the filters; see the report")
        }
    }

    private func file(_ table: String) -> String? {
        [".RRF", ".RRF.gz"].map { folder + "/" + table + $0 }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// CUI|TUI|STN|STY|ATUI|CVF
    private func readTypes(_ path: String) throws(MetathesaurusError) {
        var types = ColumnCache<(tui: String, name: String)>()
        try forEachRow(path, columns: 4) { line, fields, _ in
            let key = UnsafeBufferPointer(rebasing: line[fields[1].lowerBound..<fields[3].upperBound])
            let type = types.value(key) { _ in (line.string(fields[1]), line.string(fields[3])) }
            collector.addType(collector.concept(line.part(fields[0])), tui: type.tui, name: type.name)
        }
    }

    /// RANK|SAB|TTY|SUPPRESS; the highest rank is the most preferred.
    private func readRanks(_ path: String) throws(MetathesaurusError) -> [String: UInt32] {
        var ranks: [String: UInt32] = [:]
        try forEachRow(path, columns: 3) { line, fields, number in
            guard let rank = UInt32(line.string(fields[0])), rank < 1 << 20 else {
                collector.report.skip(.malformed, path, number, "rank \(line.string(fields[0]))")
                return
            }
            ranks[line.string(fields[1]) + "|" + line.string(fields[2])] = (1 << 20) - rank
        }
        return ranks
    }

    /// What the columns SAB and TTY together say.
    private struct AtomKind {
        var source: UInt32
        var rank: UInt32
        var isWanted: Bool
        var isGene: Bool
        var isPreferred: Bool
        var isInverted: Bool
    }

    /// CUI|LAT|TS|LUI|STT|SUI|ISPREF|AUI|SAUI|SCUI|SDUI|SAB|TTY|CODE|STR|SRL|SUPPRESS|CVF
    private func readNames(_ path: String, ranks: [String: UInt32]?) throws(MetathesaurusError) {
        let options = collector.options
        let ranking = SourceRanking(preferred: options.preferredSources)
        var languages = ColumnCache<Bool>()
        var kinds = ColumnCache<AtomKind>()
        try forEachRow(path, columns: 17) { line, fields, number in
            guard
                languages.value(
                    line.part(fields[1]), make: { options.languages.isEmpty || options.languages.contains($0) })
            else { return collector.report.skip(.otherLanguage, path, number, line.string(fields[1])) }
            if !options.keepsSuppressed, !line.part(fields[16]).equals("N"), !fields[16].isEmpty {
                return collector.report.skip(.suppressed, path, number, line.string(fields[14]))
            }
            let columns = UnsafeBufferPointer(rebasing: line[fields[11].lowerBound..<fields[12].upperBound])
            let kind = kinds.value(columns) { text in
                let parts = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
                let source = parts[0]
                let termType = parts.count > 1 ? parts[1] : ""
                return AtomKind(
                    source: collector.source(source),
                    rank: ranks.map { $0[text] ?? 1 << 20 } ?? ranking.rank(source: source, termType: termType),
                    isWanted: collector.wants(source: source), isGene: SourceRanking.isGene(source),
                    isPreferred: SourceRanking.level(termType) == 0, isInverted: source == "MSH" || source == "MESH")
            }
            guard kind.isWanted else {
                return collector.report.skip(.otherSource, path, number, line.string(fields[11]))
            }
            guard !fields[0].isEmpty else { return collector.report.skip(.missingIdentifier, path, number) }
            // Preferred form of the preferred term, the preferred atom of it, then the source's rank.
            let isPreferredTerm = line.part(fields[2]).equals("P")
            var preference: UInt32 = isPreferredTerm ? 0 : 4
            if !line.part(fields[4]).equals("PF") { preference += 2 }
            if !line.part(fields[6]).equals("Y") { preference += 1 }
            let reason = collector.addName(
                line.part(fields[14]), to: collector.concept(line.part(fields[0])), source: kind.source,
                rank: kind.rank, preference: preference << 24 | kind.rank,
                isMinor: !kind.isPreferred || kind.isGene, isGene: kind.isGene, canBeInverted: kind.isInverted)
            if let reason { collector.report.skip(reason, path, number, line.shown(fields[14])) }
        }
    }

    /// LAT|WD|CUI|LUI|SUI: words that lead to one concept only become minor names of it.
    private func readWords(_ path: String) throws(MetathesaurusError) {
        var concepts: [String: Int] = [:]
        try forEachRow(path, columns: 3) { line, fields, _ in
            guard fields[1].count >= 4, let concept = collector.knownConcept(line.part(fields[2])) else { return }
            let word = line.string(fields[1])
            if let known = concepts[word], known != concept { concepts[word] = -1 } else { concepts[word] = concept }
        }
        let source = collector.source("MRXW")
        for (word, concept) in concepts.sorted(by: { $0.key < $1.key }) where concept >= 0 {
            var bytes = word
            _ = bytes.withUTF8 {
                collector.addName(
                    $0, to: concept, source: source, rank: 1 << 21, preference: 8 << 24, isMinor: true)
            }
        }
    }

    /// CUI|AUI|ATUI|SATUI|SAB|DEF|SUPPRESS|CVF
    private func readDefinitions(_ path: String) throws(MetathesaurusError) {
        try forEachRow(path, columns: 6) { line, fields, number in
            let text = line.part(fields[5]).trimmingSpace()
            guard let concept = collector.knownConcept(line.part(fields[0])) else { return }
            guard text.isValidUTF8() else { return collector.report.skip(.invalidUTF8, path, number) }
            collector.setDefinition(concept, Array(text))
        }
    }

    private func forEachRow(
        _ path: String, columns: Int, _ body: (UnsafeBufferPointer<UInt8>, [Range<Int>], Int) -> Void
    ) throws(MetathesaurusError) {
        var reader = try LineReader(path)
        var fields: [Range<Int>] = []
        while let line = try reader.next() {
            if line.isEmpty { continue }
            collector.report.rows += 1
            line.split(on: 0x7C, into: &fields, limit: 18)
            guard fields.count >= columns else {
                collector.report.skip(.tooFewColumns, path, reader.number, line.shown(0..<line.count))
                continue
            }
            body(line, fields, reader.number)
            if reader.number & 0xFFFF == 0 { progress?(.reading(path: path, line: reader.number)) }
        }
        for _ in 0..<reader.skippedLines { collector.report.skip(.lineTooLong, path, reader.number) }
        if reader.isTruncated { collector.report.skip(.truncated, path, reader.number, "after line \(reader.number)") }
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// A part as text for a report: at most 80 bytes of it.
    func shown(_ range: Range<Int>) -> String {
        string(range.lowerBound..<Swift.min(range.upperBound, range.lowerBound + 80))
    }
}
