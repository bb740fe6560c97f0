import Digest
import Foundation

/// BERT's tokenizer: clean, split, lower-case, greedy longest match.
///
/// Ids and offsets are those of the reference `tokenizers` library on any input. The text is only ever text: a
/// literal `[SEP]` or `[MASK]` in it becomes brackets and letters, never a special token, so that no article can
/// forge the structure of the model's input. (The reference does the same when the special tokens are not
/// registered as added tokens; where they are, it cuts them out of the text first.) No special tokens are added
/// either. Bytes that are not UTF-8 count as U+FFFD each, which normalization removes.
public struct WordPieceTokenizer: Sendable {
    public let vocabulary: WordPieceVocabulary
    /// SHA-256, hexadecimal, of vocabulary and options: equal digests give equal ids on every text.
    public var digest: String {
        SHA256.hash(
            "wordpiece 1 \(vocabulary.digest) \(options.lowercase) \(options.stripAccents) "
                + "\(options.splitChineseCharacters)"
        ).hex
    }
    let options: NormalizationOptions
    let scalars: LazyScalarTable

    /// - Parameters:
    ///   - lowercase: `do_lower_case`.
    ///   - stripAccents: nil does as `lowercase`, as the reference.
    ///   - splitChineseCharacters: `tokenize_chinese_chars`.
    public init(
        vocabulary: WordPieceVocabulary, lowercase: Bool = true, stripAccents: Bool? = nil,
        splitChineseCharacters: Bool = true
    ) {
        self.vocabulary = vocabulary
        options = NormalizationOptions(
            lowercase: lowercase, stripAccents: stripAccents ?? lowercase,
            splitChineseCharacters: splitChineseCharacters)
        scalars = LazyScalarTable(options: options)
    }

    /// Loads `vocab.txt` and, where present, `tokenizer_config.json` (`do_lower_case`, `strip_accents`,
    /// `tokenize_chinese_chars`; absent ones are true, nil and true) from a model folder.
    ///
    /// - Throws: ``WordPieceError``.
    public init(folder: String) throws(WordPieceError) {
        let url = URL(fileURLWithPath: folder, isDirectory: true)
        let vocabulary = try WordPieceVocabulary(path: url.appendingPathComponent("vocab.txt").path)
        let configuration = try TokenizerConfiguration(path: url.appendingPathComponent("tokenizer_config.json").path)
        self.init(
            vocabulary: vocabulary, lowercase: configuration.lowercase, stripAccents: configuration.stripAccents,
            splitChineseCharacters: configuration.splitChineseCharacters)
    }

    /// Tokens of a text; offsets count UTF-8 bytes.
    public func encode(_ text: String) -> TokenizedText {
        var text = text
        var result = TokenizedText()
        text.withUTF8 { encode($0, into: &result) }
        return result
    }

    /// Appends the tokens of a text to `result`; offsets count from the text's first byte.
    ///
    /// Linear in the text, and without allocation once `result` has the capacity. Texts beyond two gigabytes, which
    /// 32-bit offsets cannot address, are cut there.
    public func encode(_ utf8: UnsafeBufferPointer<UInt8>, into result: inout TokenizedText) {
        guard let bytes = utf8.baseAddress else { return }
        let count = min(utf8.count, Int(Int32.max))
        // Kept until the end: the encoder has its pointers only.
        let table = isPlain(bytes, count) ? nil : scalars.table()
        defer { withExtendedLifetime(table) {} }
        var position = 0
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Encoder.wordCapacity) { word in
            guard let word = word.baseAddress else { return }
            while position < count {
                // English has a token every five bytes; what the guess falls short of takes another turn.
                let room = min((count - position) / 2, 1 << 16) + 2 * Encoder.reserve
                result.append(room: room) { sink in
                    let encoder = Encoder(
                        bytes: bytes, count: count, vocabulary: vocabulary.storage.table,
                        unknownID: vocabulary.unknownID, scalars: table?.view,
                        caseBits: options.lowercase ? 0x2020_2020_2020_2020 : 0, sink: sink,
                        limit: room - Encoder.reserve, word: word)
                    let (next, written) = encoder.run(from: position)
                    position = next
                    return written
                }
            }
        }
    }
}

/// Whether all bytes are printable ASCII.
private func isPlain(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var others: UInt8 = 0
    for index in 0..<count { others |= bytes[index] &- 0x20 < 0x5F ? 0 : 1 }
    return others == 0
}

/// What a `tokenizer_config.json` says about normalization.
struct TokenizerConfiguration: Equatable {
    var lowercase = true
    var stripAccents: Bool?
    var splitChineseCharacters = true

    /// The defaults where there is no such file.
    init(path: String) throws(WordPieceError) {
        guard FileManager.default.fileExists(atPath: path) else { return }
        let fields: [String: Any]
        do {
            let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
            guard let dictionary = object as? [String: Any] else {
                throw WordPieceError.badConfiguration(path: path, reason: "not a JSON object")
            }
            fields = dictionary
        } catch let error as WordPieceError {
            throw error
        } catch {
            throw .badConfiguration(path: path, reason: "not valid JSON; download it again")
        }
        func flag(_ name: String) throws(WordPieceError) -> Bool? {
            guard let value = fields[name], !(value is NSNull) else { return nil }
            guard let flag = value as? Bool else {
                throw .badConfiguration(path: path, reason: "“\(name)” is neither true, false nor null")
            }
            return flag
        }
        lowercase = try flag("do_lower_case") ?? true
        stripAccents = try flag("strip_accents")
        splitChineseCharacters = try flag("tokenize_chinese_chars") ?? true
    }
}
