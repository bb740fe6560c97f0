import Foundation
import GRDB

/// GRDB's own subscripts stop the process on a value of the wrong type, which a damaged file may well hold.
extension Row {
    /// The value of a column.
    func value<Value: DatabaseValueConvertible>(_ index: Int) throws -> Value {
        guard let value = Value.fromDatabaseValue(self[index]) else {
            throw Damage("a row holds no \(Value.self) where one belongs")
        }
        return value
    }

    /// The value of a column that may be null.
    func optional<Value: DatabaseValueConvertible>(_ index: Int) throws -> Value? {
        let stored: DatabaseValue = self[index]
        if stored.isNull { return nil }
        guard let value = Value.fromDatabaseValue(stored) else {
            throw Damage("a row holds no \(Value.self) where one belongs")
        }
        return value
    }
}
