import Foundation

/// Third-party data beside the checkout, or where `ANSWER_SHARED_DATA` says; tests that need it are skipped without it.
enum SharedData {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["ANSWER_SHARED_DATA"] { return URL(fileURLWithPath: path) }
        var place = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        for _ in 0..<4 { place.deleteLastPathComponent() }
        return place.appendingPathComponent("shared/data")
    }()

    /// Reads one of this many files or lines: an unoptimised build looks at a part, so that its tests stay quick.
    static let stride: Int = {
        #if DEBUG
            6
        #else
            1
        #endif
    }()

    static func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(path).path)
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
    }

    /// Files of a folder with this extension, by name.
    static func files(in path: String, extension type: String) throws -> [URL] {
        try FileManager.default
            .contentsOfDirectory(at: folder.appendingPathComponent(path), includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == type }
            .sorted { $0.lastPathComponent < $1.lastPathComponent }
    }
}

/// SplitMix64: random tests print its seed when they fail.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
