import Testing

@testable import AhoCorasick

/// Every search kind, on random patterns and texts, against definitions written down plainly.
@Suite struct BruteForceTests {
    /// All occurrences by comparing every pattern at every position.
    static func occurrences(_ patterns: [[UInt32]], _ text: [UInt32]) -> [Match] {
        var found: [Match] = []
        for end in 1..<max(text.count + 1, 1) {
            for start in 0..<end {
                if let pattern = patterns.firstIndex(of: Array(text[start..<end])) {
                    found.append(Match(pattern: pattern, start: start, end: end))
                }
            }
        }
        return found
    }

    static func expected(_ patterns: [[UInt32]], _ text: [UInt32], _ kind: MatchKind) -> [Match] {
        let all = occurrences(patterns, text)
        var chosen: [Match] = []
        var floor = 0
        switch kind {
        case .overlapping: return all
        case .standard:
            while let next = all.filter({ $0.start >= floor }).min(by: { ($0.end, $0.start) < ($1.end, $1.start) }) {
                chosen.append(next)
                floor = next.end
            }
        case .leftmostLongest:
            while let next = all.filter({ $0.start >= floor }).min(by: { ($0.start, -$0.end) < ($1.start, -$1.end) }) {
                chosen.append(next)
                floor = next.end
            }
        }
        return chosen
    }

    @Test(arguments: 0..<60) func randomPatternsAndTexts(round: Int) throws {
        let seed = UInt64(round) &* 0x9E37_79B9 &+ 17
        var random = SeededGenerator(seed: seed)
        let alphabet = [2, 3, 5, 40][round % 4]
        let spread: UInt32 = round % 3 == 0 ? 1 : (round % 3 == 1 ? 1000 : 90_000_000)
        let patterns = (0..<Int.random(in: 1...40, using: &random)).map { _ in
            (0..<Int.random(in: 1...6, using: &random)).map { _ in
                UInt32.random(in: 0..<UInt32(alphabet), using: &random) * spread
            }
        }
        let text = (0..<Int.random(in: 0...120, using: &random)).map { _ in
            UInt32.random(in: 0..<UInt32(alphabet + 1), using: &random) * spread
        }
        let automaton = try Automaton(patterns: patterns)
        let path = temporaryPath("automaton")
        defer { remove(path) }
        try automaton.write(to: path)
        let opened = try Automaton(contentsOf: path)
        let lazily = try Automaton(
            PagedFile(path: path, kind: Automaton.fileKind, version: Automaton.fileVersion, eagerLimit: 0))
        for kind in MatchKind.allCases {
            let expected = Self.expected(patterns, text, kind)
            for variant in [automaton, opened, lazily] {
                #expect(try variant.matches(in: text, kind: kind) == expected, "seed \(seed), \(kind)")
            }
            // The same text in random chunks.
            var stream = try MatchStream(automaton, kind: kind)
            var found: [Match] = []
            var start = 0
            while start < text.count {
                let end = min(text.count, start + Int.random(in: 1...7, using: &random))
                _ = Array(text[start..<end]).withUnsafeBufferPointer { chunk in
                    stream.feed(chunk) {
                        found.append($0)
                        return true
                    }
                }
                start = end
            }
            _ = stream.finish {
                found.append($0)
                return true
            }
            #expect(found == expected, "seed \(seed), \(kind), chunks")
        }
        #expect(try automaton.occurs(in: text) == !Self.occurrences(patterns, text).isEmpty, "seed \(seed)")
    }

    @Test func numbersByState() throws {
        var set = PatternSet()
        for pattern: [UInt32] in [[3, 1], [2], [3, 1], [3], [2, 2, 2]] { set.append(pattern) }
        let (automaton, numbers) = try Automaton.build(set, numbering: .state)
        #expect(automaton.patternCount == 4)
        #expect(numbers[0] == numbers[2])
        #expect(Set(numbers) == [0, 1, 2, 3])
        let found = try automaton.matches(in: [3, 1, 2, 2] as [UInt32])
        #expect(found.map(\.pattern) == [numbers[0], numbers[1], numbers[1]].map(Int.init))
    }
}
