import ArgumentParser
import BERT
import Digest
import Language
import Metathesaurus
import Store
import WordPiece

/// The inner loops that decide how fast everything is, each repeatable on its own: for `answer bench --path`, for
/// profilers, and for the instruction counts that guard against a slow-down.
enum HotPath: String, CaseIterable, ExpressibleByArgument {
    case forward, wordpiece, sentences, matching, cache

    /// One round's work, ready to be run any number of times, and what it is counted in.
    struct Round {
        var units: Int
        var unit: String
        var run: () throws -> Void
    }

    /// - Parameters:
    ///   - text: UTF-8, read line by line where sentences are wanted.
    ///   - model: folder whose vocabulary is used, for `wordpiece`.
    ///   - vocabulary: of concepts, for `matching`.
    func round(text: [UInt8], model: () throws -> String, vocabulary: String) throws -> Round {
        switch self {
        case .forward: try Self.forward()
        case .wordpiece: try Self.wordPiece(text, model())
        case .sentences: Self.sentences(text)
        case .matching: try Self.matching(text, vocabulary)
        case .cache: Self.cache()
        }
    }

    /// Four sentences of 40 tokens through one layer of MiniLM's shape and random weights, on one thread, by the kernels
    /// that every processor has.
    private static func forward() throws -> Round {
        let shape = BERTConfiguration(
            hiddenSize: 384, layers: 1, attentionHeads: 12, intermediateSize: 1536, vocabularySize: 512)
        let model = try BERTModel(random: shape)
        let engine = try InferenceEngine(model: model, threads: 1, kernels: .narrow)
        var batch = PackedBatch()
        for sequence in 0..<4 {
            let ids = (0..<40).map { Int32(($0 &* 7919 &+ sequence &* 31 &+ 104_729) % 512) }
            batch.append(ids: ids, firstPassageToken: 12)
        }
        // The first pass makes the workspace.
        _ = try engine.logits(batch: batch)
        return Round(units: 160, unit: "token") { _ = try engine.logits(batch: batch) }
    }

    private static func wordPiece(_ text: [UInt8], _ model: String) throws -> Round {
        let tokenizer = try WordPieceTokenizer(folder: model)
        var tokens = TokenizedText()
        return Round(units: text.count, unit: "byte") {
            tokens.removeAll()
            text.withUnsafeBufferPointer { tokenizer.encode($0, into: &tokens) }
        }
    }

    private static func sentences(_ text: [UInt8]) -> Round {
        let splitter = SentenceSplitter()
        var ranges: [Range<Int32>] = []
        return Round(units: text.count, unit: "byte") {
            ranges.removeAll(keepingCapacity: true)
            text.withUnsafeBufferPointer { splitter.split($0, into: &ranges) }
        }
    }

    private static func matching(_ text: [UInt8], _ path: String) throws -> Round {
        let vocabulary = try ConceptVocabulary(path: path)
        try vocabulary.verify()
        let matcher = ConceptMatcher(vocabulary: vocabulary)
        let lines = text.split(separator: UInt8(ascii: "\n")).map { Array($0) }
        var scratch = MatcherScratch()
        var mentions: [ConceptMention] = []
        return Round(units: text.count, unit: "byte") {
            mentions.removeAll(keepingCapacity: true)
            for line in lines {
                try line.withUnsafeBufferPointer { try matcher.matches(in: $0, scratch: &scratch, into: &mentions) }
            }
        }
    }

    /// A hundred hits in a cache of ten thousand answers.
    private static func cache() -> Round {
        let cache = LRUCache<[UInt8]>(maximumBytes: 1 << 26)
        let keys = (0..<10_000).compactMap { CacheKey(SHA256.hash("answer \($0)").bytes) }
        for key in keys { cache.insert([1, 2, 3, 4], for: key, bytes: 4) }
        var hits = 0
        return Round(units: 100, unit: "hit") {
            for index in 0..<100 where cache.value(for: keys[index * 97]) != nil { hits += 1 }
        }
    }
}
