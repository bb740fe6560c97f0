import Dispatch
import Foundation
import Synchronization

/// Measures matching speed on a text file: what `answer terms match --bench` prints.
public enum MatchingBenchmark {
    /// One measurement.
    public struct Result: Sendable, Codable {
        /// Threads that worked at the same time.
        public var threads: Int
        /// Bytes of text read, all rounds and threads together.
        public var bytes: Int
        /// Mentions in one round.
        public var matches: Int
        /// Wall-clock seconds.
        public var seconds: Double
        /// Millions of bytes a second.
        public var megabytesPerSecond: Double
    }

    /// Matches every line of `path` again and again for at least `seconds`, normalization and context rules included.
    public static func run(
        _ matcher: ConceptMatcher, path: String, threads: Int = 1, seconds: Double = 3
    ) throws(MetathesaurusError) -> Result {
        let text: [UInt8]
        do {
            text = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw .cannot(action: "read", path: path, reason: "\(error.localizedDescription)")
        }
        let lines = lineRanges(text)
        guard !lines.isEmpty else { throw .nothingUseful(path: path, reason: "an empty text") }
        // Bytes and mentions of a round, and the first error, from whichever thread.
        let total = Atomic<Int>(0)
        let matches = Atomic<Int>(0)
        let failure = Mutex<MetathesaurusError?>(nil)
        // A round to warm up: pages of the file, room in the scratch.
        _ = try round(matcher, text, lines)
        let start = ContinuousClock.now
        DispatchQueue.concurrentPerform(iterations: max(threads, 1)) { _ in
            var scratch = MatcherScratch()
            repeat {
                do throws(MetathesaurusError) {
                    let found = try round(matcher, text, lines, &scratch)
                    matches.store(found, ordering: .relaxed)
                    total.add(text.count, ordering: .relaxed)
                } catch {
                    failure.withLock { $0 = error }
                    return
                }
            } while (ContinuousClock.now - start) / .seconds(1) < seconds
        }
        let elapsed = (ContinuousClock.now - start) / .seconds(1)
        if let error = failure.withLock({ $0 }) { throw error }
        let bytes = total.load(ordering: .relaxed)
        return Result(
            threads: max(threads, 1), bytes: bytes, matches: matches.load(ordering: .relaxed), seconds: elapsed,
            megabytesPerSecond: Double(bytes) / elapsed / 1e6)
    }

    private static func lineRanges(_ text: [UInt8]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        for position in text.indices where text[position] == 0x0A {
            if position > start { ranges.append(start..<position) }
            start = position + 1
        }
        if start < text.count { ranges.append(start..<text.count) }
        return ranges
    }

    private static func round(
        _ matcher: ConceptMatcher, _ text: [UInt8], _ lines: [Range<Int>]
    ) throws(MetathesaurusError) -> Int {
        var scratch = MatcherScratch()
        return try round(matcher, text, lines, &scratch)
    }

    private static func round(
        _ matcher: ConceptMatcher, _ text: [UInt8], _ lines: [Range<Int>], _ scratch: inout MatcherScratch
    ) throws(MetathesaurusError) -> Int {
        var mentions: [ConceptMention] = []
        var found = 0
        try text.withUnsafeBufferPointer { bytes throws(MetathesaurusError) in
            for line in lines {
                mentions.removeAll(keepingCapacity: true)
                try matcher.matches(
                    in: UnsafeBufferPointer(rebasing: bytes[line]), scratch: &scratch, into: &mentions)
                found += mentions.count
            }
        }
        return found
    }
}
