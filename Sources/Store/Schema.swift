import GRDB

/// The tables, as steps from an empty file to the version this program writes.
///
/// Sentence ids are counted up and never used twice. A paragraph's id is that of its first sentence, an article's
/// that of its first paragraph, so that one number finds all three by the largest key not above it, and neither needs
/// a column or an index that says who belongs to whom.
enum Schema {
    /// "ANSW", in the file's header.
    static let applicationID: Int32 = 0x414E_5357
    static var version: Int { steps.count }

    static let steps: [String] = [
        """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
        CREATE TABLE articles (
            id INTEGER PRIMARY KEY,
            key TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            authors TEXT NOT NULL,
            journal TEXT, year INTEGER, month INTEGER, day INTEGER,
            doi TEXT, pmcid TEXT, pubmed TEXT, license TEXT, url TEXT,
            language TEXT NOT NULL, confidence REAL NOT NULL,
            hash BLOB NOT NULL, path TEXT NOT NULL, ingested INTEGER NOT NULL,
            ids INTEGER NOT NULL,
            sentences INTEGER NOT NULL, words INTEGER NOT NULL, text_bytes INTEGER NOT NULL,
            tokenizer INTEGER NOT NULL REFERENCES strings (id),
            vocabulary INTEGER NOT NULL REFERENCES strings (id),
            checksum INTEGER NOT NULL
        );
        CREATE TABLE paragraphs (
            id INTEGER PRIMARY KEY,
            ordinal INTEGER NOT NULL,
            base INTEGER NOT NULL,
            offset INTEGER NOT NULL,
            section INTEGER NOT NULL REFERENCES strings (id),
            language TEXT,
            ranges BLOB NOT NULL,
            text BLOB NOT NULL
        );
        CREATE TABLE tokens (id INTEGER PRIMARY KEY REFERENCES paragraphs (id) ON DELETE CASCADE, data BLOB NOT NULL);
        CREATE TABLE mentions (id INTEGER PRIMARY KEY REFERENCES paragraphs (id) ON DELETE CASCADE, data BLOB NOT NULL);
        CREATE TABLE strings (id INTEGER PRIMARY KEY, value TEXT NOT NULL UNIQUE);
        CREATE TABLE concepts (
            id INTEGER PRIMARY KEY,
            cui TEXT NOT NULL UNIQUE, name TEXT NOT NULL, types TEXT NOT NULL,
            sentences INTEGER NOT NULL DEFAULT 0, articles INTEGER NOT NULL DEFAULT 0, negated INTEGER NOT NULL DEFAULT 0
        );
        CREATE TABLE runs (slot INTEGER PRIMARY KEY, level INTEGER NOT NULL, sequence INTEGER NOT NULL);
        CREATE TABLE run_blocks (slot INTEGER, first BLOB, block INTEGER NOT NULL, PRIMARY KEY (slot, first)) WITHOUT ROWID;
        CREATE TABLE blocks (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
        CREATE TABLE removed (first INTEGER PRIMARY KEY, count INTEGER NOT NULL);
        CREATE TABLE failures (path TEXT PRIMARY KEY, error TEXT NOT NULL, time INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE skipped (
            path TEXT PRIMARY KEY, language TEXT NOT NULL, hash BLOB NOT NULL, time INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE exclusions (
            user TEXT, cui TEXT, time INTEGER NOT NULL, PRIMARY KEY (user, cui)
        ) WITHOUT ROWID;
        CREATE TABLE preferences (user TEXT, name TEXT, value TEXT NOT NULL, PRIMARY KEY (user, name)) WITHOUT ROWID;
        CREATE TABLE settings (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        """
    ]

    /// Brings the file up to `version` inside the caller's transaction.
    static func migrate(_ db: Database, from found: Int) throws {
        for step in steps[found...] { try db.execute(sql: step) }
        try db.execute(sql: "PRAGMA user_version = \(version)")
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
    }
}
