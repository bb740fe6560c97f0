import Foundation
import Synchronization

/// Every option's default can be set by a variable: `--data-dir` by `ANSWER_DATA_DIR`.
enum EnvironmentDefaults {
    private static let problems = Mutex<[String]>([])

    /// The variable's value where it is set, else `fallback`. A value that does not parse is reported by `check()`,
    /// since a default cannot throw.
    static func value<Value: LosslessStringConvertible>(_ option: String, _ fallback: Value) -> Value {
        guard let text = text(option) else { return fallback }
        if let value = Value(text) { return value }
        complain("\(variable(option)) is “\(text)”, which is not a valid value for --\(option)")
        return fallback
    }

    /// The same for an option without a fallback; its command asks for it in `validate()`.
    static func value<Value: LosslessStringConvertible>(_ option: String) -> Value? {
        guard let text = text(option) else { return nil }
        if let value = Value(text) { return value }
        complain("\(variable(option)) is “\(text)”, which is not a valid value for --\(option)")
        return nil
    }

    static func flag(_ option: String) -> Bool {
        switch text(option)?.lowercased() {
        case nil, "0", "no", "false", "off": return false
        case "1", "yes", "true", "on": return true
        default:
            complain("\(variable(option)) must be 1 or 0")
            return false
        }
    }

    static func list(_ option: String) -> [String] {
        text(option)?.split(separator: ",").map(String.init) ?? []
    }

    /// - Throws: `CommandFailure` for the first variable that could not be understood.
    static func check() throws {
        if let first = problems.withLock({ $0.first }) { throw CommandFailure(first) }
    }

    private static func complain(_ problem: String) {
        problems.withLock { if !$0.contains(problem) { $0.append(problem) } }
    }

    private static func variable(_ option: String) -> String {
        "ANSWER_" + option.uppercased().replacingOccurrences(of: "-", with: "_")
    }

    private static func text(_ option: String) -> String? {
        let text = ProcessInfo.processInfo.environment[variable(option)]
        return text?.isEmpty == true ? nil : text
    }
}
