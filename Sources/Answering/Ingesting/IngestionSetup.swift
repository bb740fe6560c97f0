import BERT
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
            let vocabulary = try ConceptVocabulary(path: workspace.vocabularyPath)
            // Matching touches all of the file: verifying it once is faster than page by page.
            try vocabulary.verify()
            matcher = ConceptMatcher(vocabulary: vocabulary)
            corrector = try Self.corrector(vocabulary, tokenizer.vocabulary, frequencyFiles)
        } catch let error as MetathesaurusError {
            throw .terms(error)
        } catch {
            throw AnsweringError(error)
        }
    }

    /// What mentions are tagged with.
    var tags: IngestTags {
        guard let vocabulary = matcher?.vocabulary else { return IngestTags(tokenizer: tokenizer.digest) }
        return IngestTags(tokenizer: tokenizer.digest, vocabulary: vocabulary.digest) { index in
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

    /// A dictionary of the vocabulary's words and the model's whole words, with the user's own counts on top.
    private static func corrector(
        _ vocabulary: ConceptVocabulary, _ tokens: WordPieceVocabulary, _ frequencyFiles: [String]
    ) throws -> SpellingCorrector {
        var builder = SpellingDictionary.Builder()
        for index in 0..<vocabulary.conceptCount {
            for name in try vocabulary.names(of: ConceptIndex(index)) { builder.addWords(of: name) }
        }
        for id in 0..<Int32(clamping: tokens.count) {
            guard let token = tokens.token(id), !token.hasPrefix("##"), !token.hasPrefix("[") else { continue }
            // Frequent words come first in WordPiece vocabularies: the place stands for a count.
            builder.add(token, count: UInt64(max(1, 2_000_000 / (Int(id) + 100))))
        }
        for path in frequencyFiles {
            guard let data = FileManager.default.contents(atPath: path) else {
                throw AnsweringError.file(path: path, reason: "cannot be read")
            }
            do { try data.withUnsafeBytes { try builder.addFrequencies($0.bindMemory(to: UInt8.self)) } } catch {
                throw AnsweringError.file(path: path, reason: "\(error)")
            }
        }
        return SpellingCorrector(dictionary: builder.build())
    }
}
