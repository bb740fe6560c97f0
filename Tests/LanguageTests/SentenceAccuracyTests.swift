import Foundation
import Testing

@testable import Language

/// Against gold articles and the golden rules, where the shared data is there.
@Suite struct SentenceAccuracyTests {
    /// CRAFT: full biomedical articles with gold sentence spans in characters.
    @Test(.enabled(if: SharedData.has("text/sentences/craft"), "no shared data: CRAFT articles"))
    func goldArticles() throws {
        let splitter = SentenceSplitter()
        // The rules were mended by the errors of every third article. Of the others only a listing of unusual boundaries
        // was seen, before the first rule was written: their score is nearly, not wholly, that of unseen text.
        var counts = [(right: 0, wanted: 0, found: 0), (right: 0, wanted: 0, found: 0)]
        for (index, file) in try SharedData.files(in: "text/sentences/craft", extension: "txt").enumerated() {
            let text = try String(contentsOf: file, encoding: .utf8)
            let gold = try String(
                contentsOf: file.deletingPathExtension().appendingPathExtension("tsv"), encoding: .utf8)
            let wanted = Set(gold.split(separator: "\n").compactMap { Int($0.split(separator: "\t")[1]) })
            var scalarsBefore = [0]
            for byte in text.utf8 { scalarsBefore.append((scalarsBefore.last ?? 0) + (byte & 0xC0 == 0x80 ? 0 : 1)) }
            let found = Set(splitter.sentences(in: text).map { scalarsBefore[$0.upperBound] })
            let part = index % 3 == 0 ? 0 : 1
            counts[part].right += wanted.intersection(found).count
            counts[part].wanted += wanted.count
            counts[part].found += found.count
        }
        for part in counts {
            let f1 = 2 * Double(part.right) / Double(part.wanted + part.found)
            #expect(f1 >= 0.996, "F1 of sentence ends \(f1)")
        }
    }

    @Test(.enabled(if: SharedData.has("text/sentences/golden-rules.md"), "no shared data: golden rules"))
    func goldenRules() throws {
        let page = try SharedData.text("text/sentences/golden-rules.md")
        let start = try #require(page.range(of: "#### Golden Rules (English)"))
        let end = try #require(page.range(of: "#### Golden Rules (German)"))
        var rules = 0
        var missed: [String] = []
        for block in page[start.upperBound..<end.lowerBound].components(separatedBy: "```\n") {
            let parts = block.components(separatedBy: "\n=> ")
            guard parts.count == 2 else { continue }
            rules += 1
            let text = parts[0].replacingOccurrences(of: "\\\"", with: "\"").replacingOccurrences(of: "\\n", with: "\n")
            var list = parts[1].trimmingCharacters(in: .whitespacesAndNewlines)
            if !list.hasSuffix("]") { list += "]" }  // rule 50 lacks its bracket
            let wanted = try JSONDecoder().decode([String].self, from: Data(list.utf8))
            let utf8 = Array(text.utf8)
            let found = SentenceSplitter().sentences(in: text).map { String(decoding: utf8[$0], as: UTF8.self) }
            // Rule 41 also rewrites white space; the boundaries are what is compared.
            func words(_ sentences: [String]) -> [[Substring]] {
                sentences.map { $0.split(whereSeparator: \.isWhitespace) }
            }
            if words(found) != words(wanted) { missed.append("\(found)") }
        }
        #expect(rules == 52)
        #expect(missed.isEmpty, "none is missed")
    }
}
