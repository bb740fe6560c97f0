import Foundation

/// Puts the terminal into a mode that hands over every key at once, and back.
struct RawTerminal: ~Copyable {
    private var saved = termios()

    /// Nil where standard input is no terminal.
    init?() {
        guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return nil }
        var raw = saved
        raw.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG | IEXTEN)
        raw.c_iflag &= ~tcflag_t(IXON | ICRNL)
        guard tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) == 0 else { return nil }
    }

    deinit {
        var saved = saved
        tcsetattr(STDIN_FILENO, TCSADRAIN, &saved)
    }

    /// The next byte, nil at the end of input.
    func readByte() -> UInt8? {
        var byte: UInt8 = 0
        while true {
            switch read(STDIN_FILENO, &byte, 1) {
            case 1: return byte
            case -1 where errno == EINTR: continue
            default: return nil
            }
        }
    }
}

/// What a key means to the line editor.
enum Key: Equatable {
    case character(Character)
    case left, right, up, down, home, end, backspace, delete
    case enter, tab, killToEnd, killToStart, killWord, clear
    case cancel, endOfInput

    /// Reads one key, however many bytes it takes.
    static func read(from terminal: borrowing RawTerminal) -> Key? {
        while true {
            guard let byte = terminal.readByte() else { return .endOfInput }
            switch byte {
            case 0x01: return .home
            case 0x02: return .left
            case 0x03: return .cancel
            case 0x04: return .endOfInput
            case 0x05: return .end
            case 0x06: return .right
            case 0x08, 0x7F: return .backspace
            case 0x09: return .tab
            case 0x0A, 0x0D: return .enter
            case 0x0B: return .killToEnd
            case 0x0C: return .clear
            case 0x0E: return .down
            case 0x10: return .up
            case 0x15: return .killToStart
            case 0x17: return .killWord
            case 0x1B: if let key = escape(terminal) { return key }
            case 0x20...0x7E: return .character(Character(Unicode.Scalar(byte)))
            case 0x80...: if let key = multibyte(byte, terminal) { return key }
            default: continue
            }
        }
    }

    private static func escape(_ terminal: borrowing RawTerminal) -> Key? {
        guard let second = terminal.readByte(), second == UInt8(ascii: "[") || second == UInt8(ascii: "O") else {
            return nil
        }
        var parameter = ""
        while let byte = terminal.readByte() {
            switch byte {
            case UInt8(ascii: "A"): return .up
            case UInt8(ascii: "B"): return .down
            case UInt8(ascii: "C"): return .right
            case UInt8(ascii: "D"): return .left
            case UInt8(ascii: "H"): return .home
            case UInt8(ascii: "F"): return .end
            case UInt8(ascii: "~"): return ["1": .home, "7": .home, "4": .end, "8": .end, "3": .delete][parameter]
            case 0x30...0x3B: parameter.append(Character(Unicode.Scalar(byte)))
            default: return nil
            }
            if parameter.count > 8 { return nil }
        }
        return nil
    }

    private static func multibyte(_ first: UInt8, _ terminal: borrowing RawTerminal) -> Key? {
        let count = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0
        var bytes = [first]
        for _ in 0..<count {
            guard let byte = terminal.readByte() else { return nil }
            bytes.append(byte)
        }
        return String(validating: bytes, as: UTF8.self)?.first.map { .character($0) }
    }
}
