import Answering

/// A report as people read it.
struct AnswerText {
    let report: AskReport
    let explains: Bool

    init(_ report: AskReport, explains: Bool) {
        self.report = report
        self.explains = explains
    }

    var text: String {
        var parts: [String] = []
        if let none = report.noAnswer {
            parts.append(Terminal.bold("No answer.") + " " + none.reason)
            if let rejected = none.bestRejected, let evidence = rejected.evidence.first {
                parts.append(
                    "The best that was found, with confidence \(Format.fixed(rejected.confidence, 2)):\n"
                        + Self.passage(evidence))
            }
        }
        for (rank, answer) in report.answers.enumerated() { parts.append(Self.answer(answer, rank: rank + 1)) }
        if !report.concepts.isEmpty || !report.unmatchedWords.isEmpty { parts.append(concepts) }
        if explains { parts.append(explanation) }
        for note in report.notes { parts.append(Terminal.dim("Note: \(note)")) }
        return parts.joined(separator: "\n\n")
    }

    // MARK: Answers

    private static func answer(_ answer: Answer, rank: Int) -> String {
        var lines = [
            "\(rank). " + Terminal.bold(Terminal.printable(answer.answer))
                + Terminal.dim("  confidence \(Format.fixed(answer.confidence, 2))")
        ]
        lines.append(contentsOf: answer.evidence.prefix(3).map(passage))
        if answer.evidence.count > 3 {
            lines.append(Terminal.dim("   and \(answer.evidence.count - 3) more sentences"))
        }
        return lines.joined(separator: "\n")
    }

    private static func passage(_ evidence: Evidence) -> String {
        let sentence = Terminal.wrap(
            PassageText.marked(evidence.sentence, evidence.start..<evidence.end, context: 500), indent: "   ")
        return sentence + "\n" + Terminal.dim(Terminal.wrap(source(evidence), indent: "   — "))
    }

    private static func source(_ evidence: Evidence) -> String {
        let article = evidence.source
        var parts = [Terminal.printable(article.title.isEmpty ? article.id : article.title)]
        let place = [article.journal.map { Terminal.printable($0) }, article.year.map(String.init)].compactMap { $0 }
        if !place.isEmpty { parts.append(place.joined(separator: ", ")) }
        if let doi = article.doi { parts.append("doi:" + Terminal.printable(doi)) }
        if !evidence.section.isEmpty { parts.append("section " + Terminal.printable(evidence.section)) }
        if let edge = evidence.edge { parts.append("\(edge.source)–\(edge.target)") }
        return parts.joined(separator: " · ")
    }

    private var concepts: String {
        var lines: [String] = []
        if !report.concepts.isEmpty {
            let names = report.concepts.map { "\($0.name) (\($0.id))" + ($0.excluded ? " excluded" : "") }
            lines.append("Concepts: " + names.joined(separator: ", "))
        }
        if let edge = report.edges.first {
            lines.append("Strongest link: \(edge.source.name) – \(edge.target.name), \(edge.sentences) sentences")
        }
        return Terminal.dim(lines.map { Terminal.wrap($0, indent: "") }.joined(separator: "\n"))
    }

    // MARK: --explain

    private var explanation: String {
        var lines = [Terminal.bold("How it came about")]
        for concept in report.concepts {
            var line =
                "  “\(concept.text)” → \(concept.name) (\(concept.id)), \(concept.semanticTypes.joined(separator: ", "))"
            if !concept.alternatives.isEmpty {
                line +=
                    "; could also be \(concept.alternatives.map { "\($0.name) (\($0.id))" }.joined(separator: ", "))"
            }
            lines.append(line)
        }
        if !report.unmatchedWords.isEmpty {
            lines.append("  no concept: \(report.unmatchedWords.joined(separator: ", "))")
        }
        for edge in report.edges.prefix(8) {
            lines.append(
                "  edge \(edge.source.name) – \(edge.target.name): \(edge.sentences) sentences, "
                    + "\(edge.articles) articles, PMI \(Format.fixed(edge.pmi, 1))")
        }
        lines.append("  \(report.candidates.count) passages read:")
        for candidate in report.candidates {
            let ranks =
                [
                    candidate.graphRank.map { "graph \($0)" }, candidate.textRank.map { "text \($0)" },
                    "\(Format.fixed(100 * candidate.coverage, 0)) % of the question",
                ].compactMap { $0 }.joined(separator: ", ")
            let figures =
                candidate.confidence.map { "\(Format.fixed($0, 2)) \(Format.fixed(candidate.score ?? 0, 1))" }
                ?? "not read"
            lines.append(
                "  \(figures)  “\(Terminal.printable(candidate.span ?? ""))”  "
                    + "\(candidate.sentenceKey) (\(ranks))\(candidate.cached ? ", cached" : "")")
        }
        lines.append(
            "  " + report.timings.map { "\($0.stage) \(Format.fixed($0.milliseconds, 1)) ms" }.joined(separator: ", "))
        lines.append("  model \(report.provenance.model) \(report.provenance.modelDigest.prefix(12))")
        return lines.joined(separator: "\n")
    }
}
