import BERT
import Digest
import Foundation
import Language
import Metathesaurus
import Store
import WordPiece

extension Ingestion {
    /// Opens what an ingest needs: the store (made if there is none), the model's tokenizer and the vocabulary.
    ///
    /// - Parameters:
    ///   - model: folder of the model whose token ids are stored.
    ///   - frequencyFiles: word counts ("word count" lines) that the spelling dictionary takes in beside its own.
    public init(
        workspace: Workspace, model: String, options: IngestOptions, frequencyFiles: [String] = []
    ) throws(AnsweringError) {
        try workspace.createStoreFolder()
        do { store = try Store(path: workspace.storePath, mode: .readWrite) } catch { throw .store(error) }
        self.options = options
        let tools = try PreparationTools(workspace: workspace, model: model, frequencyFiles: frequencyFiles)
        preparer = tools.preparer(languages: options.languages)
        tags = tools.tags
    }

    /// For a store that is open already.
    init(store: Store, tools: PreparationTools, options: IngestOptions) {
        self.store = store
        self.options = options
        preparer = tools.preparer(languages: options.languages)
        tags = tools.tags
    }
}

/// The tokenizer, the vocabulary and the spelling dictionary that articles are prepared with.
struct PreparationTools: Sendable {
    let tokenizer: WordPieceTokenizer
    let matcher: ConceptMatcher?
    let corrector: SpellingCorrector?
    /// Of the words learned from the corpus; nil where none were.
    private var learnedWords: SHA256Digest?

    init(workspace: Workspace, model: String, frequencyFiles: [String] = []) throws(AnsweringError) {
        do { tokenizer = try WordPieceTokenizer(folder: model) } catch {
            throw .file(path: model, reason: error.description)
        }
        guard FileManager.default.fileExists(atPath: workspace.vocabularyPath) else {
            matcher = nil
            corrector = nil
            return
        }
        do {
            let learned = FileManager.default.contents(atPath: workspace.learnedWordsPath)
            learnedWords = learned.map { SHA256.hash(Array($0)) }
            let files = frequencyFiles + (learned == nil ? [] : [workspace.learnedWordsPath])
            let vocabulary = try ConceptVocabulary(path: workspace.vocabularyPath)
            // Matching touches all of the file: verifying it once is faster than page by page.
            try vocabulary.verify()
            matcher = ConceptMatcher(vocabulary: vocabulary)
            corrector = SpellingCorrector(
                dictionary: try Self.dictionary(workspace, vocabulary, tokenizer.vocabulary, files))
        } catch let error as MetathesaurusError {
            throw .terms(error)
        } catch {
            throw AnsweringError(error)
        }
    }

    /// What mentions are tagged with: the vocabulary, and the learned words, which also decide what is found.
    var tags: IngestTags {
        guard let vocabulary = matcher?.vocabulary else { return IngestTags(tokenizer: tokenizer.digest) }
        let origin = learnedWords.map { "\(vocabulary.digest) words \($0.hex.prefix(16))" } ?? vocabulary.digest
        return IngestTags(tokenizer: tokenizer.digest, vocabulary: origin) { index in
            // A page that turns out damaged here was verified when the run began.
            guard let concept = try? vocabulary.concept(index) else {
                return ConceptRecord(cui: "?\(index)", name: "?")
            }
            return ConceptRecord(
                cui: concept.cui, name: concept.preferredName,
                semanticTypes: concept.semanticTypes.map { SemanticTypeRecord(tui: $0.tui, name: $0.name) })
        }
    }

    func preparer(languages: Set<String>?) -> ArticlePreparer {
        ArticlePreparer(tokenizer: tokenizer, matcher: matcher, corrector: corrector, languages: languages)
    }

    /// A dictionary of the vocabulary's words and the model's whole words, with the user's own counts on top. It is kept
    /// in a file: making it takes as long as reading a hundred articles.
    ///
    /// The words of the corpus come in through the frequency file that ``Ingestion/learnWords(for:progress:isCancelled:)``
    /// makes when it is asked to. Counted on the way, they would make what is found in an article depend on those that
    /// came before it, and a run that was killed and done again would give another store. They undo 2 more of 100
    /// mistakes (`Tools/compare/spelling`).
    private static func dictionary(
        _ workspace: Workspace, _ vocabulary: ConceptVocabulary, _ tokens: WordPieceVocabulary,
        _ frequencyFiles: [String]
    ) throws -> SpellingDictionary {
        var digest = SHA256()
        digest.update(Array("spelling 1 \(vocabulary.digest) \(tokens.digest)".utf8))
        var counts: [(path: String, data: Data)] = []
        for path in frequencyFiles {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw AnsweringError.file(path: path, reason: "cannot be read")
            }
            digest.update(SHA256.hash(Array(data)).bytes)
            counts.append((path, data))
        }
        let path = workspace.spellingPath(digest: String(digest.finalize().hex.prefix(16)))
        // A file that is damaged is made anew.
        if let kept = try? SpellingDictionary(path: path) { return kept }
        var builder = SpellingDictionary.Builder()
        for index in 0..<vocabulary.conceptCount {
            for name in try vocabulary.names(of: ConceptIndex(index)) { builder.addWords(of: name) }
        }
        for id in 0..<Int32(clamping: tokens.count) {
            guard let token = tokens.token(id), !token.hasPrefix("##"), !token.hasPrefix("[") else { continue }
            // Frequent words come first in WordPiece vocabularies: the place stands for a count.
            builder.add(token, count: UInt64(max(1, 2_000_000 / (Int(id) + 100))))
        }
        for (path, data) in counts {
            do { try data.withUnsafeBytes { try builder.addFrequencies($0.bindMemory(to: UInt8.self)) } } catch {
                throw AnsweringError.file(path: path, reason: "\(error)")
            }
        }
        let dictionary = builder.build()
        keep(dictionary, at: path)
        return dictionary
    }

    /// Keeps the dictionary for the next time in place of older ones. Where that fails, as on a full disk, it is made
    /// again the next time, and whoever needs the room will say so.
    private static func keep(_ dictionary: SpellingDictionary, at path: String) {
        let url = URL(fileURLWithPath: path)
        let folder = url.deletingLastPathComponent()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix("spelling-") && name != url.lastPathComponent {
            try? FileManager.default.removeItem(at: folder.appendingPathComponent(name))
        }
        try? dictionary.write(to: path)
    }
}
