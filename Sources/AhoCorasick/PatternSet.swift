/// Patterns laid end to end, as they are collected before an automaton is built.
public struct PatternSet: Sendable {
    /// All symbols, pattern after pattern.
    public private(set) var symbols: [UInt32] = []
    /// `[count + 1]`: pattern `i` is `symbols[bounds[i]..<bounds[i + 1]]`.
    public private(set) var bounds: [Int] = [0]

    public init() {}

    /// Number of patterns.
    public var count: Int { bounds.count - 1 }

    /// Makes room for `patterns` patterns of `symbols` symbols together.
    public mutating func reserveCapacity(patterns: Int, symbols symbolCount: Int) {
        bounds.reserveCapacity(patterns + 1)
        symbols.reserveCapacity(symbolCount)
    }

    /// Adds a pattern and returns its index.
    @discardableResult
    public mutating func append(_ pattern: some Sequence<UInt32>) -> Int {
        symbols.append(contentsOf: pattern)
        bounds.append(symbols.count)
        return count - 1
    }

    /// Adds one more symbol to the pattern that ``endPattern()`` will close.
    public mutating func appendSymbol(_ symbol: UInt32) { symbols.append(symbol) }

    /// Closes the pattern whose symbols were appended one by one and returns its index.
    @discardableResult
    public mutating func endPattern() -> Int {
        bounds.append(symbols.count)
        return count - 1
    }

    /// Adds a pattern of bytes and returns its index.
    @discardableResult
    public mutating func append(bytes: some Sequence<UInt8>) -> Int {
        append(bytes.lazy.map(UInt32.init))
    }

    /// Adds the patterns of another set, every symbol replaced.
    public mutating func append(contentsOf other: PatternSet, mapping transform: (UInt32) -> UInt32) {
        let start = symbols.count
        symbols.append(contentsOf: other.symbols.lazy.map(transform))
        bounds.append(contentsOf: other.bounds.dropFirst().lazy.map { start + $0 })
    }

    /// Replaces every symbol.
    public mutating func mapSymbols(_ transform: (UInt32) -> UInt32) {
        symbols.withUnsafeMutableBufferPointer { buffer in
            for index in buffer.indices { buffer[index] = transform(buffer[index]) }
        }
    }

    /// Checks that every pattern can be searched for.
    func validate() throws(AhoCorasickError) {
        for index in 0..<count where bounds[index] == bounds[index + 1] { throw .emptyPattern(index: index) }
        if let position = symbols.firstIndex(of: .max) {
            throw .reservedSymbol(index: bounds.partitioningIndex { $0 > position } - 1)
        }
    }
}

extension Array {
    /// The first index whose element fulfils `predicate`, which must be false, then true, along the array.
    func partitioningIndex(_ predicate: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = low + (high - low) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
