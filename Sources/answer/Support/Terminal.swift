import Foundation

/// What the command writes to and how wide it is.
enum Terminal {
    static let outputIsTerminal = isatty(STDOUT_FILENO) == 1
    static let errorIsTerminal = isatty(STDERR_FILENO) == 1
    static let inputIsTerminal = isatty(STDIN_FILENO) == 1

    /// Columns of the terminal, within sensible bounds; 80 where there is none.
    static var width: Int {
        var size = winsize()
        let known = ioctl(outputIsTerminal ? STDOUT_FILENO : STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0
        return known && size.ws_col > 0 ? min(max(Int(size.ws_col), 40), 120) : 80
    }

    /// Colours only on a terminal, and not where the user asked for none (https://no-color.org).
    static let usesStyle =
        outputIsTerminal && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
        && ProcessInfo.processInfo.environment["TERM"] != "dumb"

    static func bold(_ text: String) -> String { usesStyle ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    static func dim(_ text: String) -> String { usesStyle ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
    /// An answer within its sentence; without colour it is set between marks.
    static func mark(_ text: String) -> String { usesStyle ? "\u{1B}[1;32m\(text)\u{1B}[0m" : "»\(text)«" }

    /// Control characters of a stored text would reach the terminal as commands: they are shown as spaces.
    static func printable(_ text: some StringProtocol) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return String(text) }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? " " : $0 }))
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
    }

    /// Breaks text at spaces into lines of at most `width` columns, each after `indent`. Styles count no columns.
    static func wrap(_ text: String, indent: String) -> String {
        let room = width - indent.count
        var lines: [String] = []
        var line = ""
        var columns = 0
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
            let length = visibleLength(word)
            if columns > 0, columns + 1 + length > room {
                lines.append(line)
                line = ""
                columns = 0
            }
            if columns > 0 {
                line += " "
                columns += 1
            }
            line += word
            columns += length
        }
        if !line.isEmpty { lines.append(line) }
        return lines.map { indent + $0 }.joined(separator: "\n")
    }

    private static func visibleLength(_ word: some StringProtocol) -> Int {
        var length = 0
        var inEscape = false
        for character in word {
            if character == "\u{1B}" {
                inEscape = true
            } else if inEscape {
                inEscape = character != "m"
            } else {
                length += 1
            }
        }
        return length
    }

    static func writeError(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
