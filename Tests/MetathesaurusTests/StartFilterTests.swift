import AhoCorasick
import Testing

@testable import Metathesaurus

@Suite struct StartFilterTests {
    /// The filter lets every name through and stops nearly all pairs that start none.
    @Test func againstTheAutomaton() throws {
        var random = SeededGenerator(seed: 5)
        let patterns = (0..<400).map { _ in
            (0..<Int.random(in: 1...4, using: &random)).map { _ in UInt32.random(in: 1...60, using: &random) }
        }
        let automaton = try Automaton(patterns: patterns)
        let tables = automaton.memoryTables(DirectAccess())
        StartFilterLayout.words(automaton).withUnsafeBufferPointer { words in
            #expect(StartFilterLayout.fits(words))
            #expect(!StartFilterLayout.fits(.init(rebasing: words.dropLast())))
            #expect(!StartFilterLayout.fits(.init(rebasing: words.prefix(1))))
            let filter = StartFilter(words, DirectAccess())
            let pairs = Set(patterns.filter { $0.count > 1 }.map { [$0[0], $0[1]] })
            var stopped = 0
            var asked = 0
            for first in UInt32(1)...60 {
                let state = tables.rootChild(first)
                for second in UInt32(1)...60 {
                    let may = filter.mayContinue(state, second)
                    #expect(may <= 1)
                    if pairs.contains([first, second]) {
                        #expect(may == 1)
                    } else if state == 0 {
                        #expect(may == 0)
                    } else {
                        asked += 1
                        stopped += may == 0 ? 1 : 0
                    }
                }
            }
            #expect(asked > 1_000 && stopped > asked * 9 / 10)
        }
    }

    @Test func ofNothingThatGoesOn() throws {
        let automaton = try Automaton(patterns: [[7]] as [[UInt32]])
        StartFilterLayout.words(automaton).withUnsafeBufferPointer { words in
            let filter = StartFilter(words, DirectAccess())
            #expect(!(0..<100).contains { filter.mayContinue(1, $0) != 0 })
        }
    }
}
