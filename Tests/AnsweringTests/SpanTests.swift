import Foundation
import Testing
import WordPiece

@testable import Answering

@Suite struct SpanTests {
    @Test func parenthesesThatAreOpenedAreClosed() {
        let text = Array("the enzyme (ACE2) and (or) x)".utf8)
        func closed(_ span: String) -> String {
            let whole = String(decoding: text, as: UTF8.self)
            let start = whole.utf8.distance(
                from: whole.startIndex, to: whole.range(of: span)?.lowerBound ?? whole.startIndex)
            let range = TokenizedText.closed(start..<start + span.utf8.count, in: text)
            return String(decoding: text[range], as: UTF8.self)
        }
        #expect(closed("enzyme (ACE2") == "enzyme (ACE2)")
        #expect(closed("ACE2") == "ACE2")
        #expect(closed("(ACE2) and (or") == "(ACE2) and (or)")
        #expect(closed("(or) x") == "(or) x")
        #expect(closed("x)") == "x)")
        #expect(TokenizedText.closed(0..<0, in: []).isEmpty)
    }
}
