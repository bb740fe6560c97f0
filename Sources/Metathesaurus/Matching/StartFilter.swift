import AhoCorasick

/// What the automaton says about most pairs of words of a text, in little memory: which may start a name.
///
/// In running text most words that start names are followed by one that goes on with none. Three bits of one word at
/// the hash of the pair tell so without a look at the automaton, whose nodes lie all over megabytes; of the pairs in no
/// name one in fifty or so gets past them. The bits are a section of the vocabulary's file.
struct StartFilter<Access: PageAccess>: @unchecked Sendable {
    // Unchecked: a pointer into the vocabulary's file, which the matcher keeps alive.

    private let bits: UnsafePointer<UInt64>
    private let shift: UInt64
    private let access: Access

    /// - Parameter words: a section that `StartFilterLayout.fits`.
    init(_ words: UnsafeBufferPointer<UInt64>, _ access: Access) {
        bits = words.baseAddress.unsafelyUnwrapped
        shift = 64 - UInt64(words.count.trailingZeroBitCount)
        self.access = access
    }

    /// 0 where no name starts with the word that leads from the root to `state` and then `word`, else 1; also where the
    /// file is damaged. Without a branch where the file is verified: half of the pairs of a text would take it.
    @inline(__always) func mayContinue(_ state: UInt32, _ word: UInt32) -> UInt64 {
        // What starts nothing asks for one and the same place, which stays at hand.
        let starts: UInt64 = state == 0 ? 0 : ~0
        let hash = StartFilterLayout.hash(state, word)
        let pointer = bits + Int(truncatingIfNeeded: (hash &>> shift) & starts)
        guard access.allows(pointer) else { return starts & 1 }
        let missing = StartFilterLayout.mask(hash) & ~pointer.pointee
        // The top bit of this is set where nothing is missing.
        return ((missing &- 1) & ~missing) &>> 63 & starts
    }
}

/// The section `vc.start`: a power of two of words of 64 bits, one for each hash of a pair.
enum StartFilterLayout {
    static func fits(_ words: UnsafeBufferPointer<UInt64>) -> Bool {
        // A shift by 64, as for a single word, would be one by nothing.
        words.count >= 2 && words.count & (words.count - 1) == 0
    }

    @inline(__always) static func hash(_ state: UInt32, _ word: UInt32) -> UInt64 {
        let both = UInt64(state) &<< 32 | UInt64(word)
        return (both ^ both &>> 29) &* WordKey.first
    }

    /// Three bits of a word, taken from below those that choose the word.
    @inline(__always) static func mask(_ hash: UInt64) -> UInt64 {
        1 &<< (hash &>> 36 & 63) | 1 &<< (hash &>> 30 & 63) | 1 &<< (hash &>> 24 & 63)
    }

    /// Eight bits or more for each pair that starts a name.
    static func words(_ automaton: Automaton) -> [UInt64] {
        let tables = automaton.memoryTables(DirectAccess())
        let last = tables.rootChildren
        func children(_ state: UInt32) -> Range<UInt32> {
            let first = UInt32(truncatingIfNeeded: tables.node(state)) & 0x7FFF_FFFF
            return first..<max(first, UInt32(truncatingIfNeeded: tables.node(state &+ 1)) & 0x7FFF_FFFF)
        }
        let pairs = last > 0 ? Int(children(last).upperBound) - Int(children(1).lowerBound) : 0
        var bits = 6
        while 64 << bits < pairs * 8 { bits += 1 }
        var words = [UInt64](repeating: 0, count: 1 << bits)
        guard last > 0 else { return words }
        for state in 1...last {
            for child in children(state) {
                let hash = hash(state, tables.labels[Int(child)])
                words[Int(truncatingIfNeeded: hash >> UInt64(64 - bits))] |= mask(hash)
            }
        }
        return words
    }
}
