/// Picks MeSH records out of XML that comes line by line. Only what these files use is understood: elements,
/// attributes, character references, comments and declarations; anything else is passed over.
struct MeSHXMLParser {
    private static let deepest = 64

    private var record = MeSHReader.Record()
    private var path: [String] = []
    private var text: [UInt8] = []
    private var tag: [UInt8] = []
    private var isInTag = false
    private var isPreferredConcept = true
    private var typeID = ""

    /// Reads a line and calls `finish` with each record that ends in it.
    mutating func feed(
        _ line: UnsafeBufferPointer<UInt8>, line number: Int, finish: (MeSHReader.Record) -> Void
    ) {
        for byte in line {
            if isInTag {
                if byte == 0x3E {
                    isInTag = false
                    handleTag(number, finish)
                } else if tag.count < 4096 {
                    tag.append(byte)
                }
            } else if byte == 0x3C {
                isInTag = true
                tag.removeAll(keepingCapacity: true)
            } else if text.count < 1 << 20 {
                text.append(byte)
            }
        }
        // A line break counts as a space.
        if isInTag { tag.append(0x20) } else if !text.isEmpty { text.append(0x20) }
    }

    private mutating func handleTag(_ number: Int, _ finish: (MeSHReader.Record) -> Void) {
        guard let first = tag.first, first != 0x3F, first != 0x21 else { return }
        let content = String(decoding: tag, as: UTF8.self)
        if first == 0x2F {
            let name = content.dropFirst().prefix { !$0.isWhitespace }
            // A missing end tag closes with its parent.
            guard let depth = path.lastIndex(of: String(name)) else { return }
            close(finish)
            path.removeSubrange(depth...)
            text.removeAll(keepingCapacity: true)
            return
        }
        text.removeAll(keepingCapacity: true)
        guard tag.last != 0x2F, path.count < Self.deepest else { return }
        let name = String(content.prefix { !$0.isWhitespace })
        path.append(name)
        switch name {
        case "DescriptorRecord", "SupplementalRecord": record = MeSHReader.Record(line: number)
        case "Concept": isPreferredConcept = !content.contains("PreferredConceptYN=\"N\"")
        default: break
        }
    }

    /// Takes the text of the element that ends.
    private mutating func close(_ finish: (MeSHReader.Record) -> Void) {
        guard let name = path.last else { return }
        let parent = path.count > 1 ? path[path.count - 2] : ""
        let isRecord = parent == "DescriptorRecord" || parent == "SupplementalRecord"
        switch name {
        case "DescriptorRecord", "SupplementalRecord":
            finish(record)
            record = MeSHReader.Record()
        case "DescriptorUI" where isRecord, "SupplementalRecordUI" where isRecord: record.id = value()
        case "String":
            let grandparent = path.count > 2 ? path[path.count - 3] : ""
            if parent == "Term" {
                record.entries.append((value(), !isPreferredConcept))
            } else if parent == "DescriptorName" || parent == "SupplementalRecordName",
                grandparent == "DescriptorRecord" || grandparent == "SupplementalRecord"
            {
                record.heading = value()
            }
        case "TreeNumber": record.trees.append(value())
        case "ScopeNote" where isPreferredConcept && record.note.isEmpty: record.note = value()
        case "SemanticTypeUI": typeID = value()
        case "SemanticTypeName": record.types.append((typeID, value()))
        default: break
        }
    }

    /// The text with its character references resolved.
    private func value() -> String {
        let raw = String(decoding: text, as: UTF8.self)
        let plain = raw.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard plain.contains("&") else { return plain }
        var result = ""
        var rest = plain[...]
        while let ampersand = rest.firstIndex(of: "&") {
            result += rest[..<ampersand]
            rest = rest[ampersand...]
            guard let end = rest.firstIndex(of: ";"), let character = Self.character(rest[..<end].dropFirst()) else {
                result.append("&")
                rest = rest.dropFirst()
                continue
            }
            result.append(character)
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func character(_ name: Substring) -> Character? {
        switch name {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default: break
        }
        guard name.first == "#" else { return nil }
        let digits = name.dropFirst()
        let code = digits.first == "x" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return code.flatMap(Unicode.Scalar.init).map(Character.init)
    }
}
