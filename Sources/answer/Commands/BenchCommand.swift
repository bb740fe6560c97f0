import ArgumentParser
import BERT

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Time the engine on generated weights.",
        discussion: "Needs no model. Example: answer bench --model-shape bert-large --lengths 16,32,64 --repeat 5"
    )

    @Option(name: .customLong("model-shape"), help: "bert-large, bert-base or minilm-l6.")
    var shape = EnvironmentDefaults.value("model-shape", "bert-large")
    @Option(help: "Lengths of single sequences, separated by commas; 8x64 is a batch, ragged-25 one of 25 sentences.")
    var lengths: String?
    @Option(name: .customLong("repeat"), help: "Timed runs of each.") var repeats = 5
    @Option(help: "automatic, openblas or another kernel.") var kernels = EngineKernels.automatic
    @Option(help: "Threads (default: one a core).") var threads: Int?
    @OptionGroup var output: OutputOptions

    mutating func validate() throws {
        guard (1...1000).contains(repeats) else { throw ValidationError("--repeat must be between 1 and 1000") }
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be between 1 and 1024") }
    }

    func run() throws {
        guard let configuration = EngineBenchmark.shapes.first(where: { $0.name == shape })?.configuration else {
            let names = EngineBenchmark.shapes.map(\.name).joined(separator: ", ")
            throw CommandFailure("there is no shape “\(shape)”; choose one of \(names)")
        }
        let benchmark = EngineBenchmark(
            shape: shape, configuration: configuration, cases: try cases(), repeats: repeats, threads: threads,
            kernels: kernels)
        let report = try benchmark.run()
        print(output.json ? report.json : report.table)
    }

    private func cases() throws -> [EngineBenchmark.Case] {
        guard let lengths else { return EngineBenchmark.standardCases }
        return try lengths.split(separator: ",").map { part in
            if part == "ragged-25" { return .init(name: "ragged-25", lengths: EngineBenchmark.raggedLengths) }
            let numbers = part.split(separator: "x").map { Int($0) }
            guard numbers.count <= 2, let length = numbers.last ?? nil, let count = numbers.count == 2 ? numbers[0] : 1,
                (1...512).contains(length), (1...1024).contains(count)
            else { throw CommandFailure("“\(part)” is no length; write 64, 8x64 or ragged-25") }
            return .init(lengths: Array(repeating: length, count: count))
        }
    }
}

extension EngineKernels: ExpressibleByArgument {}
