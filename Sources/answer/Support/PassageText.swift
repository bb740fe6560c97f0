import Answering

/// A passage's answers as people read them.
struct PassageText {
    let report: PassageReport

    init(_ report: PassageReport) { self.report = report }

    var text: String {
        guard let best = report.answers.first else { return "No answer: the passage holds no words." }
        var lines: [String] = []
        if report.noAnswer {
            lines.append(Terminal.bold("No answer in this passage."))
            lines.append(
                "The best span was “\(Terminal.printable(best.answer))”, confidence \(Format.fixed(best.confidence, 2))."
            )
        } else {
            for (rank, answer) in report.answers.enumerated() {
                let figures = "confidence \(Format.fixed(answer.confidence, 2)), score \(Format.fixed(answer.score, 2))"
                lines.append(
                    (rank == 0 ? "" : "\(rank + 1). ") + Terminal.bold(Terminal.printable(answer.answer))
                        + Terminal.dim("  (\(figures))"))
            }
        }
        lines.append("")
        lines.append(Terminal.wrap(Self.marked(report.passage, best.start..<best.end, context: 600), indent: "  "))
        return lines.joined(separator: "\n")
    }

    /// The text around `range`, with it marked; cut to `context` bytes on each side at spaces.
    static func marked(_ text: String, _ range: Range<Int>, context: Int = .max) -> String {
        let bytes = text.utf8
        func index(_ offset: Int) -> String.Index {
            bytes.index(bytes.startIndex, offsetBy: min(max(offset, 0), bytes.count))
        }
        let start = index(range.lowerBound)
        let end = index(range.upperBound)
        var before = Substring(text[..<start])
        var after = Substring(text[end...])
        if before.utf8.count > context {
            before = before.suffix(context)
            before = "… " + before.drop { $0 != " " }.dropFirst()
        }
        if after.utf8.count > context {
            after = after.prefix(context)
            after = after[..<(after.lastIndex(of: " ") ?? after.endIndex)] + " …"
        }
        return Terminal.printable(before) + Terminal.mark(Terminal.printable(text[start..<end]))
            + Terminal.printable(after)
    }
}
