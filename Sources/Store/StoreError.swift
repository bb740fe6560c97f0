import Foundation
import GRDB

/// What can go wrong with a store, each case saying what, where and what to do.
public enum StoreError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no file at the path.
    case missing(path: String)
    /// The file is something else: not SQLite, or another program's database.
    case notAStore(path: String)
    /// The file was written by a newer version of this program.
    case newerVersion(path: String, found: Int, supported: Int)
    /// The file is an older version and was opened read-only, so it cannot be brought up to date.
    case olderVersion(path: String, found: Int, supported: Int)
    /// A write that was cut off must be undone first, and this user may not write the file.
    case cutOff(path: String)
    /// The file's content contradicts itself.
    case damaged(path: String, detail: String)
    /// Another process held the store for longer than the busy timeout.
    case locked(path: String)
    /// No room is left on the device; the transaction in hand was rolled back.
    case full(path: String)
    /// The file or its folder cannot be read or written.
    case denied(path: String, detail: String)
    /// A write on a store that was opened read-only.
    case readOnly(path: String)
    /// A record that cannot be stored, and why.
    case invalid(String)
    /// Anything else SQLite reports, with its result code.
    case database(path: String, code: Int, message: String)

    public var description: String {
        switch self {
        case .missing(let path): "no store at \(path): ingest articles first"
        case .notAStore(let path): "\(path) is not an answer store: choose another data folder or remove the file"
        case .newerVersion(let path, let found, let supported):
            "\(path) has store version \(found), this program knows up to \(supported): install a newer program"
        case .olderVersion(let path, let found, let supported):
            "\(path) has store version \(found), this program needs \(supported): open it once for writing"
        case .cutOff(let path):
            "\(path) was cut off while it was being made and cannot be repaired without write access: run `answer check` as "
                + "the file's owner"
        case .damaged(let path, let detail):
            "\(path) is damaged (\(detail)): restore it from a copy, or delete it and ingest again"
        case .locked(let path): "\(path) is locked by another process: wait for it to finish, then try again"
        case .full(let path): "no room left on the device of \(path): free some space, then try again"
        case .denied(let path, let detail): "\(path) cannot be opened (\(detail)): check its permissions"
        case .readOnly(let path): "\(path) was opened read-only: open it for writing"
        case .invalid(let detail): detail
        case .database(let path, let code, let message): "\(path): SQLite error \(code): \(message)"
        }
    }

    /// The store's error for anything thrown while working on the file at `path`.
    static func from(_ error: any Error, path: String) -> StoreError {
        if let error = error as? StoreError { return error }
        if let error = error as? Damage { return .damaged(path: path, detail: error.detail) }
        if error is RowDecodingError { return .damaged(path: path, detail: "a value of the wrong type") }
        guard let error = error as? DatabaseError else {
            return .database(path: path, code: 0, message: String(describing: error))
        }
        let message = error.message ?? "no message"
        switch error.resultCode {
        case .SQLITE_CORRUPT: return .damaged(path: path, detail: message)
        case .SQLITE_NOTADB: return .notAStore(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: return .locked(path: path)
        case .SQLITE_FULL: return .full(path: path)
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: return .denied(path: path, detail: message)
        case .SQLITE_READONLY: return .readOnly(path: path)
        case .SQLITE_IOERR:
            // A write that runs out of room can surface as an I/O error of the journal or the log.
            return errno == ENOSPC
                ? .full(path: path)
                : .database(path: path, code: Int(error.extendedResultCode.rawValue), message: message)
        default:
            return .database(path: path, code: Int(error.extendedResultCode.rawValue), message: message)
        }
    }
}

/// A stored value that contradicts itself, thrown where the file's path is not at hand.
struct Damage: Error {
    var detail: String

    init(_ detail: String) { self.detail = detail }
}
