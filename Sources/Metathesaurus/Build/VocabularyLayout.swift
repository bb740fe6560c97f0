import AhoCorasick
import Dispatch
import Foundation
import Synchronization

/// Lays collected terms out as the sections of a vocabulary file. `Vocabulary.md` describes them.
struct VocabularyLayout {
    static let fileKind: StaticString = "METATHES"
    static let fileVersion: UInt32 = 3
    /// In a pattern's entry: the rest is a position in the list of claims.
    static let severalFlag: UInt32 = 1 << 31
    /// In a claim's concept: no further claim of the pattern follows.
    static let lastFlag: UInt32 = 1 << 31
    /// In the concept of a pattern's first claim: no claim has a case rule, and in place of the first one's stands how
    /// many claims there are, so that a name of a thousand concepts costs no more than one of two.
    static let plainFlag: UInt32 = 1 << 30
    /// What is left of a claim's concept is its number.
    static let conceptMask = ~(lastFlag | plainFlag)

    /// Names below which another thread is not worth its start.
    private static let smallestPart = 4_096

    private let collector: TermCollector
    private let progress: ((BuildProgress) -> Void)?
    /// New number of each concept, in the order of identifiers; `UInt32.max` where it has no name.
    private var newNumber: [UInt32] = []
    /// Concepts in the file's order.
    private var order: [UInt32] = []

    init(_ collector: TermCollector, progress: ((BuildProgress) -> Void)?) throws(MetathesaurusError) {
        self.collector = collector
        self.progress = progress
        for (what, count, limit) in [
            ("concepts", collector.concepts.count, VocabularyLimits.concepts),
            ("names", collector.names.count, VocabularyLimits.names),
        ] where count >= limit {
            throw .tooMany(what: what, count: count, limit: limit)
        }
        orderConcepts()
    }

    private mutating func orderConcepts() {
        let concepts = collector.concepts
        let sorted = SequenceSorter.sortedBytes(count: concepts.count) { collector.identifier(of: $0) }
        newNumber = Array(repeating: .max, count: concepts.count)
        order.reserveCapacity(concepts.count)
        for old in sorted where concepts[Int(old)].bestName != .max {
            newNumber[Int(old)] = UInt32(truncatingIfNeeded: order.count)
            order.append(old)
        }
    }

    func write(to path: String) throws(MetathesaurusError) -> BuildReport {
        var report = collector.report
        report.concepts = order.count
        report.names = collector.names.count
        progress?(.stage("sorting names and building the automaton"))
        let patterns = Mutex<CollectedPatterns?>(collectPatterns())
        // The two halves share nothing but what they read.
        let names = Mutex<NameListWriter.Layout?>(nil)
        let matching = Mutex<Result<Matching, AhoCorasickError>?>(nil)
        nonisolated(unsafe) let layout = self
        DispatchQueue.concurrentPerform(iterations: 2) { half in
            if half == 0 {
                guard let patterns = patterns.withLock({ $0.take() }) else { return }
                let result = layout.matching(patterns)
                matching.withLock { $0 = result }
            } else {
                let result = NameListWriter(layout.collector).layout()
                names.withLock { $0 = result }
            }
        }
        if let words = matching.withLock({ try? $0?.get().sizes[2] }), words >= UInt64(VocabularyLimits.words) {
            throw .tooMany(what: "words", count: Int(words), limit: VocabularyLimits.words)
        }
        do throws(AhoCorasickError) {
            let writer = try PagedFileWriter(path: path, kind: Self.fileKind, version: Self.fileVersion)
            guard let names = names.withLock({ $0.take() }), let matching = matching.withLock({ $0.take() }) else {
                preconditionFailure("concurrentPerform runs every iteration")
            }
            progress?(.stage("writing"))
            try names.write(to: writer)
            try writeConcepts(names.positions, to: writer)
            try matching.get().write(to: writer, &report)
            try writer.finish()
        } catch {
            throw .vocabulary(error)
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        report.byteCount = (attributes?[.size] as? NSNumber)?.intValue ?? 0
        return report
    }

    // MARK: Matching

    /// Everything that searching needs, ready to be written.
    private struct Matching: Sendable {
        var sizes: [UInt64]
        var entries: [UInt32]
        var list: [UInt32]
        var slots: [UInt64]
        var starts: [UInt64]
        var automaton: Automaton
        var ambiguous: Int
        var skipped: [CollectedPatterns.Skipped]

        func write(to writer: PagedFileWriter, _ report: inout BuildReport) throws(AhoCorasickError) {
            report.states = automaton.stateCount
            report.patterns = automaton.patternCount
            report.words = Int(sizes[2])
            report.ambiguousPatterns = ambiguous
            for one in skipped { report.skip(one.reason, "names", 0, one.name) }
            try writer.section("vc.sizes", sizes)
            try writer.section("vc.pattn", entries)
            try writer.section("vc.claim", list)
            try writer.section("vc.words", slots)
            try writer.section("vc.start", starts)
            try automaton.write(to: writer)
        }
    }

    /// The patterns of all names, collected in parts that threads share; the parts make no difference to the result.
    private func collectPatterns() -> CollectedPatterns {
        let count = collector.names.count
        let parts = max(1, min(ProcessInfo.processInfo.activeProcessorCount, 4, count / Self.smallestPart))
        let collected = Mutex([CollectedPatterns?](repeating: nil, count: parts))
        nonisolated(unsafe) let collector = collector
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let names = collector.names[count * part / parts..<count * (part + 1) / parts]
            var patterns = PatternCollector(policy: collector.options.commonWords, expectedNames: names.count)
            collector.pool.withUnsafeBufferPointer { pool in
                for name in names { patterns.add(pool.part(name.offset..<name.offset + Int(name.length)), name) }
            }
            let found = patterns.take()
            collected.withLock { $0[part] = found }
        }
        var all = CollectedPatterns()
        for part in 0..<parts {
            guard let found = collected.withLock({ $0[part].take() }) else { continue }
            if part == 0 { all = found } else { all.append(found) }
        }
        return all
    }

    private func matching(_ patterns: consuming CollectedPatterns) -> Result<Matching, AhoCorasickError> {
        let skipped = patterns.skipped
        var (set, claims, words) = (patterns.patterns, patterns.claims, patterns.words)
        patterns = CollectedPatterns()
        let numbers = Self.numberWords(words, set)
        set.mapSymbols { numbers[Int($0)] }
        let slots = WordTable.slots(keys: words.normalKeys, ids: numbers)
        words = WordInterner()
        do throws(AhoCorasickError) {
            let (automaton, patternNumbers) = try Automaton.build(set, numbering: .state)
            set = PatternSet()
            let (entries, list, ambiguous) = Self.entries(
                claims, patternNumbers, count: automaton.patternCount, newNumber: newNumber)
            claims = []
            return .success(
                Matching(
                    sizes: [UInt64(order.count), UInt64(collector.names.count), UInt64(numbers.count)],
                    entries: entries, list: list, slots: slots, starts: StartFilterLayout.words(automaton),
                    automaton: automaton, ambiguous: ambiguous, skipped: skipped))
        } catch {
            return .failure(error)
        }
    }

    /// Final word ids: words that start a name come first, so that the root needs no table; frequent words before rare
    /// ones, so that what is used together lies together. Ids start at 1; 0 is an unknown word.
    private static func numberWords(_ words: WordInterner, _ patterns: PatternSet) -> [UInt32] {
        let count = words.normalKeys.count
        var isFirst = [Bool](repeating: false, count: count)
        for index in 0..<patterns.count { isFirst[Int(patterns.symbols[patterns.bounds[index]])] = true }
        let sorted = SequenceSorter.sorted(count: count, endMask: 0) { index, _ in
            (isFirst[index] ? 0 : 1 << 40) | UInt64(UInt32.max - words.counts[index])
        }
        var numbers = [UInt32](repeating: 0, count: count)
        for (position, word) in sorted.enumerated() { numbers[Int(word)] = UInt32(truncatingIfNeeded: position + 1) }
        return numbers
    }

    /// For each pattern its concept, or, where there are several or one with a case rule, a position in the list of
    /// claims. The list holds three words a claim: concept, case rule, rank; best rank first, the last one marked.
    private static func entries(
        _ claims: [PatternCollector.Claim], _ patternNumbers: [UInt32], count: Int, newNumber: [UInt32]
    ) -> (entries: [UInt32], list: [UInt32], ambiguous: Int) {
        // Claims grouped by pattern, by counting.
        var bounds = [UInt32](repeating: 0, count: count + 1)
        for number in patternNumbers { bounds[Int(number) + 1] += 1 }
        for pattern in 0..<count { bounds[pattern + 1] += bounds[pattern] }
        var next = bounds
        var grouped = [UInt32](repeating: 0, count: claims.count)
        for (claim, number) in patternNumbers.enumerated() {
            grouped[Int(next[Int(number)])] = UInt32(truncatingIfNeeded: claim)
            next[Int(number)] += 1
        }
        var entries: [UInt32] = []
        var list: [UInt32] = []
        var ambiguous = 0
        entries.reserveCapacity(count)
        var group: [PatternCollector.Claim] = []
        for pattern in 0..<count {
            group.removeAll(keepingCapacity: true)
            for position in bounds[pattern]..<bounds[pattern + 1] {
                add(claims[Int(grouped[Int(position)])], to: &group)
            }
            if group.count == 1, group[0].caseRule == 0 {
                entries.append(newNumber[Int(group[0].concept)])
                continue
            }
            group.sort { ($0.rank, newNumber[Int($0.concept)]) < ($1.rank, newNumber[Int($1.concept)]) }
            if group.contains(where: { $0.concept != group[0].concept }) { ambiguous += 1 }
            entries.append(Self.severalFlag | UInt32(truncatingIfNeeded: list.count / 3))
            let first = list.count
            for claim in group { list += [newNumber[Int(claim.concept)], claim.caseRule, claim.rank] }
            list[list.count - 3] |= Self.lastFlag
            if group.count > 1, group.allSatisfy({ $0.caseRule == 0 }) {
                list[first] |= Self.plainFlag
                list[first + 1] = UInt32(truncatingIfNeeded: group.count)
            }
        }
        return (entries, list, ambiguous)
    }

    /// Adds a claim unless the concept claims the pattern already under the same or a laxer rule.
    private static func add(_ claim: PatternCollector.Claim, to group: inout [PatternCollector.Claim]) {
        var rank = claim.rank
        for index in group.indices.reversed() where group[index].concept == claim.concept {
            if group[index].caseRule == claim.caseRule || group[index].caseRule == 0 {
                group[index].rank = min(group[index].rank, rank)
                return
            }
            if claim.caseRule == 0 {
                rank = min(rank, group[index].rank)
                group.remove(at: index)
            }
        }
        group.append(PatternCollector.Claim(concept: claim.concept, caseRule: claim.caseRule, rank: rank))
    }

    // MARK: Concepts

    private func writeConcepts(_ namePositions: [UInt32], to writer: PagedFileWriter) throws(AhoCorasickError) {
        // Positions of each concept's names, the preferred one first.
        var bounds = [UInt32](repeating: 0, count: order.count + 1)
        for name in collector.names { bounds[Int(newNumber[Int(name.concept)]) + 1] += 1 }
        for concept in 0..<order.count { bounds[concept + 1] += bounds[concept] }
        var positions = [UInt32](repeating: 0, count: collector.names.count)
        var next = bounds
        for (index, name) in collector.names.enumerated() {
            let concept = Int(newNumber[Int(name.concept)])
            let isBest = collector.concepts[Int(name.concept)].bestName == UInt32(index)
            let first = Int(bounds[concept])
            if isBest, next[concept] != bounds[concept] {
                positions[Int(next[concept])] = positions[first]
                positions[first] = namePositions[index]
            } else {
                positions[Int(next[concept])] = namePositions[index]
            }
            next[concept] += 1
        }
        try writer.section("vc.cname", bounds)
        try writer.section("vc.namps", positions)

        var records: [UInt32] = []
        var sets: [UInt64: UInt32] = [:]
        var pairs: [UInt32] = []
        var identifiers: [UInt8] = []
        var identifierEnds: [UInt32] = [0]
        var definitions: [UInt8] = []
        var definitionStarts: [UInt32] = []
        records.reserveCapacity(order.count)
        identifierEnds.reserveCapacity(order.count + 1)
        if !collector.definitions.isEmpty { definitionStarts.reserveCapacity(order.count) }
        for old in order {
            let concept = collector.concepts[Int(old)]
            if !collector.definitions.isEmpty {
                var definition = UInt32.max
                if concept.definition >= 0, definitions.count < Int(UInt32.max) - 1 << 24 {
                    definition = UInt32(truncatingIfNeeded: definitions.count)
                    definitions.append(varint: collector.definitions[Int(concept.definition)].count)
                    definitions += collector.definitions[Int(concept.definition)]
                }
                definitionStarts.append(definition)
            }
            // Few pairs of sets serve all concepts.
            let pair = UInt64(concept.typeSet) << 32 | UInt64(concept.sourceSet)
            if sets[pair] == nil {
                sets[pair] = UInt32(truncatingIfNeeded: pairs.count / 2)
                pairs += [concept.typeSet, concept.sourceSet]
            }
            records.append(sets[pair] ?? 0)
            identifiers += collector.identifier(of: Int(old))
            identifierEnds.append(UInt32(truncatingIfNeeded: identifiers.count))
        }
        let length = order.isEmpty ? 0 : identifiers.count / order.count
        let isUniform = identifierEnds.enumerated().allSatisfy { Int($1) == $0 * length }
        try writer.section("vc.recds", records)
        try writer.section("vc.pairs", pairs)
        try writer.section("vc.defps", definitionStarts)
        try writer.section("vc.idend", isUniform ? [] : identifierEnds)
        try writer.section("vc.ident", identifiers)
        try writer.section("vc.defin", definitions)
        try writer.section("vc.types", Self.text(collector.types.values))
        try writer.section("vc.tsets", Self.sets(collector.typeSets.values))
        try writer.section("vc.srces", Self.text(collector.sources.values))
        try writer.section("vc.ssets", Self.sets(collector.sourceSets.values))
    }

    /// Strings, each with a line feed after it.
    private static func text(_ values: [String]) -> [UInt8] {
        values.flatMap { Array($0.utf8.filter { $0 != 0x0A }) + [0x0A] }
    }

    /// Sets, each as its size and its members.
    private static func sets(_ values: [[UInt32]]) -> [UInt32] {
        values.flatMap { [UInt32(truncatingIfNeeded: $0.count)] + $0 }
    }
}

extension [UInt8] {
    /// Appends an unsigned number, seven bits a byte, low bits first.
    mutating func append(varint value: Int) {
        var rest = UInt(bitPattern: value)
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }
}

extension SequenceSorter {
    /// Indices of byte strings without NUL in ascending order.
    static func sortedBytes(count: Int, _ bytes: (Int) -> ArraySlice<UInt8>) -> [UInt32] {
        sorted(count: count, endMask: 0xFF) { index, step in
            let string = bytes(index)
            var key: UInt64 = 0
            let start = string.startIndex + step * 8
            for position in start..<(start + 8) {
                key = key << 8 | (position < string.endIndex ? UInt64(string[position]) : 0)
            }
            return key
        }
    }
}
