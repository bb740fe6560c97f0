import Answering
import ArgumentParser
import BERT
import Foundation
import Metathesaurus
import ModelTools

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Time the engine on generated weights, or the store on generated articles.",
        discussion: """
            Needs neither model nor articles. Examples:
              answer bench --model-shape bert-large --lengths 16,32,64 --repeat 5
              answer bench --store 1000000
            With --path it times one inner loop alone; all but `forward` and `cache` want a --text.
            """
    )

    @Option(name: .customLong("model-shape"), help: "bert-large, bert-base or minilm-l6.")
    var shape = EnvironmentDefaults.value("model-shape", "bert-large")
    @Option(help: "Lengths of single sequences, separated by commas; 8x64 is a batch, ragged-25 one of 25 sentences.")
    var lengths: String?
    @Option(name: .customLong("repeat"), help: "Timed runs of each.") var repeats = 5
    @Option(help: "automatic, openblas or another kernel.") var kernels = EngineKernels.automatic
    @Option(help: "Threads (default: one a core).") var threads: Int?
    @Option(help: "Time a store of so many generated sentences instead.") var store: Int?
    @Option(name: .customLong("store-folder"), help: "Keep that store here, or use the one that is there.")
    var storeFolder: String?
    @Option(help: "Only this inner loop: \(HotPath.allCases.map(\.rawValue).joined(separator: ", ")).")
    var path: HotPath?
    @Option(help: "Text of --path.", completion: .file()) var text: String?
    @Option(help: "Vocabulary of --path matching.", completion: .file()) var vocabulary: String?
    @Option(help: "Model to time instead of random weights, and of --path wordpiece.", completion: .directory)
    var model: String?
    @OptionGroup var output: OutputOptions
    @OptionGroup var data: DataOptions

    mutating func validate() throws {
        guard (1...1000).contains(repeats) else { throw ValidationError("--repeat must be between 1 and 1000") }
        if let store, !(1...100_000_000).contains(store) {
            throw ValidationError("--store must be between 1 and 100000000")
        }
        if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads must be between 1 and 1024") }
    }

    func run() throws {
        if let store { return try benchmarkStore(store) }
        if let path { return try run(path) }
        let loaded = try model.map { try BERTModel(folder: ModelRegistry(data.workspace()).resolve($0)) }
        guard
            let configuration = loaded?.configuration
                ?? EngineBenchmark.shapes.first(where: { $0.name == shape })?.configuration
        else {
            let names = EngineBenchmark.shapes.map(\.name).joined(separator: ", ")
            throw CommandFailure("there is no shape “\(shape)”; choose one of \(names)")
        }
        let benchmark = EngineBenchmark(
            shape: loaded?.name ?? shape, configuration: configuration, cases: try cases(), model: loaded,
            repeats: repeats, threads: threads, kernels: kernels)
        let report = try benchmark.run()
        print(output.json ? report.json : report.table)
    }

    private func benchmarkStore(_ sentences: Int) throws {
        let files = FileManager.default
        let folder = storeFolder ?? files.temporaryDirectory.appendingPathComponent("answer-bench-\(UUID())").path
        do { try files.createDirectory(atPath: folder, withIntermediateDirectories: true) } catch {
            throw CommandFailure("cannot make \(folder): \((error as NSError).localizedDescription)")
        }
        defer { if storeFolder == nil { try? files.removeItem(atPath: folder) } }
        let progress = ProgressLine("Filling")
        let report = try StoreBenchmark(sentences: sentences, folder: folder).run { done, total in
            progress.update(
                fraction: Double(done) / Double(total),
                detail: "\(Format.count(done)) of \(Format.count(total)) sentences")
        }
        progress.finish()
        if output.json { return try JSONOutput.print(report) }
        print(
            "\(Format.count(report.sentences)) sentences, \(Format.count(report.edges)) edges, "
                + "\(Format.count(report.concepts)) concepts, \(Format.bytes(report.storeBytes))")
        if report.sentencesPerSecond > 0 {
            print("stored at \(Format.count(Int(report.sentencesPerSecond))) sentences a second, with index and graph")
        }
        print("ms".padding(toLength: 30, withPad: " ", startingAt: 0) + "   median      90 %     worst")
        for times in report.queries {
            let cells = [times.median, times.ninetieth, times.worst].map { value in
                let text = Format.fixed(value, 2)
                return String(repeating: " ", count: max(0, 10 - text.count)) + text
            }
            print(times.name.padding(toLength: 30, withPad: " ", startingAt: 0) + cells.joined())
        }
    }

    private struct PathReport: Encodable {
        var path: String
        var rounds: Int
        var unit: String
        var nanosecondsPerUnit: Double
    }

    private func run(_ path: HotPath) throws {
        var bytes: [UInt8] = []
        if let text {
            guard let contents = FileManager.default.contents(atPath: text) else {
                throw CommandFailure("\(text) cannot be read; name a text file")
            }
            guard !contents.isEmpty else { throw CommandFailure("\(text) holds no text") }
            bytes = [UInt8](contents)
        } else if path != .forward, path != .cache {
            throw ValidationError("--path \(path.rawValue) needs a --text")
        }
        let workspace = data.workspace()
        let round = try path.round(
            text: bytes, model: { try ModelRegistry(workspace).resolve(model) },
            vocabulary: vocabulary ?? workspace.vocabularyPath)
        var seconds = Double.infinity
        for _ in 0..<repeats {
            let start = ContinuousClock.now
            try round.run()
            seconds = min(seconds, (ContinuousClock.now - start) / .seconds(1))
        }
        let nanoseconds = seconds * 1e9 / Double(max(1, round.units))
        if output.json {
            return try JSONOutput.print(
                PathReport(path: path.rawValue, rounds: repeats, unit: round.unit, nanosecondsPerUnit: nanoseconds))
        }
        print("\(path.rawValue): \(Format.fixed(nanoseconds, 1)) ns a \(round.unit), best of \(repeats) rounds")
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
