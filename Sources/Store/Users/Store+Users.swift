import Foundation
import GRDB

extension Store {
    // MARK: Exclusions

    /// Leaves a concept out of a user's searches; doing it twice changes nothing.
    public func exclude(_ cui: String, user: String) throws(StoreError) {
        try write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO exclusions (user, cui, time) VALUES (?, ?, ?)",
                arguments: [user, cui, Int64(Date().timeIntervalSince1970)])
        }
    }

    /// Takes a concept back in; returns whether it was excluded.
    @discardableResult
    public func include(_ cui: String, user: String) throws(StoreError) -> Bool {
        try write { db in
            try db.execute(sql: "DELETE FROM exclusions WHERE user = ? AND cui = ?", arguments: [user, cui])
            return db.changesCount > 0
        }
    }

    /// The CUIs a user excluded, in the order it was done.
    public func exclusions(user: String) throws(StoreError) -> [String] {
        try read { db in
            try String.fetchAll(
                db.cachedStatement(sql: "SELECT cui FROM exclusions WHERE user = ? ORDER BY time, cui"),
                arguments: [user])
        }
    }

    // MARK: Preferences and settings

    public func setPreference(_ name: String, _ value: String?, user: String) throws(StoreError) {
        try write { db in
            if let value {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO preferences (user, name, value) VALUES (?, ?, ?)",
                    arguments: [user, name, value])
            } else {
                try db.execute(sql: "DELETE FROM preferences WHERE user = ? AND name = ?", arguments: [user, name])
            }
        }
    }

    public func preferences(user: String) throws(StoreError) -> [String: String] {
        try read { db in
            var preferences: [String: String] = [:]
            for row in try Row.fetchAll(
                db, sql: "SELECT name, value FROM preferences WHERE user = ?", arguments: [user])
            {
                preferences[try row.value(0)] = try row.value(1) as String
            }
            return preferences
        }
    }

    /// A value of the installation, such as the secret that signs cookies.
    public func setting(_ name: String) throws(StoreError) -> [UInt8]? {
        try read { db in
            try Data.fetchOne(db, sql: "SELECT value FROM settings WHERE name = ?", arguments: [name]).map(Array.init)
        }
    }

    /// Sets a value, or removes it.
    public func setSetting(_ name: String, _ value: [UInt8]?) throws(StoreError) {
        try write { db in
            if let value {
                try db.execute(
                    sql: "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", arguments: [name, Data(value)])
            } else {
                try db.execute(sql: "DELETE FROM settings WHERE name = ?", arguments: [name])
            }
        }
    }

    /// The value of a setting, made by `make` and kept if there was none; of two processes that do so at once both
    /// get the first one's.
    public func setting(_ name: String, orElse make: () -> [UInt8]) throws(StoreError) -> [UInt8] {
        if let value = try setting(name) { return value }
        let value = make()
        return try write { db in
            try db.execute(
                sql: "INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)", arguments: [name, Data(value)])
            let kept = try Data.fetchOne(db, sql: "SELECT value FROM settings WHERE name = ?", arguments: [name])
            return kept.map(Array.init) ?? value
        }
    }
}
