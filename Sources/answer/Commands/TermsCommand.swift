import Answering
import ArgumentParser
import Foundation
import Metathesaurus
import Store

struct TermsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terms",
        abstract: "Build the concept vocabulary and look into it.",
        discussion: """
            UMLS is licensed: bring your own files. Afterwards `answer ingest --rematch` finds the concepts in \
            articles that are in the store already.
            """,
        subcommands: [Build.self, Match.self, Show.self, Report.self]
    )

    struct Build: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Build the vocabulary from UMLS, OBO, MeSH or a table of your own; several are merged.")
        @Option(
            help: "Folder with MRCONSO.RRF and, where there, MRSTY, MRRANK, MRDEF, MRXW_ENG (repeatable).",
            completion: .directory)
        var rrf: [String] = []
        @Option(help: "OBO file (repeatable).", completion: .file()) var obo: [String] = []
        @Option(help: "MeSH descriptors, ASCII or XML (repeatable).", completion: .file()) var mesh: [String] = []
        @Option(help: "Tab-separated id, name, synonyms (|), semantic type (repeatable).", completion: .file())
        var tsv: [String] = []
        @Option(name: .customLong("semantic-types"), help: "Only these types: TUIs or names, separated by commas.")
        var semanticTypes: String?
        @Option(help: "Only these sources (SAB), separated by commas.") var sources: String?
        @Option(help: "Languages (LAT), separated by commas.") var languages = "ENG"
        @Option(name: .customLong("prefer"), help: "Sources whose concepts win for shared names, best first.")
        var preferred: String?
        @Option(
            name: .customLong("common-words"), help: "drop-minor, keep or drop: names that are ordinary English words.")
        var commonWords = CommonWordPolicy.dropMinorNames
        @Flag(name: .customLong("keep-suppressed"), help: "Keep suppressed and obsolete names.") var keepsSuppressed =
            false
        @Option(name: [.short, .long], help: "File to write (default: the store's vocabulary).", completion: .file())
        var out: String?
        @OptionGroup var output: OutputOptions
        @OptionGroup var data: DataOptions

        private struct Summary: Encodable {
            var path: String
            var digest: String
            var rows: Int
            var concepts: Int
            var names: Int
            var bytes: Int
            var seconds: Double
            var skipped: [String: Int]
        }

        mutating func validate() throws {
            if rrf.isEmpty, obo.isEmpty, mesh.isEmpty, tsv.isEmpty {
                throw ValidationError("name at least one of --rrf, --obo, --mesh, --tsv")
            }
        }

        func run() throws {
            let workspace = data.workspace(allowingDemo: false)
            var options = BuildOptions()
            options.languages = Self.set(languages)
            options.sources = Self.set(sources)
            options.semanticTypes = Self.set(semanticTypes)
            options.keepsSuppressed = keepsSuppressed
            options.preferredSources = preferred?.split(separator: ",").map(String.init) ?? []
            options.commonWords = commonWords
            if out == nil { try workspace.createStoreFolder() }
            let path = out ?? workspace.vocabularyPath
            let progress = ProgressLine("Building")
            let given: [TermSource] =
                rrf.map { .rrf(folder: $0) } + obo.map { .obo(path: $0) } + mesh.map { .mesh(path: $0) }
                + tsv.map { .tsv(path: $0) }
            let report = try VocabularyBuilder.build(sources: given, options: options, to: path) { state in
                switch state {
                case .reading(let path, let line):
                    progress.update(fraction: nil, detail: "\(path), line \(Format.count(line))")
                case .stage(let name): progress.update(fraction: nil, detail: name)
                }
            }
            progress.finish()
            let digest = try ConceptVocabulary(path: path).digest
            if output.json {
                let skipped = Dictionary(report.skipped.map { ($0.key.rawValue, $0.value) }, uniquingKeysWith: +)
                return try JSONOutput.print(
                    Summary(
                        path: path, digest: digest, rows: report.rows, concepts: report.concepts, names: report.names,
                        bytes: report.byteCount, seconds: report.seconds, skipped: skipped))
            }
            print(
                "\(Format.count(report.concepts)) concepts with \(Format.count(report.names)) names, "
                    + "\(Format.bytes(report.byteCount)), in \(Format.fixed(report.seconds, 2)) s: \(path)")
            for (reason, count) in report.skipped.sorted(by: { $0.value > $1.value }) {
                var line = "left out \(Format.count(count)): \(reason.rawValue)"
                if let sample = report.samples[reason]?.first { line += " (first at \(sample.file):\(sample.line))" }
                print("  " + line)
            }
        }

        private static func set(_ text: String?) -> Set<String> {
            Set(
                (text ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
                    !$0.isEmpty
                })
        }
    }

    /// A vocabulary file by itself, without a store.
    struct VocabularyOptions: ParsableArguments {
        @Option(help: "Vocabulary file (default: the store's).", completion: .file()) var vocabulary: String?
        @OptionGroup var output: OutputOptions
        @OptionGroup var data: DataOptions

        func open() throws -> ConceptVocabulary {
            let path = vocabulary ?? data.workspace().vocabularyPath
            guard FileManager.default.fileExists(atPath: path) else { throw AnsweringError.noVocabulary(path: path) }
            return try ConceptVocabulary(path: path)
        }
    }

    struct Match: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the concepts found in a text, with their places, types and other meanings.")
        @Argument(help: "The text.") var text: [String] = []
        @Option(help: "Time matching on the lines of this file instead.", completion: .file()) var bench: String?
        @Option(help: "Threads of --bench.") var threads = 1
        @OptionGroup var options: VocabularyOptions

        private struct Row: Encodable {
            var id: String
            var name: String
            var semanticTypes: [String]
            var text: String
            var start: Int
            var end: Int
            var negated: Bool
            var hedged: Bool
            var alternatives: [ConceptName]
        }

        func run() throws {
            let vocabulary = try options.open()
            let matcher = ConceptMatcher(vocabulary: vocabulary)
            if let bench {
                try vocabulary.verify()
                let result = try MatchingBenchmark.run(matcher, path: bench, threads: threads)
                if options.output.json { return try JSONOutput.print(result) }
                return print(
                    "\(Format.fixed(result.megabytesPerSecond, 1)) MB/s on \(result.threads) threads, "
                        + "\(Format.count(result.matches)) mentions")
            }
            guard !text.isEmpty else { throw ValidationError("a text is missing") }
            let input = text.joined(separator: " ")
            let bytes = Array(input.utf8)
            let rows = try matcher.matches(in: input).map { mention in
                let concept = try vocabulary.concept(mention.concept)
                return Row(
                    id: concept.cui, name: concept.preferredName,
                    semanticTypes: concept.semanticTypes.map(\.description),
                    text: String(decoding: bytes[mention.range], as: UTF8.self), start: Int(mention.start),
                    end: Int(mention.end), negated: mention.isNegated, hedged: mention.isHedged,
                    alternatives: try matcher.alternatives(of: mention).map {
                        ConceptName(id: try vocabulary.cui(of: $0), name: try vocabulary.preferredName(of: $0))
                    })
            }
            if options.output.json { try JSONOutput.print(rows) } else { rows.forEach(Self.show) }
            if rows.isEmpty { throw ExitCode.noAnswer }
        }

        private static func show(_ row: Row) {
            var line =
                "\(row.start)–\(row.end)\t\(row.text)\t\(row.id)\t\(row.name)\t\(row.semanticTypes.joined(separator: ", "))"
            if row.negated { line += "\tnegated" }
            if row.hedged { line += "\thedged" }
            if !row.alternatives.isEmpty { line += "\talso " + row.alternatives.map(\.id).joined(separator: ", ") }
            print(line)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a concept with its names.")
        @Argument(help: "Concept id.") var id: String
        @OptionGroup var options: VocabularyOptions

        private struct Detail: Encodable {
            var id: String
            var name: String
            var semanticTypes: [String]
            var sources: [String]
            var definition: String?
            var names: [String]
        }

        func run() throws {
            let vocabulary = try options.open()
            guard let index = try vocabulary.index(ofCUI: id) else { throw AnsweringError.unknownConcept(id) }
            let concept = try vocabulary.concept(index)
            let detail = Detail(
                id: concept.cui, name: concept.preferredName, semanticTypes: concept.semanticTypes.map(\.description),
                sources: concept.sources, definition: concept.definition, names: try vocabulary.names(of: index))
            if options.output.json { return try JSONOutput.print(detail) }
            print("\(detail.id)  \(Terminal.bold(detail.name))")
            print("types: \(detail.semanticTypes.joined(separator: ", "))")
            print("sources: \(detail.sources.joined(separator: ", "))")
            if let definition = detail.definition { print(Terminal.wrap(definition, indent: "  ")) }
            for name in detail.names { print("  \(name)") }
        }
    }

    struct Report: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Compare the vocabulary with the store: words without a concept, ambiguous names, unseen concepts.")
        @Option(help: "Rows of each list.") var limit = 20
        @OptionGroup var options: VocabularyOptions

        private struct Rows: Encodable {
            struct Word: Encodable {
                var word: String
                var count: Int
            }
            struct Name: Encodable {
                var name: String
                var count: Int
                var concepts: [ConceptName]
            }
            var sentences: Int
            var mentions: Int
            var contentWords: Int
            var matchedWords: Int
            var unmatched: [Word]
            var ambiguous: [Name]
            var unseenConcepts: Int
        }

        func run() throws {
            let vocabulary = try options.open()
            let store = try Store.existing(options.data.workspace())
            var usage = VocabularyUsage(matcher: ConceptMatcher(vocabulary: vocabulary))
            for key in try store.articleKeys() { try usage.add(store.sentences(ofArticle: key).map(\.text)) }
            let rows = Rows(
                sentences: usage.sentences, mentions: usage.mentionCount, contentWords: usage.contentWords,
                matchedWords: usage.matchedWords,
                unmatched: usage.unmatchedWords(limit: limit).map { .init(word: $0.word, count: $0.count) },
                ambiguous: try usage.ambiguousNames(limit: limit).map { name in
                    .init(
                        name: name.name, count: name.count,
                        concepts: try name.concepts.map {
                            ConceptName(id: try vocabulary.cui(of: $0), name: try vocabulary.preferredName(of: $0))
                        })
                }, unseenConcepts: usage.unseenConceptCount)
            if options.output.json { return try JSONOutput.print(rows) }
            let share = 100 * Double(rows.matchedWords) / Double(max(rows.contentWords, 1))
            print(
                "\(Format.count(rows.sentences)) sentences, \(Format.count(rows.mentions)) mentions, "
                    + "\(Format.fixed(share, 1)) % of content words in one; "
                    + "\(Format.count(rows.unseenConcepts)) concepts never seen")
            print("\nMost frequent words without a concept:")
            for word in rows.unmatched { print("  \(word.count)\t\(word.word)") }
            print("\nMost frequent ambiguous names:")
            for name in rows.ambiguous {
                print(
                    "  \(name.count)\t\(name.name)\t\(name.concepts.map { "\($0.name) (\($0.id))" }.joined(separator: ", "))"
                )
            }
        }
    }
}

extension CommonWordPolicy: ExpressibleByArgument {}
