import Foundation

@testable import WordPiece

/// What Tools/golden/wordpiece wrote.
struct Fixture: Decodable {
    struct Group: Decodable {
        let options: String
        let texts: [Golden]
    }

    /// A text with the reference's ids and byte offsets.
    struct Golden: Decodable {
        let text: String
        let ids: [Int32]
        let starts: [Int32]
        let ends: [Int32]

        init(from decoder: any Decoder) throws {
            var fields = try decoder.unkeyedContainer()
            text = try fields.decode(String.self)
            ids = try fields.decode([Int32].self)
            starts = try fields.decode([Int32].self)
            ends = try fields.decode([Int32].self)
        }
    }

    let seed: UInt64
    let vocabulary: [String]
    let cases: [Group]
    let everyScalar: [String: String]
    let shared: [String: [String]]

    static func load() throws -> Fixture {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/wordpiece.json")
        return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
    }

    func tokenizer(_ options: String = "lsc") throws -> WordPieceTokenizer {
        try WordPieceTokenizer(tokens: vocabulary, options: options)
    }
}

extension WordPieceTokenizer {
    /// Options as the fixture names them: l(owercase), s(trip accents), c(hinese characters).
    init(tokens: [String], options: String) throws {
        self.init(
            vocabulary: try WordPieceVocabulary(tokens: tokens), lowercase: options.contains("l"),
            stripAccents: options.contains("s"), splitChineseCharacters: options.contains("c"))
    }

    func encode(bytes: [UInt8]) -> TokenizedText {
        var result = TokenizedText()
        bytes.withUnsafeBufferPointer { encode($0, into: &result) }
        return result
    }
}

/// SplitMix64, as the script has it.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}

/// FNV-1a over 64-bit values, as the script has it.
struct Hash64 {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ number: some BinaryInteger) {
        value = (value ^ UInt64(truncatingIfNeeded: number)) &* 0x100_0000_01B3
    }

    var hex: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// The vocabulary of bert-base-uncased beside the checkout, or where `ANSWER_SHARED_DATA` says.
let sharedVocabulary: String? = {
    var folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    folder.appendPathComponent("shared/data")
    if let path = ProcessInfo.processInfo.environment["ANSWER_SHARED_DATA"] { folder = URL(fileURLWithPath: path) }
    let path = folder.appendingPathComponent("text/wordpiece/bert-vocab.txt").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
}()

/// A folder of its own, removed with the value.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("wordpiece-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
        let file = url.appendingPathComponent(name)
        try Data(bytes).write(to: file)
        return file.path
    }
}
