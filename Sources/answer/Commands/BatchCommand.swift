import Answering
import ArgumentParser
import Foundation

struct BatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Answer a file of questions, one a line, to a file of JSON lines.",
        discussion: """
            Each output line is what `answer ask --json` prints, on one line, with the question's line number. A run \
            that was stopped goes on where it ended: lines already in the output are not asked again.
            """
    )

    @Argument(help: "File with one question a line; - reads standard input.", completion: .file())
    var file: String

    @Option(name: [.short, .long], help: "Output file (default: standard output, not resumable).", completion: .file())
    var out: String?

    @OptionGroup var ask: AskCommand

    private struct Line: Encodable {
        var line: Int
        var report: AskReport?
        var question: String
        var error: String?
    }

    private struct Done: Decodable {
        var line: Int
        var question: String
    }

    mutating func validate() throws {
        guard ask.question.isEmpty else { throw ValidationError("batch takes one file") }
    }

    func run() async throws {
        let questions = try TextInput.read(file).split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated().map { (number: $0 + 1, text: $1.trimmingCharacters(in: .whitespaces)) }
            .filter { !$0.text.isEmpty }
        let output = try openOutput()
        let todo = questions.filter { output.done[$0.number] != $0.text }
        let answerer = try ask.openAnswerer()
        let progress = ProgressLine("Answering", isEnabled: out != nil)
        let encoder = JSONOutput.encoder(pretty: false)
        var failures = 0
        for (index, question) in todo.enumerated() {
            var line = Line(line: question.number, question: question.text)
            do { line.report = try await answerer.ask(ask.request(question.text)) } catch let error as AnsweringError {
                // One bad question must not end the batch; a broken store or model would fail them all.
                guard case .badQuestion = error else { throw error }
                line.error = error.description
                failures += 1
            }
            try output.handle.write(contentsOf: encoder.encode(line) + Data("\n".utf8))
            progress.update(
                fraction: Double(index + 1) / Double(todo.count),
                detail: "\(Format.count(index + 1)) of \(Format.count(todo.count)) questions")
        }
        progress.finish()
        if out != nil {
            let failed = failures > 0 ? ", \(failures) refused" : ""
            Terminal.writeError("\(todo.count) answered, \(questions.count - todo.count) were there already\(failed)\n")
        }
    }

    /// Opens the output for appending, with the lines that a former run finished.
    private func openOutput() throws -> (handle: FileHandle, done: [Int: String]) {
        guard let out else { return (.standardOutput, [:]) }
        let url = URL(fileURLWithPath: out)
        var done: [Int: String] = [:]
        var kept = 0
        if let data = FileManager.default.contents(atPath: out) {
            let decoder = JSONDecoder()
            var start = data.startIndex
            // A line without its end is what an interrupted run left: it is cut off and asked again.
            while let end = data[start...].firstIndex(of: UInt8(ascii: "\n")) {
                guard let line = try? decoder.decode(Done.self, from: data[start..<end]) else {
                    throw CommandFailure("\(out) is not a file that batch wrote; choose another --out or remove it")
                }
                done[line.line] = line.question
                start = data.index(after: end)
            }
            kept = start
        } else if !FileManager.default.createFile(atPath: out, contents: nil) {
            throw CommandFailure("cannot write \(out)")
        }
        do {
            let handle = try FileHandle(forUpdating: url)
            try handle.truncate(atOffset: UInt64(kept))
            try handle.seekToEnd()
            return (handle, done)
        } catch {
            throw CommandFailure("cannot write \(out): \((error as NSError).localizedDescription)")
        }
    }
}
