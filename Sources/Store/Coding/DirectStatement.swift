import Foundation
import GRDB
import GRDBSQLite

/// A prepared statement without GRDB's rows and arguments, which cost several times what SQLite takes for a small row:
/// for the few statements that run ten thousand times in a batch or hundreds of times in a query.
///
/// Values are bound, `next` steps through the rows, and `reset` makes the statement ready for other values. Pointers
/// that a column hands out hold until the next step or reset.
struct DirectStatement {
    private let statement: Statement
    private let handle: OpaquePointer
    private let db: Database

    /// - Parameter isShared: takes the statement from the connection's cache, for readers; a statement that another
    ///   may prepare again while this one is being stepped must not be.
    init(_ db: Database, _ sql: String, isShared: Bool = true) throws {
        statement = isShared ? try db.cachedStatement(sql: sql) : try db.makeStatement(sql: sql)
        handle = statement.sqliteStatement
        self.db = db
        sqlite3_reset(handle)
    }

    // MARK: Binding, the first value has number 1

    @inline(__always)
    func bind(_ number: Int32, _ value: Int64) { sqlite3_bind_int64(handle, number, value) }

    func bind(_ number: Int32, _ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            let base = UnsafeRawPointer(utf8.baseAddress ?? UnsafePointer(Self.nothing)).assumingMemoryBound(
                to: CChar.self)
            _ = sqlite3_bind_text(handle, number, base, Int32(clamping: utf8.count), Self.copied)
        }
    }

    func bind(_ number: Int32, _ text: String?) {
        if let text { bind(number, text) } else { sqlite3_bind_null(handle, number) }
    }

    /// SQLite copies the bytes.
    func bind(_ number: Int32, _ bytes: UnsafeRawBufferPointer) {
        _ = sqlite3_bind_blob(
            handle, number, bytes.baseAddress ?? UnsafeRawPointer(Self.nothing), Int32(clamping: bytes.count),
            Self.copied)
    }

    func bind(_ number: Int32, _ bytes: [UInt8]) { bytes.withUnsafeBytes { bind(number, $0) } }

    // MARK: Running

    /// Moves to the next row; false after the last.
    @inline(__always)
    func next() throws -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        if code == SQLITE_DONE { return false }
        throw failure(code)
    }

    @inline(__always)
    func reset() { sqlite3_reset(handle) }

    /// Runs a statement without rows and makes it ready for the next values.
    func run() throws {
        defer { sqlite3_reset(handle) }
        while try next() {}
    }

    private func failure(_ code: Int32) -> DatabaseError {
        let message = db.sqliteConnection.flatMap(sqlite3_errmsg).map { String(cString: $0) }
        sqlite3_reset(handle)
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message, sql: statement.sql)
    }

    // MARK: Columns, the first has number 0

    @inline(__always)
    func integer(_ column: Int32) throws -> Int64 {
        guard sqlite3_column_type(handle, column) == SQLITE_INTEGER else { throw wrongType("number") }
        return sqlite3_column_int64(handle, column)
    }

    func text(_ column: Int32) throws -> String {
        guard sqlite3_column_type(handle, column) == SQLITE_TEXT, let start = sqlite3_column_text(handle, column) else {
            throw wrongType("text")
        }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int32) throws -> UnsafeRawBufferPointer {
        let type = sqlite3_column_type(handle, column)
        guard type == SQLITE_BLOB || type == SQLITE_TEXT else { throw wrongType("bytes") }
        let start = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column)))
    }

    private func wrongType(_ wanted: String) -> Damage { Damage("a row holds no \(wanted) where one belongs") }

    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    // What an empty value points to; never read.
    private nonisolated(unsafe) static let nothing = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)
}
