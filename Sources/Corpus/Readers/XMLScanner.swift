/// A pull parser for XML 1.0 over UTF-8 bytes, as far as article files need it.
///
/// Our own rather than FoundationXML's: that one brings libxml2 into the binary and its start-up, builds a string and a
/// dictionary for every tag, and has to be told to leave external entities alone. Here there is nothing that could be
/// fetched or expanded: a DOCTYPE is skipped, entities are the five of XML, numbers, and the table in `XMLEntities`.
/// Tags must match; nesting is bounded.
///
/// The bytes must be valid UTF-8 and outlive the scanner.
struct XMLScanner {
    enum Event {
        /// An element opens; `isEmpty` if it closes at once, in which case no `.end` follows.
        case start(name: Range<Int>, isEmpty: Bool)
        case end(name: Range<Int>)
        /// Character data with its entities still in place.
        case text(Range<Int>)
        /// A CDATA section's content, in which nothing is an entity.
        case literalText(Range<Int>)
    }

    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position: Int
    /// Names of the open elements.
    private var open: [Range<Int>] = []
    /// Where the last start tag's attributes are.
    private var attributes = 0..<0
    private var hasRoot = false
    /// A run of records cut out of a larger document: end tags without a start are allowed, several roots too.
    private let isFragment: Bool

    static let maximumDepth = 256

    init(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, isFragment: Bool) {
        self.bytes = bytes
        self.isFragment = isFragment
        position = min(start, bytes.count)
    }

    /// Open elements around the current position.
    var depth: Int { open.count }

    func failure(_ detail: String, at offset: Int? = nil) -> SyntaxFailure {
        SyntaxFailure(offset: offset ?? position, detail: detail)
    }

    /// The next event; nil at the end of the document.
    mutating func next() throws(SyntaxFailure) -> Event? {
        while true {
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position &+= 1 }
            if position > start {
                if open.isEmpty, !isFragment {
                    guard bytes[start..<position].allSatisfy({ $0 <= 0x20 }) else {
                        throw failure(
                            hasRoot ? "text after the document's end" : "text before the first tag", at: start)
                    }
                    continue
                }
                return .text(start..<position)
            }
            guard position < bytes.count else {
                // A run cut out of a set leaves the set's own element open.
                if let name = open.last, !isFragment, !(open.count == 1 && isCutSet) {
                    throw failure("the file ends inside <\(bytes.string(name))>")
                }
                if !hasRoot, !isFragment { throw failure("no element in it") }
                return nil
            }
            if let event = try markup() { return event }
        }
    }

    /// Set by the reader of a run that holds the head of a document only.
    var isCutSet = false

    private mutating func markup() throws(SyntaxFailure) -> Event? {
        let start = position
        guard start + 1 < bytes.count else { throw failure("the file ends inside a tag") }
        switch bytes[start + 1] {
        case UInt8(ascii: "/"):
            position = start + 2
            let name = try self.name()
            skipWhitespace()
            guard position < bytes.count, bytes[position] == UInt8(ascii: ">") else { throw failure("expected '>'") }
            position += 1
            guard let opened = open.popLast() else {
                if isFragment { return nil }
                throw failure("</\(bytes.string(name))> without a start", at: start)
            }
            guard bytes[opened].elementsEqual(bytes[name]) else {
                throw failure("</\(bytes.string(name))> where </\(bytes.string(opened))> should be", at: start)
            }
            return .end(name: name)
        case UInt8(ascii: "?"):
            position = try end(of: "?>", from: start + 2, "a processing instruction")
            return nil
        case UInt8(ascii: "!"):
            if matches("<!--", at: start) {
                position = try end(of: "-->", from: start + 4, "a comment")
                return nil
            }
            if matches("<![CDATA[", at: start) {
                let content = start + 9
                position = try end(of: "]]>", from: content, "a CDATA section")
                return open.isEmpty ? nil : .literalText(content..<position - 3)
            }
            try skipDeclaration()
            return nil
        default: return try startTag()
        }
    }

    private mutating func startTag() throws(SyntaxFailure) -> Event {
        let start = position
        position += 1
        let name = try self.name()
        let attributesStart = position
        var quote: UInt8?
        while true {
            guard position < bytes.count else { throw failure("the file ends inside a tag", at: start) }
            let byte = bytes[position]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                break
            } else if byte == UInt8(ascii: "<") {
                throw failure("'<' inside a tag", at: position)
            }
            position &+= 1
        }
        let isEmpty = position > attributesStart && bytes[position - 1] == UInt8(ascii: "/")
        attributes = attributesStart..<(isEmpty ? position - 1 : position)
        position += 1
        if open.isEmpty, hasRoot, !isFragment { throw failure("a second document element", at: start) }
        hasRoot = true
        if !isEmpty {
            guard open.count < Self.maximumDepth else {
                throw failure("nested deeper than \(Self.maximumDepth) levels")
            }
            open.append(name)
        }
        return .start(name: name, isEmpty: isEmpty)
    }

    /// Skips what follows the start tag just read, up to and including its end tag.
    mutating func skipElement() throws(SyntaxFailure) {
        let level = depth
        while depth >= level {
            guard try next() != nil else { throw failure("the file ends inside an element") }
        }
    }

    /// An attribute of the start tag just read, entities replaced; the name as written, prefix included.
    func attribute(_ wanted: StaticString) -> String? {
        var at = attributes.lowerBound
        let end = attributes.upperBound
        while at < end {
            while at < end, bytes[at] <= 0x20 { at += 1 }
            let nameStart = at
            while at < end, bytes[at] > 0x20, bytes[at] != UInt8(ascii: "=") { at += 1 }
            let name = nameStart..<at
            while at < end, bytes[at] <= 0x20 || bytes[at] == UInt8(ascii: "=") { at += 1 }
            guard at < end, bytes[at] == UInt8(ascii: "\"") || bytes[at] == UInt8(ascii: "'") else { return nil }
            let quote = bytes[at]
            at += 1
            let valueStart = at
            while at < end, bytes[at] != quote { at += 1 }
            if self.matches(name, wanted) {
                var value: [UInt8] = []
                appendText(valueStart..<at, to: &value)
                return String(decoding: value, as: UTF8.self)
            }
            at += 1
        }
        return nil
    }

    /// Whether a name is exactly this.
    @inline(__always)
    func matches(_ name: Range<Int>, _ wanted: StaticString) -> Bool {
        let length = wanted.utf8CodeUnitCount
        guard name.count == length else { return false }
        for i in 0..<length where bytes[name.lowerBound &+ i] != wanted.utf8Start[i] { return false }
        return true
    }

    /// Appends character data with its entities replaced; one that is not known stays as written.
    func appendText(_ range: Range<Int>, to out: inout [UInt8]) {
        var at = range.lowerBound
        while at < range.upperBound {
            guard let ampersand = bytes[at..<range.upperBound].firstIndex(of: UInt8(ascii: "&")) else {
                out.append(contentsOf: bytes[at..<range.upperBound])
                return
            }
            out.append(contentsOf: bytes[at..<ampersand])
            let limit = min(range.upperBound, ampersand + 40)
            if let semicolon = bytes[ampersand..<limit].firstIndex(of: UInt8(ascii: ";")),
                let replacement = XMLEntities.replacement(bytes[(ampersand + 1)..<semicolon])
            {
                out.append(contentsOf: replacement.utf8)
                at = semicolon + 1
            } else {
                out.append(UInt8(ascii: "&"))
                at = ampersand + 1
            }
        }
    }

    // MARK: Details

    private mutating func name() throws(SyntaxFailure) -> Range<Int> {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            let isName =
                byte >= 0x80 || (0x61...0x7a).contains(byte | 0x20) || (0x30...0x3a).contains(byte) || byte == 0x2d
                || byte == 0x2e || byte == 0x5f
            guard isName else { break }
            position &+= 1
        }
        guard position > start, !(0x30...0x39).contains(bytes[start]), bytes[start] != 0x2d, bytes[start] != 0x2e else {
            throw failure("'<' that starts no tag; in text it must be written &lt;", at: start)
        }
        return start..<position
    }

    private mutating func skipWhitespace() {
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    }

    private func matches(_ text: StaticString, at start: Int) -> Bool {
        let length = text.utf8CodeUnitCount
        guard bytes.count - start >= length else { return false }
        for i in 0..<length where bytes[start + i] != text.utf8Start[i] { return false }
        return true
    }

    private func end(of terminator: StaticString, from start: Int, _ what: String) throws(SyntaxFailure) -> Int {
        var at = start
        let first = terminator.utf8Start[0]
        while at < bytes.count {
            if bytes[at] == first, matches(terminator, at: at) { return at + terminator.utf8CodeUnitCount }
            at &+= 1
        }
        throw failure("\(what) is not closed", at: start)
    }

    /// A DOCTYPE, its internal subset included.
    private mutating func skipDeclaration() throws(SyntaxFailure) {
        let start = position
        var brackets = 0
        var quote: UInt8?
        position += 2
        while position < bytes.count {
            let byte = bytes[position]
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if matches("<!--", at: position) {
                position = try end(of: "-->", from: position + 4, "a comment")
                continue
            } else if byte == UInt8(ascii: "[") {
                brackets += 1
            } else if byte == UInt8(ascii: "]") {
                brackets -= 1
            } else if byte == UInt8(ascii: ">"), brackets <= 0 {
                position += 1
                return
            }
            position += 1
        }
        throw failure("a declaration is not closed", at: start)
    }
}
