import COpenBLAS

/// C = alpha · A · Bᵀ + beta · C, the shape of a dense layer whose weights are stored `[out, in]`.
///
/// - A: `[m, k]`, row-major.
/// - B: `[n, k]`, row-major.
/// - C: `[m, n]`, row-major.
///
/// One OpenBLAS call on the calling thread; see `useOneThreadPerCall`.
public func multiplyTransposed(
    _ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView, alpha: Float = 1, beta: Float = 0
) {
    precondition(a.columns == b.columns && c.rows == a.rows && c.columns == b.rows, "shapes do not fit")
    guard c.rows > 0, c.columns > 0 else { return }
    cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasTrans, Int32(a.rows), Int32(b.rows), Int32(a.columns), alpha,
        a.base, Int32(a.stride), b.base, Int32(b.stride), beta, c.base, Int32(c.stride))
}

/// C = alpha · A · B + beta · C.
///
/// - A: `[m, k]`, B: `[k, n]`, C: `[m, n]`, all row-major.
public func multiply(
    _ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView, alpha: Float = 1, beta: Float = 0
) {
    precondition(a.columns == b.rows && c.rows == a.rows && c.columns == b.columns, "shapes do not fit")
    guard c.rows > 0, c.columns > 0 else { return }
    cblas_sgemm(
        CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(a.rows), Int32(b.columns), Int32(a.columns), alpha,
        a.base, Int32(a.stride), b.base, Int32(b.stride), beta, c.base, Int32(c.stride))
}

/// C = A · Bᵀ by the definition, in double precision; what the fast products are compared with.
public func multiplyTransposedReference(_ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView) {
    for row in 0..<a.rows {
        for column in 0..<b.rows {
            var sum = 0.0
            for k in 0..<a.columns {
                sum += Double(a.base[row * a.stride + k]) * Double(b.base[column * b.stride + k])
            }
            c.base[row * c.stride + column] = Float(sum)
        }
    }
}

/// Makes every OpenBLAS call run on the thread that makes it. The engine splits the work itself, so a second level of
/// threads below it would only fight for the same cores.
public func useOneThreadPerCall() {
    _ = oneThread
}

private let oneThread: Void = openblas_set_num_threads(1)
