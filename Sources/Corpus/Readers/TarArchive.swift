/// Members of a tar archive in their order (POSIX.1-2001 pax, ustar, GNU and old formats), read from a stream.
final class TarArchive {
    struct Member {
        var name: String
        var size: Int
        /// The member's bytes, until the next member is asked for.
        var source: any ByteSource
    }

    private let source: any ByteSource
    private let place: String
    private let limits: ReadingLimits
    private var position = 0
    /// Bytes of the current member, padding included, that nobody has read yet.
    private var unread = 0
    private var current: MemberSource?
    private var memberCount = 0
    private var isAtEnd = false

    init(_ source: any ByteSource, place: String, limits: ReadingLimits) {
        self.source = source
        self.place = place
        self.limits = limits
    }

    /// The next regular file; nil at the end. After an error the archive is at its end.
    func next() throws(CorpusError) -> Member? {
        guard !isAtEnd else { return nil }
        do throws(CorpusError) {
            let member = try nextRegularFile()
            isAtEnd = member == nil
            return member
        } catch {
            isAtEnd = true
            throw error
        }
    }

    private func nextRegularFile() throws(CorpusError) -> Member? {
        var longName: String?
        var longSize: Int?
        while true {
            try skipRest()
            guard let header = try block() else {
                // Some writers leave out the closing blocks of zeros.
                return nil
            }
            if header.allSatisfy({ $0 == 0 }) { return nil }
            guard isChecksumRight(header) else { throw damaged("a member's header has a wrong checksum") }
            memberCount += 1
            guard memberCount <= limits.archiveMembers else {
                throw .tooManyMembers(place: place, limit: limits.archiveMembers)
            }
            guard let ownSize = number(header[124..<136]) else { throw damaged("a member's size is not a number") }
            let type = header[156]
            if type == UInt8(ascii: "L") || type == UInt8(ascii: "x") || type == UInt8(ascii: "g")
                || type == UInt8(ascii: "K")
            {
                let text = try extendedHeader(size: ownSize)
                if type == UInt8(ascii: "L") {
                    longName = String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
                } else if type == UInt8(ascii: "x") {
                    let records = paxRecords(text)
                    longName = records["path"] ?? longName
                    longSize = records["size"].flatMap { Int($0) } ?? longSize
                }
                continue
            }
            let size = longSize ?? ownSize
            guard size >= 0 else { throw damaged("a member's size is negative") }
            let (padded, overflow) = size.addingReportingOverflow((512 - size % 512) % 512)
            guard !overflow else { throw damaged("a member's size is absurd") }
            unread = padded
            let isRegular = type == 0 || type == UInt8(ascii: "0") || type == UInt8(ascii: "7")
            let name = longName ?? shortName(header)
            longName = nil
            longSize = nil
            // Old archives mark folders by a slash alone.
            guard isRegular, !name.hasSuffix("/") else { continue }
            let member = MemberSource(self, size: size)
            current = member
            return Member(name: name, size: size, source: member)
        }
    }

    private func skipRest() throws(CorpusError) {
        current = nil
        guard unread > 0 else { return }
        let wanted = unread
        let skipped = try source.skip(wanted)
        position += skipped
        unread = 0
        // The padding behind the last member may be missing.
        if skipped < wanted, wanted >= 512 { throw damaged("it ends in the middle of a member") }
    }

    private func block() throws(CorpusError) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < 512, try source.append(upTo: 512 - bytes.count, to: &bytes) {}
        position += bytes.count
        guard !bytes.isEmpty else { return nil }
        guard bytes.count == 512 else { throw damaged("it ends in the middle of a header") }
        return bytes
    }

    private func extendedHeader(size: Int) throws(CorpusError) -> [UInt8] {
        guard (0...1 << 20).contains(size) else { throw damaged("an extended header of \(size) bytes") }
        var bytes: [UInt8] = []
        while bytes.count < size {
            guard let next = try block() else { throw damaged("it ends in an extended header") }
            bytes += next
        }
        return Array(bytes.prefix(size))
    }

    /// `LENGTH KEY=VALUE\n` records; what does not fit that form ends them.
    private func paxRecords(_ bytes: [UInt8]) -> [String: String] {
        var records: [String: String] = [:]
        var at = 0
        while at < bytes.count {
            guard let space = bytes[at...].firstIndex(of: 0x20), space - at < 8,
                let length = Int(String(decoding: bytes[at..<space], as: UTF8.self)),
                length > space - at, length <= bytes.count - at,
                let equals = bytes[space..<at + length].firstIndex(of: UInt8(ascii: "="))
            else { break }
            let key = String(decoding: bytes[space + 1..<equals], as: UTF8.self)
            var value = bytes[(equals + 1)..<(at + length)]
            if value.last == 0x0a { value.removeLast() }
            records[key] = String(decoding: value, as: UTF8.self)
            at += length
        }
        return records
    }

    private func shortName(_ header: [UInt8]) -> String {
        func field(_ range: Range<Int>) -> String {
            String(decoding: header[range].prefix { $0 != 0 }, as: UTF8.self)
        }
        let name = field(0..<100)
        let isPOSIX = header[257..<263].elementsEqual([0x75, 0x73, 0x74, 0x61, 0x72, 0])
        let prefix = isPOSIX ? field(345..<500) : ""
        return prefix.isEmpty ? name : prefix + "/" + name
    }

    /// Octal digits, or, with the top bit set, a big-endian binary number.
    private func number(_ field: ArraySlice<UInt8>) -> Int? {
        guard let first = field.first else { return nil }
        var value = 0
        if first & 0x80 != 0 {
            let digits = field.dropFirst()
            guard first == 0x80, digits.dropLast(8).allSatisfy({ $0 == 0 }) else { return nil }
            for byte in digits.suffix(8) {
                guard value <= Int.max >> 8 else { return nil }
                value = value << 8 | Int(byte)
            }
            return value
        }
        for byte in field.drop(while: { $0 == 0x20 }) {
            if byte == 0 || byte == 0x20 { break }
            guard (0x30...0x37).contains(byte) else { return nil }
            value = value << 3 | Int(byte - 0x30)
        }
        return value
    }

    private func isChecksumRight(_ header: [UInt8]) -> Bool {
        var sum = 0
        for (i, byte) in header.enumerated() { sum += (148..<156).contains(i) ? 0x20 : Int(byte) }
        return number(header[148..<156]) == sum
    }

    private func damaged(_ detail: String) -> CorpusError {
        .damagedArchive(place: place, byte: position, detail: detail)
    }

    private final class MemberSource: ByteSource {
        // Unowned would trap on misuse; the archive lets go of its member first, so this makes no lasting cycle.
        private weak var archive: TarArchive?
        private var remaining: Int

        init(_ archive: TarArchive, size: Int) {
            self.archive = archive
            remaining = size
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws(CorpusError) -> Int {
            guard let archive, archive.current === self, remaining > 0, !buffer.isEmpty else { return 0 }
            let part = UnsafeMutableRawBufferPointer(rebasing: buffer[0..<min(buffer.count, remaining)])
            let received: Int
            do throws(CorpusError) { received = try archive.source.read(into: part) } catch {
                // Reported here, and not once more when the next member is asked for.
                archive.isAtEnd = true
                throw error
            }
            archive.position += received
            guard received > 0 else {
                archive.isAtEnd = true
                throw archive.damaged("it ends in the middle of a member")
            }
            remaining -= received
            archive.unread -= received
            return received
        }
    }
}
