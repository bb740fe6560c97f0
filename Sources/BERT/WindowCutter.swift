/// Cuts a passage into windows of `size` tokens, each sharing `overlap` tokens with the one before.
struct WindowCutter {
    let size: Int
    private let step: Int

    init(size: Int, overlap: Int) {
        self.size = size
        // At least a quarter of a window is new each time, so that no option makes the number of windows explode.
        step = max(size - max(overlap, 0), (size + 3) / 4)
    }

    /// Calls `body` with each window of a passage of `count` tokens; the last one ends with the passage and is as long
    /// as the others, so that its tokens see as much text.
    func cut(_ count: Int, body: (Range<Int>) -> Void) {
        guard count > size else {
            if count > 0 { body(0..<count) }
            return
        }
        var start = 0
        while start + size < count {
            body(start..<start + size)
            start += step
        }
        body(count - size..<count)
    }
}
