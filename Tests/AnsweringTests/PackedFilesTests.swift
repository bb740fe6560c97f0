import Testing

@testable import Answering

@Suite struct PackedFilesTests {
    /// One file as ustar has it: a header block, then the bytes, filled up to whole blocks.
    private func member(_ name: String, _ bytes: [UInt8], size: String? = nil) -> [UInt8] {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at place: Int) {
            header.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
        }
        put(name, at: 0)
        let octal = String(bytes.count, radix: 8)
        put(size ?? String(repeating: "0", count: 11 - octal.count) + octal, at: 124)
        put("0", at: 156)
        return header + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    private func names(_ archive: [UInt8]) -> [String] {
        archive.withUnsafeBytes { PackedFiles.members(of: $0).map(\.name) }
    }

    @Test func filesComeOutAsTheyWentIn() {
        let text = [UInt8]("a model".utf8)
        let long = (0..<1300).map { UInt8(truncatingIfNeeded: $0) }
        let archive =
            member("Weights/m/config.json", text) + member("LICENSE", []) + member("b", long)
            + [UInt8](repeating: 0, count: 1024)
        archive.withUnsafeBytes { bytes in
            let members = PackedFiles.members(of: bytes)
            #expect(members.map(\.name) == ["Weights/m/config.json", "LICENSE", "b"])
            #expect(members.map { Array($0.bytes) } == [text, [], long])
        }
    }

    @Test func aCutArchiveYieldsNoCutFile() {
        let archive = member("a", [1, 2, 3]) + member("b", [UInt8](repeating: 7, count: 700))
        for length in archive.indices {
            let found = names(Array(archive[..<length]))
            #expect(found == [] || found == ["a"] || length >= 1536 + 700, "\(length)")
        }
    }

    @Test(arguments: ["/etc/passwd", "../up", "a/../../up"])
    func placesOutsideAreRefused(name: String) { #expect(names(member(name, [1])).isEmpty) }

    @Test(arguments: ["-0000000001", "77777777777", "words", "00000000009"])
    func senselessSizesAreRefused(size: String) { #expect(names(member("a", [1], size: size)).isEmpty) }
}
