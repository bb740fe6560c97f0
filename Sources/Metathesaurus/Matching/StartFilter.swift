import AhoCorasick

/// What the automaton says about most words of a text, in little memory: which words are names by themselves, and which
/// pairs of words may start a name.
///
/// In running text most words end the search that the word before began: no name goes on with them. A bit at the hash
/// of the pair tells so without a look at the automaton, whose nodes lie all over megabytes; of the pairs in no name
/// one in eight or so gets past it. The bits are a section of the vocabulary's file.
struct StartFilter<Access: PageAccess>: @unchecked Sendable {
    // Unchecked: a pointer into the vocabulary's file, which the matcher keeps alive.

    private let names: UnsafePointer<UInt64>
    private let pairs: UnsafePointer<UInt64>
    private let shift: UInt64
    private let access: Access

    /// - Parameter words: a section that `StartFilterLayout.fits`.
    init(_ words: UnsafeBufferPointer<UInt64>, rootChildren: UInt32, _ access: Access) {
        names = words.baseAddress.unsafelyUnwrapped
        let nameWords = StartFilterLayout.nameWords(rootChildren)
        pairs = names + nameWords
        shift = 64 - UInt64(((words.count - nameWords) * 64).trailingZeroBitCount)
        self.access = access
    }

    /// Whether the word that leads from the root to `state` is a name; true also where the file is damaged.
    @inline(__always) func isName(_ state: UInt32) -> Bool { isSet(names, Int(state)) }

    /// False where no name starts with the word that leads to `state` and then `word`.
    @inline(__always) func mayContinue(_ state: UInt32, _ word: UInt32) -> Bool {
        isSet(pairs, Int(truncatingIfNeeded: StartFilterLayout.hash(state, word) &>> shift))
    }

    @inline(__always) private func isSet(_ bits: UnsafePointer<UInt64>, _ index: Int) -> Bool {
        let pointer = bits + index &>> 6
        return !access.allows(pointer) || pointer.pointee &>> UInt64(truncatingIfNeeded: index & 63) & 1 != 0
    }
}

/// The section `vc.start`: a bit for each state up to the last child of the root, in whole words, then a power of two
/// of bits for the hashes of pairs.
enum StartFilterLayout {
    static func nameWords(_ rootChildren: UInt32) -> Int { Int(rootChildren) / 64 + 1 }

    static func fits(_ words: UnsafeBufferPointer<UInt64>, rootChildren: UInt32) -> Bool {
        let pairWords = words.count - nameWords(rootChildren)
        return pairWords > 0 && pairWords & (pairWords - 1) == 0
    }

    @inline(__always) static func hash(_ state: UInt32, _ word: UInt32) -> UInt64 {
        let both = UInt64(state) &<< 32 | UInt64(word)
        return (both ^ both &>> 29) &* WordKey.first
    }

    /// Eight bits or more for each pair that starts a name.
    static func words(_ automaton: Automaton) -> [UInt64] {
        let tables = automaton.memoryTables(DirectAccess())
        let last = tables.rootChildren
        let nameWords = nameWords(last)
        func children(_ state: UInt32) -> Range<UInt32> {
            let first = UInt32(truncatingIfNeeded: tables.node(state)) & 0x7FFF_FFFF
            return first..<max(first, UInt32(truncatingIfNeeded: tables.node(state &+ 1)) & 0x7FFF_FFFF)
        }
        let pairs = last > 0 ? Int(children(last).upperBound) - Int(children(1).lowerBound) : 0
        var bits: UInt64 = 12
        while 1 << bits < pairs * 8 { bits += 1 }
        var words = [UInt64](repeating: 0, count: nameWords + (1 << Int(bits - 6)))
        for state in 1..<last &+ 1 {
            if AutomatonTables<DirectAccess>.isOutput(tables.node(state)) {
                words[Int(state) / 64] |= 1 << UInt64(state % 64)
            }
            for child in children(state) {
                let bit = hash(state, tables.labels[Int(child)]) >> (64 - bits)
                words[nameWords + Int(bit / 64)] |= 1 << (bit % 64)
            }
        }
        return words
    }
}
