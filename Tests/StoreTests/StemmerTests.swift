import Foundation
import GRDB
import Testing

@testable import Store

/// SQLite's own `porter unicode61` tokenizer is the reference: its terms are read back through `fts5vocab`.
@Suite struct StemmerTests {
    func reference(_ texts: [String]) throws -> Set<String> {
        let queue = try DatabaseQueue()
        return try queue.write { db in
            try db.execute(sql: "CREATE VIRTUAL TABLE f USING fts5(t, content='', tokenize='porter unicode61')")
            try db.execute(sql: "CREATE VIRTUAL TABLE v USING fts5vocab(f, row)")
            for (index, text) in texts.enumerated() {
                try db.execute(sql: "INSERT INTO f (rowid, t) VALUES (?, ?)", arguments: [index, text])
            }
            return Set(try String.fetchAll(db, sql: "SELECT term FROM v"))
        }
    }

    func terms(_ texts: [String]) -> Set<String> {
        var scanner = TermScanner()
        return texts.reduce(into: []) { $0.formUnion(scanner.terms(of: $1)) }
    }

    @Test func endings() throws {
        let words = """
            caresses ponies ties caress cats feed agreed plastered bled motoring sing conflated troubled sized hopping
            tanned falling hissing fizzed failing filing happy sky relational conditional rational valenci hesitanci
            digitizer conformabli radicalli differentli vileli analogousli vietnamization predication operator feudalism
            decisiveness hopefulness callousness formaliti sensitiviti sensibiliti triplicate formative formalize
            electriciti electrical hopeful goodness revival allowance inference airliner gyroscopic adjustable
            defensible irritant replacement adjustment dependent adoption homologou communism activate angulariti
            homologous effective bowdlerize probate rate cease controll roll transmission transmitted transmits
            pneumonia yyed yyying humidity humidities temperatures viruses virus y yy yyy sky say a as is ion ions psychology
            """
        #expect(terms([words]) == (try reference([words])))
    }

    @Test func randomWords() throws {
        var generator = SplitMix(seed: UInt64.random(in: 0..<1 << 32))
        let seed = generator
        let parts = [
            "ation", "s", "ed", "ing", "iz", "e", "y", "ness", "ful", "al", "iti", "ous", "li", "b", "tr", "ee", "o",
            "ent",
            "ement", "ive", "ate", "ll", "ss", "er", "ism", "able", "w", "x", "at", "bl", "icat", "log", "i", "u",
            "sion",
        ]
        let words = (0..<4_000).map { _ in
            (0..<1 + generator.below(5)).map { _ in parts[generator.below(parts.count)] }.joined()
        }
        let text = [words.joined(separator: " ")]
        let (ours, theirs) = (terms(text), try reference(text))
        #expect(ours == theirs, "\(ours.symmetricDifference(theirs).sorted().prefix(10)), \(seed)")
    }

    @Test func unicode() throws {
        let texts = [
            "Ähnlich naïve façade ÉCOLE β-catenin TNF-α Α Ωmega µg 5µm H₂O ½ №5 ﬁne",
            "COVID-19 SARS‑CoV‑2 p<0.05 3.5°C",
            "Ångström Łódź Çelik Ñandú über coöperate résumé",
        ]
        let (ours, theirs) = (terms(texts), try reference(texts))
        // SQLite leaves composed letters of the compatibility blocks alone, as we do.
        #expect(ours.subtracting(theirs).isEmpty && theirs.subtracting(ours).isEmpty, "\(ours) \(theirs)")
    }

    @Test(.enabled(if: SharedData.articles != nil, "needs the shared articles"))
    func sharedArticles() throws {
        let texts = try SharedData.paragraphs(files: 12)
        let (ours, theirs) = (terms(texts), try reference(texts))
        let differing = ours.symmetricDifference(theirs)
        #expect(
            differing.count * 1_000 <= theirs.count, "\(differing.count) of \(theirs.count): \(differing.prefix(20))")
    }
}

/// The project's shared data, where it is there.
enum SharedData {
    static let articles: String? = {
        let root =
            ProcessInfo.processInfo.environment["ANSWER_SHARED_DATA"]
            ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data").path
        let folder = root + "/cord19/articles"
        return FileManager.default.fileExists(atPath: folder) ? folder : nil
    }()

    static func paragraphs(files: Int) throws -> [String] {
        guard let folder = articles else { return [] }
        var texts: [String] = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted().prefix(files) {
            let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
            guard let json = try JSONSerialization.jsonObject(with: data) as? [String: Any],
                let body = json["body_text"] as? [[String: Any]]
            else { continue }
            texts += body.compactMap { $0["text"] as? String }
        }
        return texts
    }
}
