import Foundation

/// The tokens of a BERT model: a `vocab.txt`, one token a line, the line's number is the id.
///
/// Loading 30,522 tokens takes about two milliseconds, digest included; memory is the text and a hash table of 16 bytes a
/// slot. Where a token is listed twice, the later line counts, as in the reference.
public struct WordPieceVocabulary: Sendable {
    let storage: VocabularyStorage
    /// SHA-256, hexadecimal, of the tokens joined by line feeds.
    public let digest: String
    /// `[UNK]`
    public let unknownID: TokenID
    /// `[CLS]`
    public let classificationID: TokenID
    /// `[SEP]`
    public let separatorID: TokenID
    /// `[PAD]`, which some vocabularies do without.
    public let paddingID: TokenID?

    /// More tokens than this are refused.
    public static let tokenLimit = 1_000_000

    /// Reads a `vocab.txt`.
    ///
    /// - Throws: ``WordPieceError`` when it cannot be read, is not UTF-8, is empty, too long, or lacks `[UNK]`,
    ///   `[CLS]` or `[SEP]`.
    public init(path: String) throws(WordPieceError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw .cannotRead(path: path, reason: (error as NSError).localizedDescription)
        }
        var result: Result<WordPieceVocabulary, WordPieceError> = .failure(.emptyVocabulary(path: path))
        data.withUnsafeBytes { bytes in
            let text = bytes.bindMemory(to: UInt8.self)
            result = Result { () throws(WordPieceError) in try WordPieceVocabulary(lines: text, path: path) }
        }
        self = try result.get()
    }

    /// - Throws: as ``init(path:)``.
    public init(tokens: [String]) throws(WordPieceError) {
        let path = "vocabulary"
        var blob: [UInt8] = []
        var offsets: [Int32] = [0]
        for token in tokens.prefix(Self.tokenLimit) {
            blob.append(contentsOf: token.utf8)
            guard let end = Int32(exactly: blob.count) else {
                throw .cannotRead(path: path, reason: "more than two gigabytes of tokens")
            }
            offsets.append(end)
        }
        try self.init(blob: blob, offsets: offsets, count: tokens.count, path: path)
    }

    private init(lines text: UnsafeBufferPointer<UInt8>, path: String) throws(WordPieceError) {
        guard text.count <= Int32.max else { throw .cannotRead(path: path, reason: "larger than two gigabytes") }
        var blob: [UInt8] = []
        blob.reserveCapacity(text.count)
        var offsets: [Int32] = [0]
        offsets.reserveCapacity(32_768)
        var count = 0
        var start = 0
        while start < text.count {
            let line = UnsafeBufferPointer(rebasing: text[start...].prefix { $0 != 0x0A })
            start += line.count + 1
            count += 1
            guard count <= Self.tokenLimit else { continue }
            guard let trimmed = trimmedEnd(line) else { throw .notUTF8(path: path, line: count) }
            blob.append(contentsOf: line[..<trimmed])
            offsets.append(Int32(truncatingIfNeeded: blob.count))
        }
        try self.init(blob: blob, offsets: offsets, count: count, path: path)
    }

    private init(blob: [UInt8], offsets: [Int32], count: Int, path: String) throws(WordPieceError) {
        guard !blob.isEmpty else { throw .emptyVocabulary(path: path) }
        guard count <= Self.tokenLimit else {
            throw .tooManyTokens(path: path, count: count, limit: Self.tokenLimit)
        }
        let table = VocabularyTable(blob: blob, offsets: offsets)
        storage = VocabularyStorage(table)
        func special(_ token: String) throws(WordPieceError) -> TokenID {
            guard let id = table.id(ofToken: token) else { throw .missingToken(path: path, token: token) }
            return id
        }
        unknownID = try special("[UNK]")
        classificationID = try special("[CLS]")
        separatorID = try special("[SEP]")
        paddingID = table.id(ofToken: "[PAD]")
        digest = table.digest()
    }

    /// Number of tokens, equal ones counted twice.
    public var count: Int { storage.table.count }

    /// The token as the vocabulary writes it (`##` before a continuation); nil outside the vocabulary.
    public func token(_ id: TokenID) -> String? { storage.table.token(id) }

    /// The id of exactly this token.
    public func id(of token: String) -> TokenID? { storage.table.id(ofToken: token) }
}

/// Length of the line without white space at its end; nil where it is not UTF-8.
private func trimmedEnd(_ line: UnsafeBufferPointer<UInt8>) -> Int? {
    if line.allSatisfy({ $0 < 0x80 }) {
        var end = line.count
        while end > 0, line[end - 1] == 0x20 || (0x09...0x0D).contains(line[end - 1]) { end -= 1 }
        return end
    }
    guard let text = String(validating: line, as: UTF8.self) else { return nil }
    let kept = text.unicodeScalars.reversed().drop { $0.properties.isWhitespace }
    return kept.reduce(0) { $0 + UTF8.width($1) }
}
