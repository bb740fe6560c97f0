import Foundation

@testable import Safetensors

/// A folder of its own, removed with the value.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("safetensors-\(UUID().uuidString)")
    init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(at: url) }
    func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}

/// SplitMix64: the same numbers everywhere from one seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// The bytes of a file with this header text and data.
func fileBytes(_ header: String, data: [UInt8] = [], declaredSize: UInt64? = nil) -> [UInt8] {
    let text = Array(header.utf8)
    let size = declaredSize ?? UInt64(text.count)
    return withUnsafeBytes(of: size.littleEndian) { Array($0) } + text + data
}

/// Parses bytes as if they were a file; the error instead of the header where they are wrong.
func parse(_ bytes: [UInt8]) -> Result<SafetensorsHeader, SafetensorsError> {
    bytes.withUnsafeBytes { buffer in
        Result { () throws(SafetensorsError) in try SafetensorsHeader(file: buffer, path: "f") }
    }
}
