import LinearAlgebra

/// A point of the forward pass at which tests compare with the reference.
enum Stage: Hashable {
    case embeddings
    case layer(Int)
}

/// What an encoder leaves behind: logits of the rows that were wanted.
struct EncoderResult {
    /// Rows of the chunk, ascending.
    var rows: [Int]
    /// Panels of 16 rows, `[panels, 2, 16]`: the start logits of 16 rows, then their end logits.
    var logits: UnsafePointer<Float>
}

/// Runs the sequences of a batch through embeddings, layers and span head.
protocol Encoder: AnyObject {
    /// Logits of the rows wanted in the sequences `sequences`; valid until the next call.
    func encode(_ batch: borrowing PackedBatch, _ sequences: Range<Int>) -> EncoderResult
    /// How often the workspace had to grow.
    var growths: Int { get }
    /// Called by one worker, with row-major `[rows, hidden]` values, after each stage.
    var onStage: ((Stage, MatrixView) -> Void)? { get set }
}
