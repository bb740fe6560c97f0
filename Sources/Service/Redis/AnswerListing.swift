import Synchronization

/// The answer keys that were asked for and answered since the service started: those that exist for `SCAN`, `EXISTS`
/// and `DBSIZE`. Any other key still gets its answer; of the listed ones the oldest go first.
final class AnswerListing: Sendable {
    private struct State {
        /// Ascending by number, which is what a cursor holds: it stays valid whatever comes and goes.
        var order: [(number: Int, key: String)] = []
        var numbers: [String: Int] = [:]
        var next = 0
    }

    private static let limit = 10_000
    private static let longestKey = 4096
    private let state = Mutex(State())

    var count: Int { state.withLock { $0.order.count } }

    func contains(_ key: String) -> Bool { state.withLock { $0.numbers[key] != nil } }

    func add(_ key: String) {
        guard key.utf8.count <= Self.longestKey else { return }
        state.withLock { state in
            guard state.numbers[key] == nil else { return }
            state.numbers[key] = state.next
            state.order.append((state.next, key))
            state.next += 1
            guard state.order.count > Self.limit else { return }
            for old in state.order.prefix(Self.limit / 2) { state.numbers[old.key] = nil }
            state.order.removeFirst(Self.limit / 2)
        }
    }

    /// False for a key that is not listed.
    func remove(_ key: String) -> Bool {
        state.withLock { state in
            guard let number = state.numbers.removeValue(forKey: key) else { return false }
            state.order.remove(at: Self.place(of: number, in: state.order))
            return true
        }
    }

    /// Keys from a number on, and the number to go on from; nil at the end.
    func keys(from number: Int, count: Int) -> (keys: [String], next: Int?) {
        state.withLock { state in
            let page = state.order[Self.place(of: number, in: state.order)...].prefix(count)
            return (page.map(\.key), page.endIndex == state.order.count ? nil : state.order[page.endIndex].number)
        }
    }

    /// The first place whose number is not below this one.
    private static func place(of number: Int, in order: [(number: Int, key: String)]) -> Int {
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if order[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
