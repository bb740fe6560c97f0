import Foundation

/// One editable line with history and completion: the usual Emacs keys and arrows.
struct LineEditor {
    /// What a line ended with.
    enum Line: Equatable {
        case text(String)
        case cancelled
        case endOfInput
    }

    let prompt: String
    /// Names that continue the given words.
    let complete: (String) -> [String]
    private(set) var history: [String]

    private var text: [Character] = []
    private var cursor = 0

    init(prompt: String, history: [String], complete: @escaping (String) -> [String]) {
        self.prompt = prompt
        self.history = history
        self.complete = complete
    }

    /// Reads a line; nil where there is no terminal.
    mutating func readLine() -> Line? {
        guard let terminal = RawTerminal() else { return nil }
        text = []
        cursor = 0
        var place = history.count
        var unfinished: [Character] = []
        redraw()
        while let key = Key.read(from: terminal) {
            switch key {
            case .enter:
                write("\r\n")
                return .text(String(text))
            case .cancel:
                write("^C\r\n")
                return .cancelled
            case .endOfInput:
                guard text.isEmpty else { continue }
                write("\r\n")
                return .endOfInput
            case .up where place > 0, .down where place < history.count:
                if place == history.count { unfinished = text }
                place += key == .up ? -1 : 1
                text = place == history.count ? unfinished : Array(history[place])
                cursor = text.count
            case .tab: completeWord()
            case .clear: write("\u{1B}[H\u{1B}[2J")
            default: edit(key)
            }
            redraw()
        }
        return .endOfInput
    }

    mutating func remember(_ line: String) {
        guard !line.isEmpty, history.last != line else { return }
        history.append(line)
        if history.count > 1000 { history.removeFirst(history.count - 1000) }
    }

    mutating func edit(_ key: Key) {
        switch key {
        case .character(let character):
            text.insert(character, at: cursor)
            cursor += 1
        case .left: cursor = max(0, cursor - 1)
        case .right: cursor = min(text.count, cursor + 1)
        case .home: cursor = 0
        case .end: cursor = text.count
        case .backspace where cursor > 0:
            text.remove(at: cursor - 1)
            cursor -= 1
        case .delete where cursor < text.count: text.remove(at: cursor)
        case .killToEnd: text.removeSubrange(cursor...)
        case .killToStart:
            text.removeSubrange(..<cursor)
            cursor = 0
        case .killWord:
            let start =
                text[..<cursor].lastIndex { $0 != " " }.flatMap { text[...$0].lastIndex(of: " ") }.map { $0 + 1 } ?? 0
            text.removeSubrange(start..<cursor)
            cursor = start
        default: break
        }
    }

    /// Completes the longest run of words before the cursor that begins a known name.
    private mutating func completeWord() {
        let starts = text[..<cursor].indices.filter { $0 == 0 || text[$0 - 1] == " " }
        for start in starts {
            let typed = String(text[start..<cursor])
            guard typed.count >= 2 else { continue }
            let names = complete(typed)
            guard !names.isEmpty else { continue }
            if names.count == 1 || names.allSatisfy({ $0 == names[0] }) {
                replace(start, with: names[0] + " ")
            } else {
                let common = names.dropFirst().reduce(names[0]) { $0.commonPrefix(with: $1, options: .caseInsensitive) }
                if common.count > typed.count {
                    replace(start, with: common)
                } else {
                    write("\r\n" + names.prefix(12).joined(separator: "   ") + "\r\n")
                }
            }
            return
        }
        write("\u{07}")
    }

    private mutating func replace(_ start: Int, with name: String) {
        text.replaceSubrange(start..<cursor, with: name)
        cursor = start + name.count
    }

    /// Draws the part of the line around the cursor that fits.
    private func redraw() {
        let room = max(10, Terminal.width - prompt.count - 1)
        let first = max(0, cursor - room + 1)
        let shown = text[first..<min(text.count, first + room)]
        let back = shown.endIndex - cursor
        write("\r\u{1B}[K" + prompt + String(shown) + (back > 0 ? "\u{1B}[\(back)D" : ""))
    }

    private func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }
}
