import Foundation
import LinearAlgebra

/// Which kernels carry the dense layers.
public enum EngineKernels: String, Sendable, CaseIterable {
    /// Those over weights that are stored as eight-bit integers.
    public static let overIntegers: [EngineKernels] = [.integer, .narrowInteger]

    /// The fastest that this processor has for the model.
    case automatic
    /// Row-major activations and OpenBLAS.
    case openBLAS = "openblas"
    /// Panels with 256-bit registers.
    case narrow
    /// Panels with 512-bit registers.
    case wide
    /// Panels of bytes with 512-bit registers, for weights that are stored as eight-bit integers: the inputs of dense
    /// layers are rounded to bytes, so that results differ from the others' in the third digit.
    case integer
    /// The same with 256-bit registers.
    case narrowInteger = "narrow-integer"

    /// Whether this processor and this build have them.
    public var isAvailable: Bool {
        switch self {
        case .automatic, .openBLAS, .narrow: PanelKernel.narrow.isAvailable
        case .wide: PanelKernel.wide.isAvailable
        case .integer: IntegerKernel.wide.isAvailable && PanelKernel.wide.isAvailable
        case .narrowInteger: IntegerKernel.narrow.isAvailable
        }
    }
}

/// Runs a model: one engine a thread of control, holding the workspace and the worker threads.
///
/// Not for concurrent use. The first pass of a given size allocates the workspace, later ones allocate nothing in the
/// encoder.
public final class InferenceEngine {
    /// The model it runs.
    public let model: BERTModel
    /// Number of threads, the caller's included.
    public let threads: Int
    let encoder: any Encoder
    private let team: WorkTeam
    private let kernel: PanelKernel?
    private let integers: IntegerKernel?

    /// Most tokens that go through the encoder at once; a larger batch is cut between sequences.
    public var chunkTokens = 4096

    // Reused by `read`.
    var batch = PackedBatch()
    var startLogits: [Float] = []
    var endLogits: [Float] = []

    /// An engine for `model` on `threads` threads, by default one for each active core.
    ///
    /// - Throws: ``BERTError/noKernels(_:reason:)`` where the processor or the weights are not for the kernels.
    public init(
        model: BERTModel, threads: Int? = nil, kernels: EngineKernels = .automatic
    ) throws(BERTError) {
        self.model = model
        self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
        team = WorkTeam(workers: self.threads)
        let chosen: EngineKernels =
            switch kernels {
            case .automatic:
                switch model.canUseIntegers ? IntegerKernel.best : nil {
                case .wide: .integer
                case .narrow: .narrowInteger
                case nil: PanelKernel.wide.isAvailable ? .wide : .narrow
                }
            default: kernels
            }
        switch chosen {
        case .automatic, .openBLAS: kernel = nil
        case .narrow, .narrowInteger: kernel = .narrow
        case .wide, .integer: kernel = .wide
        }
        switch chosen {
        case .integer: integers = .wide
        case .narrowInteger: integers = .narrow
        default: integers = nil
        }
        if !chosen.isAvailable {
            let needed =
                switch chosen {
                case .integer: "AVX-512 VNNI"
                case .narrowInteger: "AVX-VNNI"
                case .wide: "AVX-512"
                default: "AVX2 and FMA"
                }
            throw .noKernels(chosen, reason: "this processor lacks \(needed)")
        }
        if integers != nil, !model.canUseIntegers {
            throw .noKernels(
                chosen,
                reason: "the weights of “\(model.name)” are not eight-bit integers; "
                    + "answer convert --type i8 makes them so")
        }
        if integers == nil { model.expandWeights() }
        if let kernel {
            encoder = PanelEncoder(model: model, team: team, kernel: kernel, integers: integers)
        } else {
            encoder = RowEncoder(model: model, team: team)
        }
    }

    /// The kernels in use, never `automatic`.
    public var kernelName: String {
        let kernels: EngineKernels =
            switch (integers, kernel) {
            case (.wide, _): .integer
            case (.narrow, _): .narrowInteger
            case (nil, .wide): .wide
            case (nil, .narrow): .narrow
            case (nil, nil): .openBLAS
            }
        return kernels.rawValue
    }

    /// What the multipliers of all threads can do, in 10⁹ operations a second; takes a tenth of a second.
    func measuredPeak() -> Double {
        guard let best = PanelKernel.best else { return 0 }
        return PeakProgram(team: team, kernel: kernel ?? best).measure()
    }

    /// How often the workspace had to grow so far.
    public var workspaceGrowths: Int { encoder.growths }

    /// Start and end logits of every token of the batch; NaN for tokens whose logits were not wanted.
    ///
    /// - Throws: ``BERTError/badBatch(reason:)`` for ids, types or lengths the model cannot take, and
    ///   ``BERTError/notFinite(where:)`` when the weights lead to NaN or infinity.
    public func logits(batch: PackedBatch) throws(BERTError) -> (start: [Float], end: [Float]) {
        var start: [Float] = []
        var end: [Float] = []
        try run(batch, start: &start, end: &end)
        return (start, end)
    }

    /// As `logits(batch:)`, into arrays that keep their memory.
    func run(_ batch: borrowing PackedBatch, start: inout [Float], end: inout [Float]) throws(BERTError) {
        try check(batch)
        let tokens = batch.tokenCount
        start.removeAll(keepingCapacity: true)
        end.removeAll(keepingCapacity: true)
        start.append(contentsOf: repeatElement(.nan, count: tokens))
        end.append(contentsOf: repeatElement(.nan, count: tokens))
        var first = 0
        while first < batch.count {
            var next = first + 1
            while next < batch.count, batch.starts[next + 1] - batch.starts[first] <= chunkTokens { next += 1 }
            let result = encoder.encode(batch, first..<next)
            let offset = batch.starts[first]
            var sum: Float = 0
            for (index, row) in result.rows.enumerated() {
                let place = result.logits + index / 16 * 32 + index % 16
                let startLogit = place[0]
                let endLogit = place[16]
                start[offset + row] = startLogit
                end[offset + row] = endLogit
                sum += startLogit * 0 + endLogit * 0
            }
            guard sum == 0 else { throw .notFinite(where: "a logit of the model “\(model.name)”") }
            first = next
        }
    }

    private func check(_ batch: borrowing PackedBatch) throws(BERTError) {
        let configuration = model.configuration
        for sequence in 0..<batch.count {
            let length = batch.starts[sequence + 1] - batch.starts[sequence]
            guard length > 0 else { throw .badBatch(reason: "sequence \(sequence) has no tokens") }
            guard length <= configuration.maximumPositions else {
                throw .badBatch(
                    reason:
                        "sequence \(sequence) has \(length) tokens, the model takes \(configuration.maximumPositions)")
            }
        }
        let vocabulary = UInt32(configuration.vocabularySize)
        for (index, id) in batch.ids.enumerated() where UInt32(bitPattern: id) >= vocabulary {
            throw .badBatch(reason: "token \(index) has id \(id), the model has \(vocabulary) tokens")
        }
    }
}
