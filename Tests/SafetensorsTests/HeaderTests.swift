import Testing

@testable import Safetensors

@Suite struct HeaderTests {
    @Test func readsAWellFormedHeader() throws {
        let header = """
            {"__metadata__":{"format":"pt","a\\u00e9\\ud83d\\ude00\\n":"x"},
             "b":{"dtype":"F16","shape":[2],"data_offsets":[4,8]}, "a":{"data_offsets":[0,4],"shape":[],"dtype":"F32"},
             "empty":{"dtype":"I64","shape":[3,0],"data_offsets":[4,4]}}  
            """
        let parsed = try parse(fileBytes(header, data: [UInt8](repeating: 0, count: 8))).get()
        #expect(parsed.entries.map(\.name) == ["a", "empty", "b"])
        #expect(parsed.entries.map(\.shape) == [[], [3, 0], [2]])
        #expect(parsed.metadata == ["format": "pt", "aé😀\n": "x"])
        #expect(try parse(fileBytes("{}")).get().entries.isEmpty)
    }

    static let four = [UInt8](repeating: 0, count: 4)

    @Test(arguments: [
        ([], SafetensorsError.truncated(path: "f", size: 0, needed: 8)),
        ([1, 0, 0], .truncated(path: "f", size: 3, needed: 8)),
        (fileBytes("{}", declaredSize: 3), .truncated(path: "f", size: 10, needed: 11)),
        (fileBytes("{}", declaredSize: 100_000_001), .headerTooLarge(path: "f", size: 100_000_001)),
        (fileBytes("{}", declaredSize: .max), .headerTooLarge(path: "f", size: .max)),
        (fileBytes("{}", declaredSize: 1 << 63), .headerTooLarge(path: "f", size: 1 << 63)),
        (fileBytes(""), .malformedHeader(path: "f", byte: 8, reason: "the header does not begin with “{”")),
        (fileBytes(" {}"), .malformedHeader(path: "f", byte: 8, reason: "the header does not begin with “{”")),
        (fileBytes("{}", data: [0]), .hole(path: "f", byte: 0, length: 1)),
        (
            fileBytes(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: [0, 0, 0]),
            .outOfBounds(path: "f", tensor: "a", end: 4, dataSize: 3)
        ),
        (
            fileBytes(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, data: four + [0]),
            .hole(path: "f", byte: 4, length: 1)
        ),
        (
            fileBytes(#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}"#, data: [0, 0]),
            .hole(path: "f", byte: 0, length: 1)
        ),
        (
            fileBytes(
                #"{"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"#
                    + #""b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#,
                data: four),
            .overlap(path: "f", first: "a", second: "b")
        ),
        (
            fileBytes(
                #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"#
                    + #""b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#,
                data: four),
            .overlap(path: "f", first: "a", second: "b")
        ),
        (
            fileBytes(
                #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"#
                    + #""a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#,
                data: four),
            .duplicateName(path: "f", name: "a")
        ),
        (
            fileBytes(#"{"a":{"dtype":"F31","shape":[1],"data_offsets":[0,4]}}"#, data: four),
            .unsupportedType(path: "f", tensor: "a", type: "F31")
        ),
        (
            fileBytes(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, data: four),
            .sizeMismatch(path: "f", tensor: "a", shape: [2], type: .f32, expected: 8, found: 4)
        ),
        (
            fileBytes(
                #"{"a":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,4]}}"#, data: four),
            .shapeOverflow(path: "f", tensor: "a")
        ),
        (
            // 2^62 elements of four bytes wrap to zero where nobody looks.
            fileBytes(#"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}"#),
            .shapeOverflow(path: "f", tensor: "a")
        ),
    ])
    func tellsWhatIsWrong(_ bytes: [UInt8], _ expected: SafetensorsError) {
        #expect(throws: expected) { try parse(bytes).get() }
    }

    @Test(arguments: [
        "{", "{]", #"{"a"}"#, #"{"a":}"#, #"{"a":1}"#, #"{"a":{}}"#, #"{"a":{},}"#, #"{} x"#,
        #"{"__metadata__":{"a":1}}"#, #"{"__metadata__":[]}"#,
        #"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1,],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,2,4]}}"#,
        #"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"more":1}}"#,
        #"{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, #"{"\ud800A"#, #"{"\u00"#, #"{"\x"#, #"{"\"#,
        "{\"a\nb\":1}", #"{"abc"#,
    ])
    func refusesBadJSON(_ text: String) {
        let result = parse(fileBytes(text, data: Self.four))
        guard case .failure(.malformedHeader(let path, let byte, let reason)) = result else {
            Issue.record("\(text) gave \(result)")
            return
        }
        #expect(path == "f" && byte >= 8 && byte <= 8 + text.utf8.count && !reason.isEmpty)
    }

    @Test func refusesTextThatIsNotUTF8() {
        let bytes = fileBytes(#"{"??":{}}"#).map { $0 == UInt8(ascii: "?") ? 0xC0 : $0 }
        guard case .failure(.malformedHeader) = parse(bytes) else {
            Issue.record("not refused")
            return
        }
    }

    /// Any change of a good file is either refused or describes tensors that lie wholly inside it.
    @Test func survivesMutations() {
        let good = fileBytes(
            #"{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"#
                + #""b":{"dtype":"I8","shape":[5],"data_offsets":[24,29]}}"#,
            data: [UInt8](repeating: 7, count: 29))
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let interesting: [UInt8] = Array("0123456789[]{}\",:\\ abFI-".utf8) + [0, 0x7F, 0x80, 0xC0, 0xFF]
        for round in 0..<20_000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[position] = interesting.randomElement(using: &random) ?? 0
                case 1: bytes[position] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: bytes.remove(at: position)
                case 3: bytes.insert(interesting.randomElement(using: &random) ?? 0, at: position)
                default:
                    let length = Int.random(in: 1...9, using: &random)
                    bytes.removeSubrange(position..<min(bytes.count, position + length))
                }
                if bytes.isEmpty { bytes = [0] }
            }
            guard case .success(let header) = parse(bytes) else { continue }
            let dataSize = bytes.count - header.dataStart
            var total = 0
            for entry in header.entries {
                let expected = entry.shape.reduce(entry.type.size, *)
                #expect(entry.range.count == expected, "seed \(seed) round \(round)")
                #expect(entry.range.upperBound <= dataSize, "seed \(seed) round \(round)")
                total += entry.range.count
            }
            #expect(total == dataSize, "seed \(seed) round \(round)")
        }
    }

    @Test func refusesEveryTruncation() {
        let good = fileBytes(
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, data: [UInt8](repeating: 7, count: 8))
        for length in 0..<good.count {
            if case .success = parse(Array(good[..<length])) { Issue.record("accepted the first \(length) bytes") }
        }
    }
}
