extension PagedFile {
    /// The first kilobyte: signature, kind, version, sizes, sections; the last eight bytes are its checksum.
    struct Header {
        static let signature: UInt64 = PagedFile.kindCode("ANSWERPF")

        var kind: UInt64 = 0
        var version: UInt32 = 0
        var fileSize: UInt64 = 0
        var tableOffset: UInt64 = 0
        var tableSum: UInt64 = 0
        var sections: [Section] = []

        init() {}

        func encoded() -> [UInt8] {
            var words: [UInt64] = [
                Self.signature, kind, UInt64(version) | UInt64(sections.count) << 32, fileSize, tableOffset, tableSum,
            ]
            for section in sections { words += [section.tag, section.offset, section.byteCount] }
            words += Array(repeating: 0, count: PagedFile.headerSize / 8 - 1 - words.count)
            let sum = words.withUnsafeBytes { Checksum.sum(of: $0) }
            words.append(sum)
            return words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) } }
        }

        /// Reads and checks the header of a whole mapped file, its size and the table of page checksums.
        init(_ file: UnsafeRawBufferPointer, path: String) throws(AhoCorasickError) {
            func word(_ index: Int) -> UInt64 {
                UInt64(littleEndian: file.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
            }
            let last = PagedFile.headerSize / 8 - 1
            guard word(0) == Self.signature else { throw .foreignFile(path: path, reason: "unknown signature") }
            let sum = Checksum.sum(of: UnsafeRawBufferPointer(rebasing: file.prefix(last * 8)))
            guard sum == word(last) else { throw .damaged(path: path, byte: 0) }
            kind = word(1)
            version = UInt32(truncatingIfNeeded: word(2))
            let sectionCount = Int(word(2) >> 32)
            fileSize = word(3)
            tableOffset = word(4)
            tableSum = word(5)
            guard fileSize == UInt64(file.count) else {
                throw .foreignFile(path: path, reason: "\(file.count) bytes instead of \(fileSize): incomplete copy")
            }
            let pageSize = UInt64(PagedFile.pageSize)
            guard sectionCount <= PagedFile.sectionLimit, tableOffset >= UInt64(PagedFile.headerSize),
                tableOffset <= fileSize,
                fileSize - tableOffset == (tableOffset + pageSize - 1) / pageSize * 8
            else { throw .damaged(path: path, byte: 8) }
            for index in 0..<sectionCount {
                let section = Section(
                    tag: word(6 + index * 3), offset: word(7 + index * 3), byteCount: word(8 + index * 3))
                guard section.offset % 64 == 0, section.offset <= tableOffset,
                    section.byteCount <= tableOffset - section.offset
                else { throw .damaged(path: path, byte: UInt64(48 + index * 24)) }
                sections.append(section)
            }
            guard Checksum.sum(of: UnsafeRawBufferPointer(rebasing: file.dropFirst(Int(tableOffset)))) == tableSum
            else { throw .damaged(path: path, byte: tableOffset) }
        }
    }
}
