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
    /// Start logit of `rows[i]` at `i * startStride`, end logit at `endOffset + i * startStride`.
    var logits: UnsafePointer<Float>
    var startStride: Int
    var endOffset: Int
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
