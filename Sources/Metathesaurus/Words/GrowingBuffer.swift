/// Uninitialized room that only grows: what a loop over a text writes to without asking for memory.
struct GrowingBuffer<Element: BitwiseCopyable>: ~Copyable, @unchecked Sendable {
    // Unchecked: the memory belongs to this value alone, which cannot be copied.

    private(set) var start: UnsafeMutablePointer<Element>
    private(set) var capacity: Int

    init(capacity: Int = 256) {
        self.capacity = capacity
        start = .allocate(capacity: capacity)
    }

    deinit { start.deallocate() }

    /// Makes room for `needed` elements; keeps the first `kept`.
    mutating func reserve(_ needed: Int, keeping kept: Int = 0) {
        guard needed > capacity else { return }
        let grown = max(needed, capacity * 2)
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: grown)
        memory.update(from: start, count: kept)
        start.deallocate()
        start = memory
        capacity = grown
    }
}
