import Testing

@testable import BERT

@Suite struct SpanTests {
    /// All spans, best first, then those that share no token with a better one.
    private func bruteForce(
        _ start: [Float], _ end: [Float], _ range: Range<Int>, maximumLength: Int, count: Int,
        accepts: (ScoredSpan) -> Bool
    ) -> [ScoredSpan] {
        var all: [ScoredSpan] = []
        for i in range {
            for j in i..<min(i + maximumLength, range.upperBound) {
                all.append(ScoredSpan(start: i, end: j, score: start[i] + end[j]))
            }
        }
        all.sort { ($1.score, $0.start, $0.end) < ($0.score, $1.start, $1.end) }
        var chosen: [ScoredSpan] = []
        for span in all where chosen.count(where: accepts) < count {
            if chosen.allSatisfy({ $0.end < span.start || span.end < $0.start }) { chosen.append(span) }
        }
        return chosen.filter(accepts)
    }

    @Test func linearSearchMatchesBruteForce() {
        for _ in 0..<2000 {
            let seed = UInt64.random(in: 0...UInt64.max)
            var random = SeededGenerator(state: seed)
            let length = Int.random(in: 1...40, using: &random)
            // Whole numbers make ties; sums of them are exact.
            let start = (0..<length).map { _ in Float(Int.random(in: -6...6, using: &random)) }
            let end = (0..<length).map { _ in Float(Int.random(in: -6...6, using: &random)) }
            let lower = Int.random(in: 0..<length, using: &random)
            let range = lower..<Int.random(in: lower + 1...length, using: &random)
            let maximum = Int.random(in: 1...12, using: &random)
            let count = Int.random(in: 1...5, using: &random)
            let words = (0..<length).map { _ in Bool.random(using: &random) || Bool.random(using: &random) }
            let accepts = { (span: ScoredSpan) in words[span.start...span.end].contains(true) }
            let expected = bruteForce(start, end, range, maximumLength: maximum, count: count, accepts: accepts)
            var selector = SpanSelector()
            var found: [ScoredSpan] = []
            selector.select(
                start: start, end: end, range: range, maximumLength: maximum, count: count, accepts: accepts,
                into: &found)
            #expect(found == expected, "seed \(seed)")
        }
    }

    @Test func windowsCoverThePassage() {
        for size in [1, 3, 16, 384] {
            for overlap in [0, 1, 5, 128, 1000] {
                let cutter = WindowCutter(size: size, overlap: overlap)
                for count in [0, 1, size, size + 1, 3 * size + 2, 1000] {
                    var windows: [Range<Int>] = []
                    cutter.cut(count) { windows.append($0) }
                    #expect(windows.allSatisfy { $0.count == min(size, count) })
                    #expect(windows.isEmpty == (count == 0))
                    for (a, b) in zip(windows, windows.dropFirst()) {
                        #expect(b.lowerBound <= a.upperBound && b.lowerBound > a.lowerBound)
                    }
                    #expect(windows.first?.lowerBound ?? 0 == 0 && windows.last?.upperBound ?? 0 == count)
                }
            }
        }
    }

    @Test func readingMatchesLogits() throws {
        let configuration = BERTConfiguration(
            hiddenSize: 32, layers: 2, attentionHeads: 4, intermediateSize: 48, vocabularySize: 200,
            maximumPositions: 64)
        let model = try BERTModel(random: configuration)
        let engine = try InferenceEngine(model: model, threads: 2)
        let question: [Int32] = [10, 11, 12]
        let passages = [[20, 21, 22, 23], [], Array(30...110)].map { Passage(ids: $0) }
        let options = ReadingOptions(maxAnswerTokens: 5, windowTokens: 40, stride: 10, topK: 3)
        let readings = try engine.read(question: question, passages: passages, options: options)
        #expect(readings.count == 3)
        #expect(readings[1].spans.isEmpty)

        var batch = PackedBatch()
        batch.append(ids: [2] + question + [3] + passages[0].ids + [3], firstPassageToken: 5)
        let logits = try engine.logits(batch: batch)
        let isWord = { (position: Int) in model.tokenizer.vocabulary.isWord(batch.ids[position]) }
        let expected = bruteForce(logits.start, logits.end, 5..<9, maximumLength: 5, count: 3) { span in
            (span.start...span.end).contains(where: isWord)
        }
        for (span, right) in zip(readings[0].spans, expected) {
            #expect(abs(span.score - right.score) < 1e-5)
            #expect(abs(span.margin - (right.score - logits.start[0] - logits.end[0])) < 1e-5)
            #expect(span.tokenStart == right.start - 5 && span.tokenEnd == right.end - 5)
        }
        for reading in readings {
            for (a, b) in zip(reading.spans, reading.spans.dropFirst()) { #expect(a.margin >= b.margin) }
        }
        for span in readings[2].spans {
            #expect(span.tokenStart >= 0 && span.tokenEnd < 81 && span.tokenEnd - span.tokenStart < 5)
        }
        #expect(throws: BERTError.self) { try engine.read(question: [], passages: passages) }
        let none = try engine.read(question: question, passages: [])
        #expect(none.isEmpty)
    }
}

struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
