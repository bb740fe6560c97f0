/// A publication date of which the day, or month and day, may be unknown.
public struct PublicationDate: Sendable, Hashable {
    public let year: Int
    public let month: Int?
    public let day: Int?

    /// Nil unless the year is 1000...2999 and month and day exist in the calendar; a day needs a month.
    public init?(year: Int, month: Int? = nil, day: Int? = nil) {
        guard (1000...2999).contains(year) else { return nil }
        if let month, !(1...12).contains(month) { return nil }
        if let day {
            guard let month, day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil }
        }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads `2003-07-01`, `2003-07`, `2003`, `2003/7/1`, and PubMed's `2003 Jul 1` and `2003 Jul-Aug`. A part that
    /// makes no sense is left out with those after it: `2003-13-01` is 2003. Nil without a year.
    public init?(_ text: String) {
        let parts = text.utf8.split { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "/") || $0 <= 0x20 || $0 == 0x54 }
        guard let first = parts.first, first.count == 4, let year = Self.number(first) else { return nil }
        let month = parts.count > 1 ? Self.month(parts[1]) : nil
        let day = parts.count > 2 && month != nil ? Self.number(parts[2]) : nil
        self.init(lenientYear: year, month: month, day: day)
    }

    /// Drops a month or day that does not exist instead of refusing the date.
    init?(lenientYear year: Int, month: Int?, day: Int?) {
        guard let yearOnly = PublicationDate(year: year) else { return nil }
        self =
            PublicationDate(year: year, month: month, day: day) ?? PublicationDate(year: year, month: month) ?? yearOnly
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    private static func number(_ digits: Substring.UTF8View.SubSequence) -> Int? { number(Substring(digits)) }

    private static func number(_ digits: Substring) -> Int? {
        guard !digits.isEmpty, digits.utf8.count <= 4, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(digits)
    }

    /// A month's number, from digits or from an English name of which the first three letters count.
    static func month(_ text: Substring.UTF8View.SubSequence) -> Int? {
        if let number = number(Substring(text)) { return number }
        guard text.count >= 3 else { return nil }
        let letters = text.prefix(3).map { $0 | 0x20 }
        let index = monthNames.firstIndex { Array($0.utf8) == letters }
        return index.map { $0 + 1 }
    }

    static func month(_ text: String) -> Int? { month(Substring(text).utf8) }

    private static let monthNames = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
}

extension PublicationDate: Comparable {
    /// An unknown part comes before any known one.
    public static func < (a: PublicationDate, b: PublicationDate) -> Bool {
        (a.year, a.month ?? 0, a.day ?? 0) < (b.year, b.month ?? 0, b.day ?? 0)
    }
}

extension PublicationDate: CustomStringConvertible {
    /// ISO 8601, as much of it as is known: `2003-07-01`, `2003-07` or `2003`.
    public var description: String {
        func twoDigits(_ n: Int) -> String { n < 10 ? "0\(n)" : "\(n)" }
        return [String(year), month.map(twoDigits), day.map(twoDigits)].compactMap { $0 }.joined(separator: "-")
    }
}
