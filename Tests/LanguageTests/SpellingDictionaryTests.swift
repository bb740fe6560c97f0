import Foundation
import Testing

@testable import Language

@Suite struct SpellingDictionaryTests {
    @Test func countsAndFoldsWords() throws {
        var builder = SpellingDictionary.Builder()
        builder.add("Virus", count: 3)
        builder.add("virus", count: 4)
        builder.add("co-infection")
        builder.add("naïve")
        builder.add("")
        builder.addWords(of: "The patients had COVID, IL6 and pneumonia; the patient's mRNA was Naïve.")
        let dictionary = builder.build()
        #expect(dictionary.frequency(of: "VIRUS") == 7)
        #expect(dictionary.frequency(of: "the") == 2)
        #expect(dictionary.contains("pneumonia") && dictionary.contains("patients"))
        for word in ["covid", "il", "mrna", "co-infection", "naïve", "na", "ve", ""] {
            #expect(!dictionary.contains(word))
        }
    }

    @Test func mergesCommonWordsOnly() {
        var corpus = SpellingDictionary.Builder()
        corpus.addWords(of: "fever fever fever fevr")
        var builder = SpellingDictionary.Builder()
        builder.merge(corpus, minimum: 2, factor: 10)
        let dictionary = builder.build()
        #expect(dictionary.frequency(of: "fever") == 30)
        #expect(!dictionary.contains("fevr"))
        #expect(dictionary.count == 1 && dictionary.total == 30)
    }

    @Test func readsFrequencyFiles() throws {
        var builder = SpellingDictionary.Builder()
        func read(_ text: String) throws(SpellingError) {
            let bytes = Array(text.utf8)
            try bytes.withUnsafeBufferPointer { (utf8) throws(SpellingError) in try builder.addFrequencies(utf8) }
        }
        try read("\u{FEFF}the 100\r\n# a comment\n\nof\t 50  \nmask 99999999999999999999999")
        let dictionary = builder.build()
        #expect(dictionary.frequency(of: "the") == 100)
        #expect(dictionary.frequency(of: "of") == 50)
        #expect(dictionary.contains("mask"))
        #expect(throws: SpellingError.badCount(line: 2, text: "fever")) { try read("the 1\nfever\n") }
        #expect(throws: SpellingError.badCount(line: 1, text: "12")) { try read("12") }
    }

    @Test func emptyDictionary() {
        let dictionary = SpellingDictionary.Builder().build()
        #expect(dictionary.count == 0 && !dictionary.contains("a") && dictionary.neighbours(of: "word").isEmpty)
        #expect(SpellingCorrector(dictionary: dictionary).correctedForm(of: "Anything goes here.", mode: .query) == nil)
    }

    /// Against the distance computed over every word; few letters, so that words are close and prefixes collide.
    @Test(arguments: 0..<12)
    func neighboursAreAllWordsAtDistanceOne(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        func word() -> String {
            String((0..<Int.random(in: 1...11, using: &random)).map { _ in "abc".randomElement(using: &random) ?? "a" })
        }
        var builder = SpellingDictionary.Builder()
        var words = Set<String>()
        for _ in 0..<(seed % 2 == 0 ? 400 : 6_000) {
            let word = word()
            words.insert(word)
            builder.add(word, count: UInt64.random(in: 0...1_000, using: &random))
        }
        let dictionary = builder.build()
        #expect(dictionary.count == words.count)
        for _ in 0..<15 {
            let query = word()
            let wanted = words.filter { Self.distance(Array($0.utf8), Array(query.utf8)) == 1 }
            let found = dictionary.neighbours(of: query)
            #expect(Set(found.map(\.word)) == wanted, "seed \(seed), \(query)")
            #expect(found.count == wanted.count, "seed \(seed), \(query): a word twice")
            #expect(zip(found, found.dropFirst()).allSatisfy { $0.count >= $1.count }, "seed \(seed), \(query): order")
        }
    }

    /// Optimal string alignment distance, the textbook table.
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var table = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in 0...a.count { table[i][0] = i }
        for j in 0...b.count { table[0][j] = j }
        for i in stride(from: 1, through: a.count, by: 1) {
            for j in stride(from: 1, through: b.count, by: 1) {
                let cost = a[i - 1] == b[j - 1] ? 0 : 1
                table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + cost)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
                }
            }
        }
        return table[a.count][b.count]
    }

    @Test func writesAndOpens() throws {
        let path = NSTemporaryDirectory() + "spelling-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        var builder = SpellingDictionary.Builder()
        for word in ["fever", "fewer", "never", "cough", "of", "the"] { builder.add(word, count: UInt64(word.count)) }
        let built = builder.build()
        try built.write(to: path)
        let opened = try SpellingDictionary(path: path)
        #expect(opened.count == 6 && opened.total == built.total)
        #expect(opened.frequency(of: "cough") == 5)
        #expect(opened.neighbours(of: "fever").map(\.word) == ["fewer", "never"])
    }

    /// A damaged file is refused or gives wrong words; it never reads past the file.
    @Test func damagedFiles() throws {
        let path = NSTemporaryDirectory() + "spelling-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: SpellingError.self) { try SpellingDictionary(path: path) }
        var builder = SpellingDictionary.Builder()
        builder.addWords(of: "fever fewer never cough of the patients were treated with masks and gloves")
        let sound = builder.build().block.data
        for size in [0, 7, 56, sound.count - 8, sound.count - 1] {
            try sound.prefix(size).write(to: URL(fileURLWithPath: path))
            #expect(throws: SpellingError.self) { try SpellingDictionary(path: path) }
        }
        for seed in 0..<200 {
            var random = SeededGenerator(seed: UInt64(seed))
            var damaged = sound
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            try damaged.write(to: URL(fileURLWithPath: path))
            guard let dictionary = try? SpellingDictionary(path: path) else { continue }
            let corrector = SpellingCorrector(dictionary: dictionary)
            _ = dictionary.neighbours(of: "fevr")
            _ = corrector.correctedForm(of: "Te fevr ofthe patint was tretaed withmasks", mode: .query)
            _ = corrector.correctedForm(of: "Te fevr ofthe patint was tretaed withmasks", mode: .text)
        }
    }
}
