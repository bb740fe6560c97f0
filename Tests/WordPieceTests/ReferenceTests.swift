import Foundation
import Testing

@testable import WordPiece

/// Against what the reference `tokenizers` library gave.
@Suite struct ReferenceTests {
    @Test func idsAndOffsetsAreTheReferences() throws {
        let fixture = try Fixture.load()
        for group in fixture.cases {
            let tokenizer = try fixture.tokenizer(group.options)
            for golden in group.texts {
                let found = tokenizer.encode(golden.text)
                if found.ids != golden.ids || found.starts != golden.starts || found.ends != golden.ends {
                    let escaped = golden.text.unicodeScalars.map { $0.escaped(asASCII: true) }.joined()
                    Issue.record("options “\(group.options)”: \(escaped): \(found), expected \(golden)")
                }
            }
        }
    }

    /// Each of the 1.1 million scalars between two letters: split, removed and mapped as the reference does.
    @Test(arguments: ["lsc", "l"])
    func everyScalarIsNormalizedAsTheReferenceDoes(_ options: String) throws {
        let fixture = try Fixture.load()
        let table = ScalarTable(
            options: NormalizationOptions(
                lowercase: options.contains("l"), stripAccents: options.contains("s"),
                splitChineseCharacters: options.contains("c")))
        var hash = Hash64()
        var words: [[UInt32]] = [[]]
        for scalar in UInt32(0)..<0x110000 where !(0xD800..<0xE000).contains(scalar) {
            let action = table.view.action(scalar)
            if action.bits == 0 { continue }
            words = [[0x61]]
            add(action, scalar, table, &words)
            words[words.count - 1].append(0x62)
            let kept = words.filter { !$0.isEmpty }
            if kept == [[0x61, scalar, 0x62]] { continue }
            hash.add(scalar)
            for (index, word) in kept.enumerated() {
                if index > 0 { hash.add(0) }
                for part in word { hash.add(part) }
            }
        }
        #expect(hash.hex == fixture.everyScalar[options])
    }

    private func add(_ action: ScalarAction, _ scalar: UInt32, _ table: ScalarTable, _ words: inout [[UInt32]]) {
        let payload = action.payload == 0 ? scalar : action.payload
        switch action.kind {
        case .word: words[words.count - 1].append(payload)
        case .isolated: words += [[payload], []]
        case .space: words.append([])
        case .dropped: break
        case .hangul:
            let (leading, vowel, trailing) = UnicodeProperties.jamo(scalar)
            words[words.count - 1] += trailing == 0 ? [leading, vowel] : [leading, vowel, trailing]
        case .sequence:
            let start = Int(action.payload)
            for index in start + 1...start + Int(table.view.sequences[start]) {
                add(ScalarAction(bits: table.view.sequences[index]), scalar, table, &words)
            }
        }
    }

    /// Four thousand generated texts over the real vocabulary, compared by digest.
    @Test(.enabled(if: sharedVocabulary != nil, "needs ../shared/data/text/wordpiece/bert-vocab.txt"))
    func theRealVocabularyGivesTheReferencesTokens() throws {
        let fixture = try Fixture.load()
        let vocabulary = try WordPieceVocabulary(path: try #require(sharedVocabulary))
        #expect(vocabulary.count == 30_522)
        let tokens = (0..<vocabulary.count).map { vocabulary.token(TokenID($0)) ?? "" }
        for (options, expected) in fixture.shared {
            let tokenizer = WordPieceTokenizer(
                vocabulary: vocabulary, lowercase: options.contains("l"), stripAccents: options.contains("s"),
                splitChineseCharacters: options.contains("c"))
            var mix = SplitMix(state: fixture.seed)
            for (batch, digest) in expected.enumerated() {
                var hash = Hash64()
                for _ in 0..<500 {
                    let found = tokenizer.encode(generatedText(&mix, tokens))
                    for part in [found.ids, found.starts, found.ends] { for number in part { hash.add(number) } }
                }
                #expect(hash.hex == digest, "options \(options), batch \(batch), seed \(fixture.seed)")
            }
        }
    }

    /// The texts of the script's `shared_text`.
    private func generatedText(_ mix: inout SplitMix, _ tokens: [String]) -> String {
        var text = String.UnicodeScalarView()
        for _ in 0..<1 + mix.below(30) {
            let kind = mix.below(8)
            if kind < 5 {
                let token = tokens[mix.below(tokens.count)].unicodeScalars
                text.append(contentsOf: token.starts(with: "##".unicodeScalars) ? token.dropFirst(2) : token[...])
                if mix.below(2) == 1 { text.append(" ") }
            } else if kind < 7 {
                let base: [UInt32] = [0x20, 0xA0, 0x300, 0x2000]
                let start = base[mix.below(4)]
                text.append(Unicode.Scalar(start + UInt32(mix.below(0x60))) ?? " ")
            } else {
                text.append(Unicode.Scalar(UInt32(mix.below(0x30000))) ?? " ")
            }
        }
        return String(text)
    }
}
