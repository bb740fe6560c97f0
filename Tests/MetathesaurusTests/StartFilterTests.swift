import AhoCorasick
import Testing

@testable import Metathesaurus

@Suite struct StartFilterTests {
    /// The filter lets every name through, knows which words are names, and stops most pairs that start none.
    @Test func againstTheAutomaton() throws {
        var random = SeededGenerator(seed: 5)
        let patterns = (0..<400).map { _ in
            (0..<Int.random(in: 1...4, using: &random)).map { _ in UInt32.random(in: 1...60, using: &random) }
        }
        let automaton = try Automaton(patterns: patterns)
        let tables = automaton.memoryTables(DirectAccess())
        let words = StartFilterLayout.words(automaton)
        words.withUnsafeBufferPointer { words in
            #expect(StartFilterLayout.fits(words, rootChildren: tables.rootChildren))
            #expect(!StartFilterLayout.fits(.init(rebasing: words.dropLast()), rootChildren: tables.rootChildren))
            let filter = StartFilter(words, rootChildren: tables.rootChildren, DirectAccess())
            let names = Set(patterns.filter { $0.count == 1 }.map { $0[0] })
            let pairs = Set(patterns.filter { $0.count > 1 }.map { [$0[0], $0[1]] })
            var stopped = 0
            for first in UInt32(1)...60 {
                let state = tables.rootChild(first)
                guard state != 0 else { continue }
                #expect(filter.isName(state) == names.contains(first))
                for second in UInt32(1)...60 {
                    let may = filter.mayContinue(state, second)
                    if pairs.contains([first, second]) { #expect(may) } else if !may { stopped += 1 }
                }
            }
            #expect(stopped > (3_600 - pairs.count) * 3 / 4)
        }
    }

    @Test func ofNothingThatGoesOn() throws {
        let automaton = try Automaton(patterns: [[7]] as [[UInt32]])
        let tables = automaton.memoryTables(DirectAccess())
        StartFilterLayout.words(automaton).withUnsafeBufferPointer { words in
            let filter = StartFilter(words, rootChildren: tables.rootChildren, DirectAccess())
            #expect(filter.isName(1))
            #expect(!(0..<100).contains { filter.mayContinue(1, $0) })
        }
    }
}
