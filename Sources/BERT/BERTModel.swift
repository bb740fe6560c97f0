import Digest
import Foundation
import LinearAlgebra
import Safetensors
import WordPiece

/// A `BertForQuestionAnswering` and its tokenizer, ready to run and shared by any number of engines.
///
/// F32 weights stay in the mapped file: opening BERT-large costs milliseconds, and processes share its pages. So do I8
/// weights on a processor with byte products. Other types are expanded to F32 once, on all cores.
public final class BERTModel: Sendable {
    /// Shape of the encoder.
    public let configuration: BERTConfiguration
    /// The tokenizer of the folder's vocabulary.
    public let tokenizer: WordPieceTokenizer
    /// Identity of weights, configuration, vocabulary and calibration: what a stored answer depends on.
    ///
    /// SHA-256 over the small files, the header and a few bytes of every tensor, so that it costs milliseconds whatever
    /// the size of the model. It tells models apart; it does not prove that a file is undamaged.
    public let digest: String
    /// Last component of the folder's path.
    public let name: String
    /// How margins become probabilities.
    public let calibration: Calibration

    let weights: BERTWeights
    private let file: SafetensorsFile?
    private let memory: [AlignedBuffer]
    private let expansion: DeferredExpansion?

    /// Opens a model folder as downloaded: `config.json`, `vocab.txt`, `model.safetensors`, and where present
    /// `tokenizer_config.json` and `answer.json`.
    ///
    /// - Throws: ``BERTError`` that names the file, field or tensor at fault.
    public init(folder: String) throws(BERTError) {
        let root = URL(fileURLWithPath: folder, isDirectory: true)
        func path(_ name: String) -> String { root.appendingPathComponent(name).path }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw .unreadable(
                path: folder,
                reason: "no such folder; expected a folder with config.json, vocab.txt and model.safetensors")
        }
        configuration = try BERTConfiguration(path: path("config.json"))
        calibration = try Calibration(path: path("answer.json"))
        do { tokenizer = try WordPieceTokenizer(folder: folder) } catch {
            throw .vocabularyMismatch(path: folder, reason: "\(error)")
        }
        guard tokenizer.vocabulary.count <= configuration.vocabularySize else {
            throw .vocabularyMismatch(
                path: path("vocab.txt"),
                reason: "has \(tokenizer.vocabulary.count) tokens, config.json allows \(configuration.vocabularySize)")
        }
        let file: SafetensorsFile
        do { file = try SafetensorsFile(path: path("model.safetensors")) } catch {
            throw .unreadable(path: path("model.safetensors"), reason: error.description)
        }
        var loader = WeightLoader(file: file)
        let loaded = try loader.load(configuration)
        weights = loaded.weights
        memory = loaded.memory
        expansion = loaded.expansion
        self.file = file
        name = root.standardizedFileURL.lastPathComponent
        digest = Self.digest(
            of: file, tokenizer: tokenizer.digest,
            texts: [path("config.json"), path("answer.json")].map { FileManager.default.contents(atPath: $0) })
    }

    /// A model of the given shape with random weights (normal, standard deviation 0.02), for benchmarks and tests.
    ///
    /// - Throws: ``BERTError`` only if the built-in vocabulary cannot be made.
    public init(random configuration: BERTConfiguration, seed: UInt64 = 1) throws(BERTError) {
        self.configuration = configuration
        calibration = .identity
        do {
            let vocabulary = try WordPieceVocabulary(tokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
            tokenizer = WordPieceTokenizer(vocabulary: vocabulary)
        } catch { throw .vocabularyMismatch(path: "built-in vocabulary", reason: "\(error)") }
        let memory = AlignedBuffer(uninitializedCapacity: configuration.parameterCount)
        weights = RandomWeights(memory: memory, seed: seed).make(configuration)
        self.memory = [memory]
        expansion = nil
        file = nil
        name = "random"
        digest = SHA256.hash("random \(configuration) \(seed)").hex
    }

    /// How an engine computes with it unless told otherwise: results of the two differ in the third digit, so that what
    /// was kept of one must not pass for the other's.
    public var arithmetic: String { canUseIntegers ? "integers" : "floats" }

    /// Whether the encoder's matrices can be multiplied as the integers they are stored as, on this processor.
    var canUseIntegers: Bool { expansion != nil }

    /// Sees to it that the encoder's matrices can be read as floats.
    func expandWeights() { expansion?.run() }

    private static func digest(of file: SafetensorsFile, tokenizer: String, texts: [Data?]) -> String {
        var hash = SHA256()
        hash.update(tokenizer)
        for text in texts {
            let bytes = [UInt8](text ?? Data())
            hash.update("\(bytes.count)\n")
            hash.update(bytes)
        }
        for name in file.tensorNames {
            guard let view = try? file.tensor(named: name) else { continue }
            hash.update("\(name) \(view.type.rawValue) \(view.shape)\n")
            let bytes = view.bytes
            for part in 0..<4 {
                let start = bytes.count * part / 4
                hash.update(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 64, bytes.count)]))
            }
        }
        return hash.finalize().hex
    }
}
