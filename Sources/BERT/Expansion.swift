import Dispatch
import LinearAlgebra
import Safetensors
import Synchronization

/// A tensor that has to be expanded to floats, and where to.
struct Expansion: @unchecked Sendable {
    // Unchecked because of the pointers: read-only mapping, and disjoint parts of the loader's buffer.
    var view: TensorView
    var scales: TensorView?
    var target: UnsafeMutablePointer<Float>

    /// Expands all of `items`, in pieces of some 64 thousand values, on all cores.
    static func run(_ items: [Expansion]) {
        let piece = 1 << 16
        var pieces: [(item: Int, range: Range<Int>)] = []
        for (index, item) in items.enumerated() {
            let columns = item.scales == nil ? 1 : item.view.elementCount / max(1, item.view.shape[0])
            // Pieces of quantized tensors are whole rows.
            let step = max(columns, piece / columns * columns)
            for start in stride(from: 0, to: item.view.elementCount, by: step) {
                pieces.append((index, start..<min(start + step, item.view.elementCount)))
            }
        }
        let work = pieces
        DispatchQueue.concurrentPerform(iterations: work.count) { index in
            let (number, range) = work[index]
            items[number].expand(range)
        }
    }

    /// Writes the values `range` of the tensor as floats to the same positions after `target`.
    private func expand(_ range: Range<Int>) {
        guard let base = view.bytes.baseAddress else { return }
        let output = target + range.lowerBound
        switch view.type {
        case .f32:
            UnsafeMutableRawPointer(output).copyMemory(
                from: base + range.lowerBound * 4, byteCount: range.count * 4)
        case .f16:
            expandHalves(base + range.lowerBound * 2, count: range.count, into: output)
        case .bf16:
            expandBrainFloats(base + range.lowerBound * 2, count: range.count, into: output)
        default:
            guard let scales, let first = scales.bytes.baseAddress else { return }
            let columns = view.elementCount / max(1, view.shape[0])
            for row in range.lowerBound / columns..<range.upperBound / columns {
                let scale = first.loadUnaligned(fromByteOffset: row * 4, as: Float.self)
                expandBytes(base + row * columns, scale: scale, count: columns, into: target + row * columns)
            }
        }
    }
}

/// Expansions that wait until someone needs the floats; those who ask at the same time wait for the first.
final class DeferredExpansion: Sendable {
    private let items: Mutex<[Expansion]>

    init(_ items: [Expansion]) { self.items = Mutex(items) }

    /// Expands what has not been expanded yet.
    func run() {
        items.withLock { items in
            Expansion.run(items)
            items = []
        }
    }
}
