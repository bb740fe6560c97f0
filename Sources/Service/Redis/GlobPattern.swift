/// A pattern as Redis knows it: `*`, `?`, `[abc]`, `[^a]`, `[a-z]`, and `\` before a character that stands for itself.
///
/// Cost: at most the pattern's length times the text's; there is one place to go back to, never a tree of them.
struct GlobPattern: Sendable {
    private enum Element: Sendable {
        case any
        case one
        case byte(UInt8)
        case set([ClosedRange<UInt8>], isNegated: Bool)

        func matches(_ byte: UInt8) -> Bool {
            switch self {
            case .any: false
            case .one: true
            case .byte(let own): own == byte
            case .set(let ranges, let isNegated): ranges.contains { $0.contains(byte) } != isNegated
            }
        }
    }

    private var elements: [Element] = []

    init(_ text: String) {
        let bytes = Array(text.utf8)
        var at = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "*"):
                if case .any = elements.last {} else { elements.append(.any) }
                at += 1
            case UInt8(ascii: "?"):
                elements.append(.one)
                at += 1
            case UInt8(ascii: "["): elements.append(Self.set(bytes, &at))
            case UInt8(ascii: "\\") where at + 1 < bytes.count:
                elements.append(.byte(bytes[at + 1]))
                at += 2
            default:
                elements.append(.byte(bytes[at]))
                at += 1
            }
        }
    }

    private static func set(_ bytes: [UInt8], _ at: inout Int) -> Element {
        at += 1
        var isNegated = false
        if at < bytes.count, bytes[at] == UInt8(ascii: "^") {
            isNegated = true
            at += 1
        }
        var ranges: [ClosedRange<UInt8>] = []
        while at < bytes.count, bytes[at] != UInt8(ascii: "]") {
            if bytes[at] == UInt8(ascii: "\\"), at + 1 < bytes.count { at += 1 }
            let first = bytes[at]
            if at + 2 < bytes.count, bytes[at + 1] == UInt8(ascii: "-"), bytes[at + 2] != UInt8(ascii: "]") {
                let last = bytes[at + 2]
                ranges.append(min(first, last)...max(first, last))
                at += 3
            } else {
                ranges.append(first...first)
                at += 1
            }
        }
        at += 1
        return .set(ranges, isNegated: isNegated)
    }

    func matches(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var (element, at) = (0, 0)
        var star: (element: Int, at: Int)?
        while at < bytes.count {
            if element < elements.count, case .any = elements[element] {
                star = (element, at)
                element += 1
            } else if element < elements.count, elements[element].matches(bytes[at]) {
                element += 1
                at += 1
            } else if let back = star {
                star = (back.element, back.at + 1)
                element = back.element + 1
                at = back.at + 1
            } else {
                return false
            }
        }
        return elements[element...].allSatisfy { if case .any = $0 { true } else { false } }
    }
}
