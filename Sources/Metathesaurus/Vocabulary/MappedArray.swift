import AhoCorasick

/// A section of a vocabulary file; each access checks bounds and, in large files, that its page is undamaged.
struct MappedArray<Element: BitwiseCopyable>: @unchecked Sendable {
    // Unchecked: points into `file`, which is never written to and is kept alive here.

    let buffer: UnsafeBufferPointer<Element>
    let file: PagedFile

    init(_ file: PagedFile, _ tag: StaticString) throws(MetathesaurusError) {
        guard let buffer = file.section(tag, as: Element.self) else {
            throw .inconsistent(path: file.path, detail: "no section \(tag)")
        }
        self.buffer = buffer
        self.file = file
    }

    var count: Int { buffer.count }

    func at(_ index: Int) throws(MetathesaurusError) -> Element {
        guard index >= 0, index < buffer.count else {
            throw .inconsistent(path: file.path, detail: "index \(index) of \(buffer.count)")
        }
        if !file.isVerified { _ = try slice(index, index + 1) }
        return buffer[index]
    }

    func slice(_ start: Int, _ end: Int) throws(MetathesaurusError) -> UnsafeBufferPointer<Element> {
        guard start >= 0, start <= end, end <= buffer.count else {
            throw .inconsistent(path: file.path, detail: "range \(start)..<\(end) of \(buffer.count)")
        }
        let part = UnsafeBufferPointer(rebasing: buffer[start..<end])
        if !file.isVerified {
            do throws(AhoCorasickError) { try file.verify(part) } catch { throw .vocabulary(error) }
        }
        return part
    }

    func all() throws(MetathesaurusError) -> UnsafeBufferPointer<Element> { try slice(0, count) }
}

extension MappedArray<UInt8> {
    /// Reads a number written by `append(varint:)` and moves on. Numbers here are lengths: one that no file can have is
    /// refused, so that sums of them cannot overflow.
    func varint(_ position: inout Int) throws(MetathesaurusError) -> Int {
        var value = 0
        var shift = 0
        while shift < 42 {
            let byte = try at(position)
            position += 1
            value |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
        throw .inconsistent(path: file.path, detail: "number at \(position)")
    }
}
