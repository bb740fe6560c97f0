import Foundation

/// The tokens of a BERT model: a `vocab.txt`, one token a line, the line's number is the id.
///
/// Loading 30,522 tokens takes about two milliseconds, digest included; memory is the text and a hash table of 16 bytes a
/// slot. Where a token is listed twice, the later line counts, as in the reference.
public struct WordPieceVocabulary: Sendable {
    let storage: VocabularyStorage
    /// SHA-256, hexadecimal, of the tokens joined by line feeds. The first use costs a millisecond or two.
    public var digest: String { storage.digest }
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
            blob.append(0x0A)
            guard let next = Int32(exactly: blob.count) else {
                throw .cannotRead(path: path, reason: "more than two gigabytes of tokens")
            }
            offsets.append(next)
        }
        try self.init(blob: blob, offsets: offsets, count: tokens.count, path: path)
    }

    private init(lines text: UnsafeBufferPointer<UInt8>, path: String) throws(WordPieceError) {
        guard text.count < Int32.max else { throw .cannotRead(path: path, reason: "larger than two gigabytes") }
        guard String(validating: text, as: UTF8.self) != nil else {
            throw .notUTF8(path: path, line: firstBadLine(text))
        }
        var offsets: [Int32] = [0]
        offsets.reserveCapacity(32_768)
        var count = 0
        let blob = [UInt8](unsafeUninitializedCapacity: text.count + 1) { blob, length in
            guard let source = text.baseAddress, let target = blob.baseAddress else { return }
            var start = 0
            while start < text.count {
                let feed = memchr(source + start, 0x0A, text.count - start)
                let end = feed.map { UnsafeRawPointer($0) - UnsafeRawPointer(source) } ?? text.count
                count += 1
                if count <= Self.tokenLimit {
                    let kept = trimmedEnd(text, start, end) - start
                    memcpy(target + length, source + start, kept)
                    length += kept
                    target[length] = 0x0A
                    length += 1
                    offsets.append(Int32(truncatingIfNeeded: length))
                }
                start = end + 1
            }
        }
        try self.init(blob: blob, offsets: offsets, count: count, path: path)
    }

    private init(blob: [UInt8], offsets: [Int32], count: Int, path: String) throws(WordPieceError) {
        guard blob.contains(where: { $0 != 0x0A }) else { throw .emptyVocabulary(path: path) }
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
    }

    /// Number of tokens, equal ones counted twice.
    public var count: Int { storage.table.count }

    /// The token as the vocabulary writes it (`##` before a continuation); nil outside the vocabulary.
    public func token(_ id: TokenID) -> String? { storage.table.token(id) }

    /// Whether the token has a letter or digit, or stands for an unknown word: punctuation and symbols are none.
    public func isWord(_ id: TokenID) -> Bool {
        if id == unknownID { return true }
        guard let token = token(id) else { return false }
        return token.unicodeScalars.contains { $0.properties.isAlphabetic || $0.properties.numericType != nil }
    }

    /// The id of exactly this token.
    public func id(of token: String) -> TokenID? { storage.table.id(ofToken: token) }
}

/// The end of a line without the white space that the reference trims.
private func trimmedEnd(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ lineEnd: Int) -> Int {
    var end = lineEnd
    while end > start {
        let last = text[end - 1]
        if last == 0x20 || (0x09...0x0D).contains(last) {
            end -= 1
        } else if last >= 0x80, end - start >= 2, text[end - 2] == 0xC2, last == 0x85 || last == 0xA0 {
            end -= 2
        } else if last >= 0x80, end - start >= 3, text[end - 3] >= 0xE1, text[end - 3] <= 0xE3,
            let scalar = String(decoding: text[end - 3..<end], as: UTF8.self).unicodeScalars.first,
            scalar.properties.isWhitespace
        {
            end -= 3
        } else {
            break
        }
    }
    return end
}

/// One-based number of the first line that is not UTF-8.
private func firstBadLine(_ text: UnsafeBufferPointer<UInt8>) -> Int {
    let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
}
