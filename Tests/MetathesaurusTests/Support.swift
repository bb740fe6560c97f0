import Foundation

@testable import Metathesaurus

/// A folder that is removed with everything in it when the last reference goes.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.appendingPathComponent("terms-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

    @discardableResult
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: URL(fileURLWithPath: file(name)))
        return file(name)
    }

    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: file(name)))) }
}

/// A vocabulary built from lines of `id, name, synonyms, type`.
struct Fixture {
    let folder: TemporaryFolder
    let vocabulary: ConceptVocabulary
    let matcher: ConceptMatcher
    let report: BuildReport

    init(_ lines: [String], options: BuildOptions = BuildOptions(), eagerLimit: Int = 64 << 20) throws {
        folder = try TemporaryFolder()
        let path = try folder.write("terms.tsv", lines.joined(separator: "\n"))
        report = try VocabularyBuilder.build(
            sources: [.tsv(path: path)], options: options, to: folder.file("terms.vocabulary"))
        vocabulary = try ConceptVocabulary(path: folder.file("terms.vocabulary"), eagerLimit: eagerLimit)
        matcher = ConceptMatcher(vocabulary: vocabulary)
    }

    /// The mentions in a text as `id:spelling`, with marks for negated and hedged ones.
    func found(_ text: String, abbreviations: AbbreviationTable? = nil) throws -> [String] {
        let bytes = Array(text.utf8)
        return try matcher.matches(in: text, abbreviations: abbreviations).map { mention in
            try vocabulary.cui(of: mention.concept) + ":" + String(decoding: bytes[mention.range], as: UTF8.self)
                + (mention.isNegated ? " -" : "") + (mention.isHedged ? " ?" : "")
        }
    }
}

/// A small generator whose sequence a seed fixes (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// `<repository>/../shared/data`, or where `ANSWER_SHARED_DATA` points, if it is there.
let sharedData: String? = {
    let environment = ProcessInfo.processInfo.environment["ANSWER_SHARED_DATA"]
    let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    let path = environment ?? repository.deletingLastPathComponent().appendingPathComponent("shared/data").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
}()
