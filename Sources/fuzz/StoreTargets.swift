import Foundation

@testable import Store

/// What the store reads back from a file that may be damaged: the codes of its columns, and the file itself.
struct StoreTargets {
    let scratch: Scratch

    func all() throws -> [Target] { [codes(), try file()] }

    private static func record(_ number: Int) -> ArticleRecord {
        let text = "Fever lasted five days. Masks and distance help against the virus. Not all had fever."
        var sentences: [SentenceRecord] = []
        for (index, range) in [0..<23, 24..<66, 67..<85].enumerated() {
            sentences.append(
                SentenceRecord(
                    range: range, tokens: (0..<8).map { Int32($0 * 97 + index + number) },
                    mentions: [
                        MentionRecord(concept: UInt32(index), start: 0, end: 5),
                        MentionRecord(concept: UInt32(number % 7 + 3), start: 6, end: 9, isNegated: index == 2),
                    ]))
        }
        return ArticleRecord(
            id: "PMC\(number).xml", title: "On fever \(number)", authors: ["A B"], year: 1990 + number,
            contentHash: [1, 2, 3], sourcePath: "x",
            paragraphs: [
                ParagraphRecord(section: "Abstract", text: text, sentences: sentences),
                ParagraphRecord(section: "Results", text: text, sentences: sentences),
            ])
    }

    /// All codes in turn on the same bytes; which of them the bytes were written by does not matter.
    private func codes() -> Target {
        let counts = [
            EdgeCount(neighbor: 3, year: 2001, sentences: 4, articles: 2, negated: 1),
            EdgeCount(neighbor: 3, year: 2020, sentences: 1, articles: 1, negated: 0),
            EdgeCount(neighbor: 90_000, year: 0, sentences: 1, articles: 1, negated: 1),
        ]
        var lengths = LengthList()
        lengths.append(first: 4, lengths: [1, 2, 255])
        lengths.append(first: 400, lengths: [7])
        let postings = [
            ConceptPosting(sentence: 5, position: 3, quality: 200, isNegated: false),
            ConceptPosting(sentence: 900_000, position: 0, quality: 1, isNegated: true),
        ]
        var blocks: [[UInt8]] = []
        var writer = BlockWriter { _, block in blocks.append(block) }
        for key in ["fever", "fevers", "feverish-and-more-than-fifteen-bytes", "virus"] {
            try? writer.add(key: Array(key.utf8), payload: TermPostings.encode([1, 5, 70], [1, 2, 1]))
        }
        try? writer.flush()
        let mention = StoredMention(concept: 7, start: 3, end: 9, isNegated: true, isHedged: false)
        let seeds =
            blocks + [
                Adjacency.encode(counts[...]), lengths.encode(), ConceptPostings.encode(postings[...]),
                TermPostings.encode([3, 9, 1 << 40], [1, 200, 1]), ParagraphBlobs.ranges([0..<23, 24..<67]),
                ParagraphBlobs.tokens([[1, 2, 30_000], [], [70_000]]),
                ParagraphBlobs.mentions([[mention, mention], []]),
            ]
        let removed = RemovedRanges([3..<6, 100..<(1 << 50)])
        return Target(name: "store-codes", seeds: seeds) { bytes in
            var accepted = 0
            func attempt(_ body: (UnsafeRawBufferPointer) throws -> Void) {
                let verdict = bytes.withUnsafeBytes { buffer in Target.verdict { try body(buffer) } }
                if verdict == .accepted { accepted += 1 }
            }
            attempt { buffer in
                var reader = BlockReader(buffer)
                while try reader.next() {}
            }
            attempt { buffer in
                for key in ["fever", "feverish-and-more-than-fifteen-bytes", ""] {
                    _ = try Array(key.utf8).withUnsafeBufferPointer { try BlockReader.find($0, in: buffer) }
                }
            }
            for removed in [RemovedRanges(), removed] {
                attempt { buffer in
                    var terms = TermPostings()
                    try terms.append(buffer, without: removed)
                    try terms.append(buffer, without: removed)
                    _ = TermPostings.encode(terms.sentences[...], terms.frequencies[...])
                }
                attempt { buffer in
                    var found: [ConceptPosting] = []
                    try ConceptPostings.decode(buffer, without: removed, into: &found)
                    _ = ConceptPostings.encode(found[...])
                }
                attempt { buffer in
                    var list = LengthList()
                    try list.append(buffer, without: removed)
                    _ = list.encode()
                }
            }
            attempt { buffer in
                var found: [EdgeCount] = []
                try Adjacency.decode(buffer, into: &found)
                Adjacency.combine(&found)
                _ = Adjacency.merged(found, found)
                _ = Adjacency.encode(found[...])
            }
            attempt { _ = try ParagraphBlobs.decodeRanges($0) }
            for sentences in 0...3 {
                attempt { _ = try ParagraphBlobs.decodeTokens($0, sentences: sentences) }
                attempt { _ = try ParagraphBlobs.decodeMentions($0, sentences: sentences) }
            }
            return accepted > 0 ? .accepted : .refused
        }
    }

    /// A store's file with damaged pages: everything a reader does with it, the whole check included.
    private func file() throws -> Target {
        let path = scratch.path("seed.sqlite")
        let store = try Store(path: path, mode: .readWrite)
        for start in 0..<4 {
            try store.ingest(
                (0..<10).map { Self.record(start * 10 + $0) }, tags: IngestTags(tokenizer: "t", vocabulary: "v"))
        }
        _ = try store.remove(articles: ["PMC3.xml"])
        try store.close()
        let seed = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        return Target(name: "store-file", seeds: [seed]) { bytes in
            let path = scratch.file("x.sqlite", bytes)
            defer { for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) } }
            return Target.verdict {
                let store = try Store(path: path, mode: .readWrite, busySeconds: 0.1)
                let problems = try store.check()
                for key in ["PMC1.xml", "PMC12.xml"] {
                    _ = try? store.article(key)
                    _ = try? store.record(of: key)
                    _ = try? store.sentences(ofArticle: key)
                }
                _ = try? store.search(text: "fever and masks", limit: 5)
                _ = try? store.status()
                _ = try? store.ingest([Self.record(99)], tags: IngestTags(tokenizer: "t", vocabulary: "v"))
                try? store.close()
                if let first = problems.first { throw StoreError.damaged(path: path, detail: first) }
            }
        }
    }
}
