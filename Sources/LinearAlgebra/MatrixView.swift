/// A row-major matrix somebody else owns: `rows` × `columns` floats, rows `stride` floats apart.
public struct MatrixView {
    /// Element (0, 0).
    public var base: UnsafePointer<Float>
    /// Number of rows.
    public var rows: Int
    /// Number of columns.
    public var columns: Int
    /// Distance from one row to the next, in floats; at least `columns`.
    public var stride: Int

    /// A view of `rows` × `columns` floats at `base`, packed unless `stride` is given.
    @inlinable
    public init(_ base: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int? = nil) {
        self.base = base
        self.rows = rows
        self.columns = columns
        self.stride = stride ?? columns
    }
}

/// A row-major matrix somebody else owns, to be written.
public struct MutableMatrixView {
    /// Element (0, 0).
    public var base: UnsafeMutablePointer<Float>
    /// Number of rows.
    public var rows: Int
    /// Number of columns.
    public var columns: Int
    /// Distance from one row to the next, in floats; at least `columns`.
    public var stride: Int

    /// A view of `rows` × `columns` floats at `base`, packed unless `stride` is given.
    @inlinable
    public init(_ base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil) {
        self.base = base
        self.rows = rows
        self.columns = columns
        self.stride = stride ?? columns
    }

    /// The same matrix, to be read.
    @inlinable public var readOnly: MatrixView { MatrixView(base, rows: rows, columns: columns, stride: stride) }
}
