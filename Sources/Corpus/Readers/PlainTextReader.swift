/// Plain text: paragraphs are set apart by blank lines, or by indented first lines never; lines within one are joined.
enum PlainTextReader {
    static func read(_ text: String) -> ArticleDraft {
        var draft = ArticleDraft()
        for paragraph in paragraphs(of: text) { ArticleDraft.append(paragraph, section: "", to: &draft.body) }
        // A short first paragraph without a full stop is what people write as a title.
        if draft.body.count > 1, let first = draft.body.first?.text, isTitle(first) {
            draft.title = first
            draft.body.removeFirst()
        }
        return draft
    }

    /// The text between blank lines, each line break in it replaced by one space, and NUL by U+FFFD.
    static func paragraphs(of text: String) -> [String] {
        var result: [String] = []
        var current = ""
        for line in lines(of: text) {
            let content = line.trimmed
            if content.isEmpty {
                if !current.isEmpty { result.append(current) }
                current = ""
            } else {
                if !current.isEmpty { current += " " }
                current += content
            }
        }
        if !current.isEmpty { result.append(current) }
        return result
    }

    /// Lines ended by LF, CR LF, CR or a form feed.
    static func lines(of text: String) -> [Substring] {
        var lines: [Substring] = []
        let bytes = text.utf8
        var start = bytes.startIndex
        var index = start
        while index < bytes.endIndex {
            let byte = bytes[index]
            let next = bytes.index(after: index)
            guard byte == 0x0a || byte == 0x0d || byte == 0x0c else {
                index = next
                continue
            }
            lines.append(text[start..<index])
            let isPair = byte == 0x0d && next < bytes.endIndex && bytes[next] == 0x0a
            index = isPair ? bytes.index(after: next) : next
            start = index
        }
        lines.append(text[start...])
        return lines
    }

    static func isTitle(_ text: String) -> Bool {
        text.utf8.count <= 250 && !text.hasSuffix(".") && !text.hasSuffix(":") && !text.hasSuffix(";")
            && !text.hasSuffix(",")
    }
}
