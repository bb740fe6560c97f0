import Foundation
import GRDB
import Synchronization

/// The articles, their sentences, token ids, concepts and indexes in one SQLite file.
///
/// One process writes at a time, any number read meanwhile (write-ahead log). A commit is on the disk before it is
/// reported (`synchronous=FULL`: the log is flushed at every commit; batches are large, so this costs a few
/// milliseconds each): neither a killed process nor a power cut loses what was reported done. Calls block; a store may
/// be used from any thread.
public final class Store: Sendable {
    public enum Mode: Sendable { case readWrite, readOnly }

    public let path: String
    public let mode: Mode
    let pool: DatabasePool
    let concepts = Mutex<ConceptCache>(ConceptCache())
    let directory = Mutex<ArticleDirectory?>(nil)
    let tallies = TallyPool()
    let edges = Mutex<(generation: Int64, count: Int)?>(nil)

    /// Opens the store at `path`, creating it (not its folder) when it is opened for writing and absent.
    ///
    /// - Parameter busySeconds: how long to wait for another process's write before `StoreError.locked`.
    public init(path: String, mode: Mode, busySeconds: Double = 5) throws(StoreError) {
        self.path = path
        self.mode = mode
        do {
            try Self.rollBack(path, busySeconds: busySeconds)
            let header = try Self.readHeader(path)
            if header == nil, mode == .readOnly { throw StoreError.missing(path: path) }
            if mode == .readWrite, header?.version != Schema.version {
                try Self.prepare(path, busySeconds: busySeconds)
            }
            pool = try DatabasePool(
                path: path, configuration: Self.configuration(mode, busySeconds: busySeconds))
            let version = try pool.read { db in try Self.version(of: db, path: path) }
            if version < Schema.version {
                throw version == 0
                    ? StoreError.missing(path: path)
                    : StoreError.olderVersion(path: path, found: version, supported: Schema.version)
            }
            if mode == .readWrite {
                // GRDB lowers this when it turns the write-ahead log on.
                try pool.writeWithoutTransaction { db in
                    try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216")
                }
            }
        } catch {
            throw StoreError.from(error, path: path)
        }
    }

    /// Folds the log into the file, as far as readers allow, and closes it.
    public func close() throws(StoreError) {
        do {
            if mode == .readWrite { pool.writeWithoutTransaction { _ = try? $0.checkpoint(.truncate) } }
            try pool.close()
        } catch {
            throw StoreError.from(error, path: path)
        }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        do { return try pool.read(body) } catch { throw StoreError.from(error, path: path) }
    }

    /// Runs `body` in one transaction: all of it is stored, or none.
    func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
        guard mode == .readWrite else { throw StoreError.readOnly(path: path) }
        do { return try pool.write(body) } catch { throw StoreError.from(error, path: path) }
    }

    // MARK: Opening

    private static func configuration(_ mode: Mode, busySeconds: Double) -> Configuration {
        var configuration = Configuration()
        configuration.readonly = mode == .readOnly
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(busySeconds)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384")
        }
        return configuration
    }

    /// Undoes a creation or migration that was cut off and left its journal beside the file: a read-only connection may
    /// not do that, and until it is done the file's header says nothing.
    ///
    /// A journal that another process is just writing is left to it; a file of any other program is not touched.
    private static func rollBack(_ path: String, busySeconds: Double) throws {
        guard let journal = FileHandle(forReadingAtPath: path + "-journal") else { return }
        defer { try? journal.close() }
        guard try journal.read(upToCount: 1)?.isEmpty == false, let file = FileHandle(forReadingAtPath: path) else {
            return
        }
        defer { try? file.close() }
        // A first page that was not written before the end is a hole, and reads as zeros.
        let start = [UInt8](try file.read(upToCount: 100) ?? Data())
        let isHole = start.allSatisfy { $0 == 0 }
        if !isHole { _ = try readHeader(path) }
        do {
            let queue = try DatabaseQueue(
                path: path, configuration: configuration(.readWrite, busySeconds: busySeconds))
            _ = try queue.read { db in try Int.fetchOne(db, sql: "PRAGMA user_version") }
            try queue.close()
        } catch let error as DatabaseError
            where [.SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM].contains(error.resultCode)
        {
            throw StoreError.cutOff(path: path)
        }
    }

    /// The version and owner in the header of the file at `path`; nil when there is no file or it is empty.
    private static func readHeader(_ path: String) throws -> (version: Int, application: Int32)? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        if isFolder.boolValue { throw StoreError.notAStore(path: path) }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw StoreError.denied(path: path, detail: String(cString: strerror(errno)))
        }
        defer { try? file.close() }
        let header = [UInt8](try file.read(upToCount: 100) ?? Data())
        if header.isEmpty { return nil }
        guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
            throw StoreError.notAStore(path: path)
        }
        func number(at offset: Int) -> Int32 {
            Int32(bitPattern: header[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) })
        }
        let application = number(at: 68)
        // A foreign database is turned away before anything is written to it.
        if application != 0 && application != Schema.applicationID { throw StoreError.notAStore(path: path) }
        return (Int(number(at: 60)), application)
    }

    private static func version(of db: Database, path: String) throws -> Int {
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        if application != Schema.applicationID {
            let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
            if version != 0 || tables > 0 { throw StoreError.notAStore(path: path) }
        }
        if version > Schema.version {
            throw StoreError.newerVersion(path: path, found: version, supported: Schema.version)
        }
        if version < 0 { throw StoreError.notAStore(path: path) }
        return version
    }

    /// Creates or migrates the file in one transaction of an ordinary connection.
    private static func prepare(_ path: String, busySeconds: Double) throws {
        let queue = try DatabaseQueue(path: path, configuration: configuration(.readWrite, busySeconds: busySeconds))
        try queue.write { db in
            let found = try version(of: db, path: path)
            if found < Schema.version { try Schema.migrate(db, from: found) }
        }
        try queue.close()
    }
}
