/// What the profile generator (Tools/language) needs of the classifier, so that both see the same sequences.
package enum LanguageTraining {
    package static let space = LanguageProfile.space

    /// Calls `body` with the key of every letter sequence of `text`, however long it is.
    package static func forEachSequence(of text: String, _ body: (UInt64) -> Void) {
        var text = text
        text.withUTF8 { utf8 in
            guard let base = utf8.baseAddress else { return }
            withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 2 * utf8.count + 64) { buffer in
                var sample = LetterSample(buffer: buffer)
                sample.read(Bytes(base: base, count: utf8.count), from: 0, to: utf8.count)
                LanguageProfile.forEachSequence(sample.codes, skippingSuspects: true, limit: .max, body)
            }
        }
    }
}
