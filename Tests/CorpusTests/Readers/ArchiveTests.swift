import Foundation
import Testing

@testable import Corpus

@Suite struct ArchiveTests {
    private func json(_ text: String) -> [UInt8] { Array("{\"text\": \"\(text)\"}".utf8) }

    @Test(.enabled(if: ScratchFolder.hasTool("tar") && ScratchFolder.hasTool("gzip"), "needs tar and gzip"))
    func systemTarsAndGzips() throws {
        let folder = try ScratchFolder()
        let long = String(repeating: "long-folder-name/", count: 12)
        try folder.write("in/a.json", json("A."))
        try folder.write("in/\(long)b.json", json("B."))
        try folder.write("in/c.txt", String(repeating: "Many words. ", count: 20_000))
        try folder.write("in/.hidden.json", json("no"))
        try folder.write("in/._a.json", json("no"))
        try folder.write("in/picture.png", [0x89, 0x50])
        let expected = Set(Reading(folder.path + "/in").articles.map(\.id))
        #expect(expected == ["a", "b", "c"])
        try folder.run("tar", "-cf", "pax.tar", "--format=pax", "in")
        try folder.run("tar", "-czf", "gnu.tar.gz", "--format=gnu", "in")
        try folder.run("tar", "-czf", "short.tgz", "-C", "in", "a.json")
        for name in ["pax.tar", "gnu.tar.gz"] {
            let reading = Reading("\(folder.path)/\(name)")
            #expect(reading.problems.isEmpty)
            #expect(Set(reading.ids) == expected, "\(name)")
            #expect(reading.ignored == 1)
            #expect(reading.articles.contains { $0.sourcePath == "\(folder.path)/\(name)!in/\(long)b.json" })
        }
        #expect(Reading(folder.path + "/short.tgz").ids == ["a"])
        try folder.run("gzip", "in/c.txt")
        #expect(Reading(folder.path + "/in/c.txt.gz").articles.first?.paragraphs.first?.text.utf8.count == 240_000 - 1)
        // An archive in an archive, and a compressed member.
        try folder.run("tar", "-cf", "outer.tar", "gnu.tar.gz", "in/c.txt.gz")
        #expect(Set(Reading(folder.path + "/outer.tar").ids) == expected.union(["c"]))
    }

    @Test(.enabled(if: ScratchFolder.hasTool("zip"), "needs zip"))
    func systemZips() throws {
        let folder = try ScratchFolder()
        try folder.write("in/a.json", json("A."))
        try folder.write("in/c.txt", String(repeating: "Many words. ", count: 20_000))
        try folder.run("zip", "-q", "-r", "deflated.zip", "in")
        try folder.run("zip", "-q", "-0", "-r", "stored.zip", "in")
        try folder.run("zip", "-q", "-P", "secret", "-r", "locked.zip", "in")
        for name in ["deflated.zip", "stored.zip"] {
            let reading = Reading("\(folder.path)/\(name)")
            #expect(reading.problems.isEmpty)
            #expect(Set(reading.ids) == ["a", "c"])
        }
        let locked = Reading(folder.path + "/locked.zip")
        #expect(locked.articles.isEmpty)
        #expect(
            Set(locked.problems) == [
                .encrypted(place: folder.path + "/locked.zip!in/a.json"),
                .encrypted(place: folder.path + "/locked.zip!in/c.txt"),
            ])
    }

    @Test func wideZips() throws {
        let folder = try ScratchFolder()
        let path = try folder.write(
            "wide.zip", ArchiveBytes.zip([.init(name: "a.json", bytes: json("A."))], usesZip64: true))
        #expect(Reading(path).ids == ["a"])
        #expect(Reading(path).problems.isEmpty)
    }

    @Test func faultyZips() throws {
        let folder = try ScratchFolder()
        func reading(_ name: String, _ bytes: [UInt8]) throws -> Reading { Reading(try folder.write(name, bytes)) }
        let good = ArchiveBytes.ZipEntry(name: "a.json", bytes: json("A."))
        var bad = good
        bad.name = "b.json"
        bad.crcIsWrong = true
        let wrongSum = try reading("crc.zip", ArchiveBytes.zip([bad, good]))
        #expect(wrongSum.ids == ["a"])
        guard case .damagedArchive? = wrongSum.problems.first else { Issue.record("\(wrongSum.problems)"); return }
        bad = good
        bad.method = 99
        #expect(try reading("method.zip", ArchiveBytes.zip([bad])).errors.count == 1)
        bad = good
        bad.claimedSize = 600 << 20
        guard case .tooLarge? = try reading("large.zip", ArchiveBytes.zip([bad])).errors.first else {
            Issue.record("a member of 600 MB was accepted")
            return
        }
        let overlapping = try reading("overlap.zip", ArchiveBytes.zip([good], repeatsFirst: 40))
        #expect(overlapping.errors.contains { "\($0)".contains("overlap") })
        let cut = ArchiveBytes.zip([good])
        #expect(try reading("cut.zip", Array(cut.dropLast(30))).errors.count == 1)
        #expect(try reading("none.zip", []).errors.count == 1)
        let climbing = try reading("climb.zip", ArchiveBytes.zip([.init(name: "../../etc/x.json", bytes: json("X."))]))
        #expect(climbing.ids == ["x"])
        #expect(climbing.problems == [.unsafeMemberName(place: folder.path + "/climb.zip!../../etc/x.json")])
    }

    @Test func faultyTars() throws {
        let folder = try ScratchFolder()
        let whole = ArchiveBytes.tar([("a.json", json("A.")), ("/abs/b.json", json("B.")), ("c.json", json("C."))])
        let reading = Reading(try folder.write("whole.tar", whole))
        #expect(reading.ids == ["a", "b", "c"])
        #expect(reading.problems == [.unsafeMemberName(place: folder.path + "/whole.tar!/abs/b.json")])
        // Cut anywhere, the members before the cut are there and the cut is reported.
        // A member is a header of 512 bytes and here 14 of content; the padding behind it may be missing.
        for length in [1, 511, 515, 1023, 1024, 1500, 2047, 2049, 2560, 2563, 3072] {
            let cut = Reading(try folder.write("cut.tar", Array(whole[0..<length])))
            let count = length / 1024 + (length % 1024 >= 526 ? 1 : 0)
            #expect(cut.ids == Array(["a", "b", "c"].prefix(count)), "\(length)")
            #expect(cut.errors.isEmpty == !(1..<526).contains(length % 1024), "\(length): \(cut.problems)")
        }
        var wrong = whole
        wrong[1024 + 20] ^= 1
        let damaged = Reading(try folder.write("wrong.tar", wrong))
        #expect(damaged.ids == ["a"])
        #expect(
            damaged.errors == [
                .damagedArchive(
                    place: folder.path + "/wrong.tar", byte: 1536, detail: "a member's header has a wrong checksum")
            ])
        // Left open at the end, as some writers do.
        #expect(
            Reading(try folder.write("open.tar", ArchiveBytes.tar([("a.json", json("A."))], closed: false))).ids == [
                "a"
            ])
    }

    @Test(.enabled(if: ScratchFolder.hasTool("gzip") && ScratchFolder.hasTool("tar"), "needs tar and gzip"))
    func compressedFaults() throws {
        let folder = try ScratchFolder()
        // Beyond the free allowance, zeros pack about 1000:1.
        var limits = ReadingLimits()
        limits.freeBytes = 1 << 19
        try folder.write("bomb.json", [UInt8](repeating: 0x20, count: 3 << 20))
        try folder.run("gzip", "bomb.json")
        let bomb = Reading(ArticleSource(paths: [folder.path + "/bomb.json.gz"], limits: limits))
        guard case .suspiciousCompression? = bomb.errors.first else { Issue.record("\(bomb.problems)"); return }
        limits = ReadingLimits()
        limits.fileBytes = 1 << 20
        let large = Reading(ArticleSource(paths: [folder.path + "/bomb.json.gz"], limits: limits))
        guard case .tooLarge? = large.errors.first else { Issue.record("\(large.problems)"); return }

        var random = SeededGenerator(seed: 1)
        for name in ["a", "b", "c"] {
            try folder.write(
                "in/\(name).txt", String((0..<30_000).map { _ in "abcdefgh .".randomElement(using: &random) ?? "a" }))
        }
        try folder.run("tar", "-czf", "in.tar.gz", "in")
        let bytes = try folder.bytes("in.tar.gz")
        let whole = Reading(folder.path + "/in.tar.gz")
        #expect(Set(whole.ids) == ["a", "b", "c"])
        let cut = Reading(try folder.write("cut.tar.gz", Array(bytes[0..<(bytes.count * 3 / 4)])))
        #expect(
            cut.articles
                == whole.articles.prefix(cut.articles.count).map { article in
                    var moved = article
                    moved.sourcePath = article.sourcePath.replacingOccurrences(of: "in.tar.gz", with: "cut.tar.gz")
                    return moved
                })
        #expect(cut.articles.count == 2)
        #expect(cut.errors.count == 1)
        #expect(Reading(try folder.write("not.json.gz", "plain")).errors.count == 1)
        #expect(Reading(try folder.write("empty.json.gz", [])).errors.count == 1)
        // gzip members one after the other are one file.
        try folder.write("one.txt", "One. ")
        try folder.write("two.txt", "Two.")
        try folder.run("gzip", "one.txt", "two.txt")
        let joined = try folder.bytes("one.txt.gz") + folder.bytes("two.txt.gz") + [0, 0]
        #expect(
            Reading(try folder.write("joined.txt.gz", joined)).articles.first?.paragraphs.map(\.text) == ["One. Two."])
    }

    @Test func mutatedArchivesNeverTrap() throws {
        let folder = try ScratchFolder()
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(seed: seed)
        let members = (0..<3).map { (name: "m\($0).json", bytes: json("Text \($0).")) }
        let originals = [
            ("t.tar", ArchiveBytes.tar(members)),
            ("z.zip", ArchiveBytes.zip(members.map { .init(name: $0.name, bytes: $0.bytes) })),
            ("w.zip", ArchiveBytes.zip(members.map { .init(name: $0.name, bytes: $0.bytes) }, usesZip64: true)),
        ]
        for round in 0..<200 {
            var (name, bytes) = originals[round % 3]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0..<bytes.count, using: &random)
                bytes[at] =
                    [0, 0xff, 0x80, UInt8.random(in: 0...255, using: &random)].randomElement(using: &random) ?? 0
            }
            if round % 5 == 0 { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }
            let reading = Reading(try folder.write(name, bytes))
            #expect(reading.articles.count <= 3 * 3, "seed \(seed)")
        }
    }
}
