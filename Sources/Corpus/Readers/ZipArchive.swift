import CZlib

/// A zip archive (PKWARE APPNOTE, zip64 included), its members read at random, from any thread.
///
/// Only the central directory is believed, as local headers may leave out sizes; the directory is read in pieces, so
/// that an archive of a million members costs no memory.
final class ZipArchive: Sendable {
    struct Member: Sendable {
        var name: String
        var method: UInt16
        var isEncrypted: Bool
        var crc: UInt32
        var compressedSize: Int
        var size: Int
        var headerOffset: Int
    }

    let file: OpenFile
    /// Where the central directory lies.
    private let directory: Range<Int>

    init(path: String) throws(CorpusError) {
        file = try OpenFile(path: path)
        directory = try Self.findDirectory(file)
    }

    private static func findDirectory(_ file: OpenFile) throws(CorpusError) -> Range<Int> {
        // The end record is 22 bytes and a comment of at most 65,535.
        let tailStart = max(0, file.size - 22 - 65535)
        let tail = try file.bytes(at: tailStart, count: file.size - tailStart)
        var at = tail.count - 22
        while at >= 0, !(tail[at] == 0x50 && LittleEndian.u32(tail, at) == 0x0605_4b50) { at -= 1 }
        guard at >= 0 else {
            throw .damagedArchive(place: file.path, byte: file.size, detail: "no directory at its end; it is cut short")
        }
        var size = Int(LittleEndian.u32(tail, at + 12))
        var offset = Int(LittleEndian.u32(tail, at + 16))
        if size == 0xffff_ffff || offset == 0xffff_ffff || LittleEndian.u16(tail, at + 10) == 0xffff {
            let locator = try file.bytes(at: tailStart + at - 20, count: 20)
            if locator.count == 20, LittleEndian.u32(locator, 0) == 0x0706_4b50,
                let recordAt = LittleEndian.int64(locator, 8)
            {
                let record = try file.bytes(at: recordAt, count: 56)
                guard record.count == 56, LittleEndian.u32(record, 0) == 0x0606_4b50,
                    let wideSize = LittleEndian.int64(record, 40), let wideOffset = LittleEndian.int64(record, 48)
                else { throw .damagedArchive(place: file.path, byte: recordAt, detail: "zip64 end record") }
                (size, offset) = (wideSize, wideOffset)
            }
        }
        let (end, overflow) = offset.addingReportingOverflow(size)
        guard !overflow, offset <= end, end <= tailStart + at else {
            throw .damagedArchive(place: file.path, byte: tailStart + at, detail: "the directory lies outside the file")
        }
        return offset..<end
    }

    /// Walks the central directory.
    final class Members {
        private let archive: ZipArchive
        private let limits: ReadingLimits
        private var position: Int
        private var window: [UInt8] = []
        private var used = 0
        private var count = 0
        private var compressedTotal = 0

        init(_ archive: ZipArchive, limits: ReadingLimits) {
            self.archive = archive
            self.limits = limits
            position = archive.directory.lowerBound
        }

        /// The next member, folders included; nil at the end. After an error there is no going on.
        func next() throws(CorpusError) -> Member? {
            guard position < archive.directory.upperBound || used < window.count else { return nil }
            let path = archive.file.path
            try need(46)
            guard window.count - used >= 46, LittleEndian.u32(window, used) == 0x0201_4b50 else {
                throw .damagedArchive(place: path, byte: position - (window.count - used), detail: "directory entry")
            }
            let start = used
            let nameLength = Int(LittleEndian.u16(window, start + 28))
            let extraLength = Int(LittleEndian.u16(window, start + 30))
            let length = 46 + nameLength + extraLength + Int(LittleEndian.u16(window, start + 32))
            try need(length)
            guard window.count - used >= length else {
                throw .damagedArchive(place: path, byte: position, detail: "the directory is cut short")
            }
            let entry = used
            used += length
            count += 1
            guard count <= limits.archiveMembers else {
                throw .tooManyMembers(place: path, limit: limits.archiveMembers)
            }
            let name = window[(entry + 46)..<(entry + 46 + nameLength)]
            var member = Member(
                name: String(decoding: name, as: UTF8.self),
                method: LittleEndian.u16(window, entry + 10),
                isEncrypted: LittleEndian.u16(window, entry + 8) & 1 != 0,
                crc: LittleEndian.u32(window, entry + 16),
                compressedSize: Int(LittleEndian.u32(window, entry + 20)),
                size: Int(LittleEndian.u32(window, entry + 24)),
                headerOffset: Int(LittleEndian.u32(window, entry + 42)))
            let extraStart = entry + 46 + nameLength
            guard Self.widen(&member, Array(window[extraStart..<(extraStart + extraLength)])) else {
                throw .damagedArchive(place: path + "!" + member.name, byte: position, detail: "zip64 sizes")
            }
            // Members that share bytes are how the worst zip bombs are made.
            compressedTotal += min(member.compressedSize, archive.file.size + 1)
            guard compressedTotal <= archive.file.size else {
                throw .damagedArchive(place: path, byte: position, detail: "its members overlap")
            }
            return member
        }

        /// Makes `count` bytes available behind `used` if the directory has them.
        private func need(_ count: Int) throws(CorpusError) {
            guard window.count - used < count else { return }
            window.removeFirst(used)
            used = 0
            let wanted = min(max(1 << 18, count), archive.directory.upperBound - position)
            let more = try archive.file.bytes(at: position, count: wanted)
            position += more.count
            window += more
        }

        /// Sizes of 4 GiB and more stand in an extra field; false if it lacks one that is needed.
        private static func widen(_ member: inout Member, _ extra: [UInt8]) -> Bool {
            let isWide = [member.size, member.compressedSize, member.headerOffset].contains(0xffff_ffff)
            guard isWide else { return true }
            var at = 0
            while at + 4 <= extra.count {
                let id = LittleEndian.u16(extra, at)
                let length = Int(LittleEndian.u16(extra, at + 2))
                guard at + 4 + length <= extra.count else { return false }
                if id == 1 {
                    var field = at + 4
                    let end = field + length
                    func take(_ value: inout Int) -> Bool {
                        guard value == 0xffff_ffff else { return true }
                        guard field + 8 <= end, let wide = LittleEndian.int64(extra, field) else { return false }
                        value = wide
                        field += 8
                        return true
                    }
                    return take(&member.size) && take(&member.compressedSize) && take(&member.headerOffset)
                }
                at += 4 + length
            }
            return false
        }
    }

    /// A stream of a member's bytes, its size and checksum verified at the end.
    func open(_ member: Member, place: String, limits: ReadingLimits) throws(CorpusError) -> any ByteSource {
        if member.isEncrypted { throw .encrypted(place: place) }
        let header = try file.bytes(at: member.headerOffset, count: 30)
        guard header.count == 30, LittleEndian.u32(header, 0) == 0x0403_4b50 else {
            throw .damagedArchive(place: place, byte: member.headerOffset, detail: "no member where the directory says")
        }
        let start = member.headerOffset + 30 + Int(LittleEndian.u16(header, 26)) + Int(LittleEndian.u16(header, 28))
        let (end, overflow) = start.addingReportingOverflow(member.compressedSize)
        guard !overflow, end <= file.size else {
            throw .damagedArchive(place: place, byte: start, detail: "the member reaches past the end of the file")
        }
        let stored = FileSource(file, range: start..<end)
        let plain: any ByteSource
        switch member.method {
        case 0: plain = stored
        case 8: plain = try InflateSource(stored, format: .raw, place: place, limits: limits)
        default: throw .unsupported(place: place, detail: "zip compression method \(member.method)")
        }
        return VerifiedSource(plain, member: member, place: place, at: start)
    }

    func contents(of member: Member, place: String, limits: ReadingLimits) throws(CorpusError) -> [UInt8] {
        guard member.size <= limits.fileBytes else {
            throw .tooLarge(place: place, bytes: member.size, limit: limits.fileBytes)
        }
        return try open(member, place: place, limits: limits)
            .readAll(place: place, limit: limits.fileBytes, expected: member.size)
    }

    private final class VerifiedSource: ByteSource {
        private let source: any ByteSource
        private let member: Member
        private let place: String
        private let start: Int
        private var crc = crc32(0, nil, 0)
        private var total = 0

        init(_ source: any ByteSource, member: Member, place: String, at start: Int) {
            self.source = source
            self.member = member
            self.place = place
            self.start = start
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
            guard !buffer.isEmpty else { return 0 }
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[0..<min(buffer.count, 1 << 30)])
            let received = try source.read(into: part)
            if received > 0 {
                total += received
                crc = crc32(crc, part.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt32(received))
            } else if total != member.size || UInt32(truncatingIfNeeded: crc) != member.crc {
                throw .damagedArchive(place: place, byte: start, detail: "size or checksum do not match the directory")
            }
            return received
        }
    }
}

/// Numbers in file headers; the caller has checked that the bytes are there.
enum LittleEndian {
    static func u16(_ bytes: [UInt8], _ at: Int) -> UInt16 { UInt16(bytes[at]) | UInt16(bytes[at + 1]) << 8 }

    static func u32(_ bytes: [UInt8], _ at: Int) -> UInt32 {
        UInt32(u16(bytes, at)) | UInt32(u16(bytes, at + 2)) << 16
    }

    /// Nil where the number does not fit.
    static func int64(_ bytes: [UInt8], _ at: Int) -> Int? {
        Int(exactly: UInt64(u32(bytes, at)) | UInt64(u32(bytes, at + 4)) << 32)
    }
}
