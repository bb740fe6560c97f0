import Foundation

/// Words with their frequencies, arranged for symmetric-delete lookup at edit distance 1 (Garbe's SymSpell, prefix 7).
///
/// One flat block of memory, in the process or mapped from a file: a hash table of the words, their counts and letters,
/// and for every word the hashes of its first seven letters with none or one of them left out. 100,000 words take some
/// 10 MB; opening a written dictionary costs a page fault or two, however large it is.
///
/// Words are letters a to z only, in lower case. Thread-safe: nothing changes after it is made.
public struct SpellingDictionary: Sendable {
    /// Number of words.
    public var count: Int { block.wordCount }
    /// Sum of the words' counts.
    public var total: UInt64 { block.total }

    let block: SpellingBlock

    /// Longest word that is stored or corrected, in letters.
    public static let longestWord = 40

    init(block: SpellingBlock) {
        self.block = block
    }

    /// Opens what `write(to:)` wrote, without reading it through.
    public init(path: String) throws(SpellingError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
        } catch {
            throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
        }
        block = try SpellingBlock(data: data, path: path)
    }

    /// Writes the dictionary for `init(path:)`; a file of that name is replaced whole or not at all.
    public func write(to path: String) throws(SpellingError) { try Self.write(block.data, to: path) }

    static func write(_ data: Data, to path: String) throws(SpellingError) {
        let partial = "\(path).partial-\(ProcessInfo.processInfo.processIdentifier)"
        do {
            try data.write(to: URL(fileURLWithPath: partial))
            // On the disk before it has its name: a power cut leaves no file of the right size without its bytes.
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: partial))
            try file.synchronize()
            try file.close()
            guard rename(partial, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            try? FileManager.default.removeItem(atPath: partial)
            throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
        }
    }

    /// Whether `word` is in the dictionary, in any case.
    public func contains(_ word: String) -> Bool { frequency(of: word) != nil }

    /// How often `word` was counted, or nil.
    public func frequency(of word: String) -> UInt64? {
        guard let letters = Self.folded(word) else { return nil }
        return letters.withUnsafeBufferPointer { letters in
            block.withTables { $0.index(of: letters).map($0.count) }
        }
    }

    /// Words at edit distance 1 of `word` (one letter left out, put in, replaced, or two neighbours swapped), the most
    /// frequent first; `word` itself is not among them.
    public func neighbours(of word: String) -> [(word: String, count: UInt64)] {
        guard let letters = Self.folded(word) else { return [] }
        return letters.withUnsafeBufferPointer { letters in
            block.withTables { tables in
                var found: [Int] = []
                tables.forEachNeighbour(of: letters) { index, _ in if !found.contains(index) { found.append(index) } }
                return found.map { (String(decoding: tables.letters(of: $0), as: UTF8.self), tables.count($0)) }
                    .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
            }
        }
    }

    /// Lower-case letters of `word`, or nil when it has anything but letters a to z or is too long.
    static func folded(_ word: String) -> [UInt8]? {
        var letters: [UInt8] = []
        for byte in word.utf8 {
            guard byte.isASCIILetter, letters.count < longestWord else { return nil }
            letters.append(byte | 0x20)
        }
        return letters.isEmpty ? nil : letters
    }
}

/// The dictionary's memory. Layout, little-endian, every part padded to 8 bytes:
///
///     magic, words, letters, slot bits, bucket bits, postings, total   7 × UInt64
///     slots     UInt64 [2^slotBits]      40 bits of the word's hash, 24 of its index + 1; 0 is free
///     counts    UInt64 [words]
///     starts    UInt32 [words + 1]       where a word's letters start
///     buckets   UInt32 [2^bucketBits + 1]  where a bucket's postings start
///     postings  UInt32 [postings]        word indices, by bucket of the deleted form's hash
///     letters   UInt8  [letters]
///
/// A file may be damaged: sizes are checked on opening, indices where they are used.
struct SpellingBlock: Sendable {
    static let magic: UInt64 = 0x3130_4C4C_4550_5341  // "ASPELL01"
    static let headerSize = 56

    let data: Data
    let wordCount: Int
    let letterCount: Int
    let slotBits: Int
    let bucketBits: Int
    let postingCount: Int
    let total: UInt64

    struct Layout {
        let slots, counts, starts, buckets, postings, letters, end: Int

        init(words: Int, letters letterCount: Int, slotBits: Int, bucketBits: Int, postings postingCount: Int) {
            func padded(_ size: Int) -> Int { (size + 7) & ~7 }
            slots = SpellingBlock.headerSize
            counts = slots + 8 * (1 << slotBits)
            starts = counts + 8 * words
            buckets = starts + padded(4 * (words + 1))
            postings = buckets + padded(4 * ((1 << bucketBits) + 1))
            letters = postings + padded(4 * postingCount)
            end = letters + padded(letterCount)
        }

        init(_ block: SpellingBlock) {
            self.init(
                words: block.wordCount, letters: block.letterCount, slotBits: block.slotBits,
                bucketBits: block.bucketBits, postings: block.postingCount)
        }
    }

    /// Runs `body` with pointers into the block.
    @inline(__always)
    func withTables<Result>(_ body: (SpellingTables) -> Result) -> Result {
        data.withUnsafeBytes { bytes in
            let layout = Layout(self)
            // The block is never empty: it holds its header.
            guard let base = bytes.baseAddress else { preconditionFailure("an empty spelling block") }
            return body(
                SpellingTables(
                    slots: (base + layout.slots).assumingMemoryBound(to: UInt64.self),
                    counts: (base + layout.counts).assumingMemoryBound(to: UInt64.self),
                    starts: (base + layout.starts).assumingMemoryBound(to: UInt32.self),
                    buckets: (base + layout.buckets).assumingMemoryBound(to: UInt32.self),
                    postings: (base + layout.postings).assumingMemoryBound(to: UInt32.self),
                    letters: (base + layout.letters).assumingMemoryBound(to: UInt8.self),
                    wordCount: wordCount, letterCount: letterCount, postingCount: postingCount,
                    slotMask: (1 << slotBits) - 1, bucketMask: (1 << bucketBits) - 1, total: total))
        }
    }
}

extension SpellingBlock {
    /// Checks a file's header against its size.
    init(data: Data, path: String) throws(SpellingError) {
        let header = data.withUnsafeBytes { bytes -> [UInt64] in
            guard bytes.count >= Self.headerSize else { return [] }
            return (0..<7).map { UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)) }
        }
        guard header.count == 7, header[0] == Self.magic, header[1] < 1 << 24, header[2] < 1 << 31, header[3] <= 26,
            header[4] <= 26, header[5] < 1 << 31
        else { throw .notADictionary(path: path) }
        self.data = data
        wordCount = Int(header[1])
        letterCount = Int(header[2])
        slotBits = Int(header[3])
        bucketBits = Int(header[4])
        postingCount = Int(header[5])
        total = header[6]
        let needed = Layout(self).end
        guard data.count == needed else { throw .truncated(path: path, bytes: data.count, needed: needed) }
        guard slotBits > 0, 1 << slotBits > wordCount else { throw .notADictionary(path: path) }
    }
}
