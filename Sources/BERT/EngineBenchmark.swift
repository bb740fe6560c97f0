import Foundation
import LinearAlgebra

/// Times the engine at a model's shape, on generated weights.
///
/// Every case is run once to warm up and then `repeats` times, the cases in turn, so that a slow spell of the machine
/// touches all of them; the peak of the multipliers is measured before and after, in the same process.
public struct EngineBenchmark: Sendable {
    /// Sequence lengths of one batch.
    public struct Case: Sendable, Equatable {
        /// What tables call it.
        public var name: String
        /// Length of each sequence, in tokens.
        public var lengths: [Int]

        /// A case; the default name is its lengths.
        public init(name: String? = nil, lengths: [Int]) {
            self.lengths = lengths
            if let name {
                self.name = name
            } else if lengths.count > 1, Set(lengths).count == 1 {
                self.name = "\(lengths.count)×\(lengths[0])"
            } else {
                self.name = lengths.map { "\($0)" }.joined(separator: "+")
            }
        }

        /// Tokens of the whole batch.
        public var tokens: Int { lengths.reduce(0, +) }
    }

    /// Shapes that can be named on a command line.
    public static let shapes: [(name: String, configuration: BERTConfiguration)] = [
        ("bert-large", .large), ("bert-base", .base), ("minilm-l6", .small),
    ]

    /// Lengths of 25 sentence-sized passages with their question: 1,427 tokens.
    public static let raggedLengths = [
        62, 56, 92, 59, 75, 31, 55, 58, 33, 47, 60, 91, 47, 37, 38, 58, 60, 92, 61, 37, 58, 83, 42, 41, 54,
    ]

    /// Single sequences of 16 to 384 tokens, eight of 64, and the ragged batch.
    public static let standardCases: [Case] =
        [16, 32, 64, 128, 384].map { Case(lengths: [$0]) }
        + [Case(lengths: Array(repeating: 64, count: 8)), Case(name: "ragged-25", lengths: raggedLengths)]

    /// Name of the shape or model, for the report.
    public var shape: String
    /// Configuration of the model that is made or run.
    public var configuration: BERTConfiguration
    /// The model that is run instead of one with random weights.
    public var model: BERTModel?
    /// What is timed.
    public var cases: [Case]
    /// Timed runs of each case.
    public var repeats: Int
    /// Threads; nil for one each core.
    public var threads: Int?
    /// Kernels of the dense layers.
    public var kernels: EngineKernels

    /// A benchmark; the defaults are the standard ones.
    public init(
        shape: String = "bert-large", configuration: BERTConfiguration = .large, cases: [Case] = standardCases,
        model: BERTModel? = nil, repeats: Int = 5, threads: Int? = nil, kernels: EngineKernels = .automatic
    ) {
        self.shape = shape
        self.configuration = model?.configuration ?? configuration
        self.model = model
        self.cases = cases
        self.repeats = max(1, repeats)
        self.threads = threads
        self.kernels = kernels
    }

    /// Figures of one case.
    public struct Measurement: Sendable, Equatable, Codable {
        /// The case's name.
        public var name: String
        /// Sequence lengths.
        public var lengths: [Int]
        /// Seconds of each run, ascending.
        public var seconds: [Double]
        /// Tokens per second of the median run.
        public var tokensPerSecond: Double
        /// Multiplications and additions of the dense layers and attention, per second of the median run, in 10⁹.
        public var gigaflops: Double
        /// `gigaflops` over the measured peak.
        public var shareOfPeak: Double

        /// The run that `share` of all runs were at most as slow as.
        public func percentile(_ share: Double) -> Double {
            seconds[min(seconds.count - 1, Int((Double(seconds.count) * share).rounded(.down)))]
        }
    }

    /// What was measured.
    public struct Report: Sendable, Equatable, Codable {
        /// Name of the shape.
        public var shape: String
        /// Kernels the engine chose.
        public var kernels: String
        /// Threads used.
        public var threads: Int
        /// The better of two measurements of what all threads' multipliers can do, in 10⁹ operations a second.
        public var peakGigaflops: Double
        /// One entry a case.
        public var measurements: [Measurement]
    }

    /// Runs the benchmark.
    ///
    /// - Throws: ``BERTError`` when the engine cannot run here or a case is longer than the model's positions.
    public func run() throws(BERTError) -> Report {
        let model = if let model { model } else { try BERTModel(random: configuration) }
        let engine = try InferenceEngine(model: model, threads: threads, kernels: kernels)
        var peak = engine.measuredPeak()
        let batches = cases.map { Self.batch($0, vocabulary: configuration.vocabularySize) }
        var start: [Float] = []
        var end: [Float] = []
        var times = [[Double]](repeating: [], count: cases.count)
        for round in 0...repeats {
            for (index, batch) in batches.enumerated() {
                let begin = DispatchTime.now().uptimeNanoseconds
                try engine.run(batch, start: &start, end: &end)
                let seconds = Double(DispatchTime.now().uptimeNanoseconds - begin) * 1e-9
                if round > 0 { times[index].append(seconds) }
            }
        }
        peak = max(peak, engine.measuredPeak())
        let measurements = zip(cases, times).map { item, times in
            let seconds = times.sorted()
            let median = seconds[seconds.count / 2]
            let gigaflops = configuration.operations(lengths: item.lengths) / median * 1e-9
            return Measurement(
                name: item.name, lengths: item.lengths, seconds: seconds,
                tokensPerSecond: Double(item.tokens) / median, gigaflops: gigaflops, shareOfPeak: gigaflops / peak)
        }
        return Report(
            shape: shape, kernels: engine.kernelName, threads: engine.threads, peakGigaflops: peak,
            measurements: measurements)
    }

    private static func batch(_ item: Case, vocabulary: Int) -> PackedBatch {
        var batch = PackedBatch()
        for length in item.lengths {
            // All logits are computed, so that the work is what other engines do for the same lengths.
            batch.append(
                ids: (0..<length).map { Int32(($0 &* 7919 &+ 104_729) % vocabulary) },
                firstPassageToken: min(12, length))
        }
        return batch
    }
}

extension BERTConfiguration {
    /// Multiplications and additions of one pass over sequences of these lengths.
    func operations(lengths: [Int]) -> Double {
        let dense = 4 * hiddenSize * hiddenSize + 2 * hiddenSize * intermediateSize
        return lengths.reduce(0) { sum, length in
            sum + 2 * Double(layers) * Double(length) * (Double(dense) + 2 * Double(length) * Double(hiddenSize))
        }
    }
}

extension EngineBenchmark.Report {
    /// The figures as a table for people; milliseconds.
    public var table: String {
        func column(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
        func number(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }
        var lines = [
            "\(shape), \(threads) threads, \(kernels) kernels, measured peak \(number(peakGigaflops, 0)) GFLOP/s", "",
            "case           tokens   best ms  median ms    p90 ms   tokens/s  GFLOP/s  of peak",
        ]
        for item in measurements {
            let name = item.name.padding(toLength: max(14, item.name.count), withPad: " ", startingAt: 0)
            lines.append(
                name + column("\(item.lengths.reduce(0, +))", 7)
                    + column(number((item.seconds.first ?? 0) * 1e3, 1), 10)
                    + column(number(item.percentile(0.5) * 1e3, 1), 11)
                    + column(number(item.percentile(0.9) * 1e3, 1), 10) + column(number(item.tokensPerSecond, 0), 11)
                    + column(number(item.gigaflops, 1), 9) + column(number(item.shareOfPeak * 100, 0) + " %", 9))
        }
        return lines.joined(separator: "\n")
    }

    /// The same as JSON: `{"shape", "kernels", "threads", "peakGigaflops", "measurements": [{"name", "lengths",
    /// "seconds", "tokensPerSecond", "gigaflops", "shareOfPeak"}]}`.
    public var json: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(self) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
