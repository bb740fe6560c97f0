import Answering
import ArgumentParser
import WordPiece

struct TokenizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tokenize", abstract: "Show a text's WordPiece tokens, with ids and byte offsets.")

    @Argument(help: "The text; without one, --file is read.") var text: [String] = []
    @Option(help: "A text file; - reads standard input.", completion: .file()) var file: String?
    @Flag(help: "Time the tokenizer on the file's lines instead.") var bench = false
    @OptionGroup var modelOptions: ModelOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var data: DataOptions

    private struct Token: Encodable {
        var id: Int
        var token: String
        var start: Int
        var end: Int
    }

    private struct Timing: Encodable {
        var bytesPerSecond: Double
        var tokens: Int
        var bytes: Int
    }

    func run() throws {
        guard text.isEmpty != (file == nil) else { throw ValidationError("give a text or --file") }
        let input = try file.map(TextInput.read) ?? text.joined(separator: " ")
        let tokenizer = try WordPieceTokenizer(folder: modelOptions.folder(in: data.workspace()))
        if bench { return try time(tokenizer, input) }
        let tokens = tokenizer.encode(input)
        let rows = tokens.ids.indices.map { index in
            Token(
                id: Int(tokens.ids[index]), token: tokenizer.vocabulary.token(tokens.ids[index]) ?? "",
                start: Int(tokens.starts[index]), end: Int(tokens.ends[index]))
        }
        if output.json { return try JSONOutput.print(rows) }
        for row in rows { print("\(row.id)\t\(row.token)\t\(row.start)\t\(row.end)") }
    }

    private func time(_ tokenizer: WordPieceTokenizer, _ input: String) throws {
        let lines = input.split(whereSeparator: \.isNewline).map(String.init)
        let result = WordPieceBenchmark.run(tokenizer, lines: lines)
        if output.json {
            return try JSONOutput.print(
                Timing(bytesPerSecond: result.bytesPerSecond, tokens: result.tokens, bytes: result.bytes))
        }
        print("\(Format.fixed(result.bytesPerSecond / 1e6, 1)) MB/s, \(Format.count(result.tokens)) tokens")
    }
}
