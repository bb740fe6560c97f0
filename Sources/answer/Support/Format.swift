import Foundation

/// Numbers as people read them.
enum Format {
    static func bytes(_ count: Int) -> String {
        if count < 1000 { return "\(count) B" }
        let units = ["kB", "MB", "GB", "TB"]
        var value = Double(count)
        var unit = -1
        repeat {
            value /= 1000
            unit += 1
        } while value >= 999.95 && unit < units.count - 1
        return "\(fixed(value, value < 10 ? 1 : 0)) \(units[unit])"
    }

    static func count(_ value: Int) -> String {
        var digits = String(abs(value))
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
    }

    static func fixed(_ value: Double, _ digits: Int) -> String {
        String(format: "%.\(digits)f", value)
    }
}
