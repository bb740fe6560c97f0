import Foundation

extension SpellingDictionary {
    /// Collects words and counts from several sources, then arranges them.
    ///
    /// Words with anything but letters a to z are passed over. Words live in one block of bytes, found by hash; no
    /// string or dictionary entry is made for a word.
    public struct Builder: Sendable {
        private var letters: [UInt8] = []
        private var starts: [UInt32] = [0]
        private var counts: [UInt64] = []
        /// 40 bits of hash, 24 bits of index + 1.
        private var slots = [UInt64](repeating: 0, count: 1 << 12)
        private var slotMask = (1 << 12) - 1

        public init() {}

        /// Number of different words so far.
        public var count: Int { counts.count }

        /// Adds `count` to a word's frequency.
        public mutating func add(_ word: String, count: UInt64 = 1) {
            var word = word
            word.withUTF8 { add($0, count: count) }
        }

        /// Adds `count` to the frequency of a word in UTF-8.
        public mutating func add(_ word: UnsafeBufferPointer<UInt8>, count: UInt64 = 1) {
            guard !word.isEmpty, word.count <= SpellingDictionary.longestWord, counts.count < 0xFF_FFFE else { return }
            var hash = hashSeed
            for byte in word {
                guard byte.isASCIILetter else { return }
                hash = hashByte(hash, byte | 0x20)
            }
            var slot = SpellingTables.slot(hash) & slotMask
            while slots[slot] != 0 {
                if slots[slot] & ~0xFF_FFFF == hash & ~0xFF_FFFF {
                    let index = Int(slots[slot] & 0xFF_FFFF) - 1
                    counts[index] = counts[index].addingReportingOverflow(count).overflow ? .max : counts[index] + count
                    return
                }
                slot = (slot + 1) & slotMask
            }
            for byte in word { letters.append(byte | 0x20) }
            starts.append(UInt32(truncatingIfNeeded: letters.count))
            counts.append(count)
            slots[slot] = hash & ~0xFF_FFFF | UInt64(counts.count)
            if counts.count * 2 > slotMask { grow() }
        }

        private mutating func grow() {
            slotMask = slotMask * 2 + 1
            var grown = [UInt64](repeating: 0, count: slotMask + 1)
            for index in counts.indices {
                let hash = self.hash(of: index)
                var slot = SpellingTables.slot(hash) & slotMask
                while grown[slot] != 0 { slot = (slot + 1) & slotMask }
                grown[slot] = hash & ~0xFF_FFFF | UInt64(index + 1)
            }
            slots = grown
        }

        private func hash(of index: Int) -> UInt64 {
            var hash = hashSeed
            for place in Int(starts[index])..<Int(starts[index + 1]) { hash = hashByte(hash, letters[place]) }
            return hash
        }

        /// Adds the words of running text or of a term's name: those in small letters, or with a capital first. Symbols
        /// (all capitals, mixed case, digits) are passed over: they are never corrected and make poor candidates.
        public mutating func addWords(of text: String, count: UInt64 = 1) {
            var text = text
            text.withUTF8 { addWords(of: $0, count: count) }
        }

        /// Adds the words of running text in UTF-8.
        public mutating func addWords(of utf8: UnsafeBufferPointer<UInt8>, count: UInt64 = 1) {
            guard let base = utf8.baseAddress else { return }
            let bytes = Bytes(base: base, count: utf8.count)
            var index = 0
            while index < bytes.count {
                guard bytes[index].isASCIILetter else {
                    index += 1
                    continue
                }
                let start = index
                var capitals = 0
                while bytes[index].isASCIILetter {
                    if bytes[index].isASCIIUpper { capitals += 1 }
                    index += 1
                }
                let isCapitalised = capitals == 1 && bytes[start].isASCIIUpper && index - start > 1
                guard capitals == 0 || isCapitalised else { continue }
                let before = bytes[start - 1]
                let after = bytes[index]
                if before >= 0x80 || before.isASCIIDigit || after >= 0x80 || after.isASCIIDigit { continue }
                add(UnsafeBufferPointer(start: base + start, count: index - start), count: count)
            }
        }

        /// Adds another builder's words that it counted at least `minimum` times, each count times `factor`.
        ///
        /// For a corpus: its own misspellings are rare words, and must not become known ones.
        public mutating func merge(_ other: Builder, minimum: UInt64 = 1, factor: UInt64 = 1) {
            other.letters.withUnsafeBufferPointer { letters in
                for (index, count) in other.counts.enumerated() where count >= minimum {
                    let range = Int(other.starts[index])..<Int(other.starts[index + 1])
                    let scaled = count.multipliedReportingOverflow(by: factor)
                    add(
                        UnsafeBufferPointer(rebasing: letters[range]),
                        count: scaled.overflow ? .max : scaled.partialValue)
                }
            }
        }

        /// Writes the words that were counted at least `minimum` times as a frequency file, the most frequent first, for
        /// ``addFrequencies(_:)``. A file of that name is replaced whole or not at all.
        ///
        /// - Returns: how many words there are.
        @discardableResult
        public func writeFrequencies(minimum: UInt64, to path: String) throws(SpellingError) -> Int {
            let kept = counts.indices.filter { counts[$0] >= minimum }.map { index in
                (word: letters[Int(starts[index])..<Int(starts[index + 1])], count: counts[index])
            }.sorted { left, right in
                left.count != right.count ? left.count > right.count : left.word.lexicographicallyPrecedes(right.word)
            }
            var text = Data()
            for (word, count) in kept {
                text.append(contentsOf: word)
                text.append(contentsOf: " \(count)\n".utf8)
            }
            try SpellingDictionary.write(text, to: path)
            return kept.count
        }

        /// Adds a frequency file: a line holds a word, white space, and a whole number. Empty lines and lines that start
        /// with "#" are passed over, and so is a byte order mark.
        public mutating func addFrequencies(_ utf8: UnsafeBufferPointer<UInt8>) throws(SpellingError) {
            guard let base = utf8.baseAddress else { return }
            let bytes = Bytes(base: base, count: utf8.count)
            var index = bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF ? 3 : 0
            var line = 0
            while index < bytes.count {
                line += 1
                var end = index
                while end < bytes.count, bytes[end] != 0x0A { end += 1 }
                defer { index = end + 1 }
                var last = end
                while last > index, bytes[last - 1] <= 0x20 { last -= 1 }
                if last == index || bytes[index] == UInt8(ascii: "#") { continue }
                var digits = last
                while digits > index, bytes[digits - 1].isASCIIDigit { digits -= 1 }
                var count: UInt64 = 0
                for place in digits..<last {
                    let (times, overflow) = count.multipliedReportingOverflow(by: 10)
                    count = overflow ? .max / 2 : times &+ UInt64(bytes[place] - 48)
                }
                var wordEnd = digits
                while wordEnd > index, bytes[wordEnd - 1] <= 0x20 { wordEnd -= 1 }
                guard digits < last, wordEnd < digits, wordEnd > index else {
                    let text = UnsafeBufferPointer(start: base + index, count: min(last - index, 60))
                    throw .badCount(line: line, text: String(decoding: text, as: UTF8.self))
                }
                add(UnsafeBufferPointer(start: base + index, count: wordEnd - index), count: count)
            }
        }

        /// Arranges the words for lookup: some hundred nanoseconds a word.
        public func build() -> SpellingDictionary {
            let words = counts.count
            var slotBits = 4
            while 1 << slotBits < words * 2 { slotBits += 1 }
            var bucketBits = 4
            while 1 << bucketBits < words * 4 { bucketBits += 1 }
            bucketBits = min(bucketBits, 22)
            let bucketMask = (1 << bucketBits) - 1

            // Counting sort of the deletes by bucket, in two passes.
            var hashes: [UInt32] = []
            hashes.reserveCapacity(words * (SpellingTables.prefixLength + 1))
            var owners: [UInt32] = []
            owners.reserveCapacity(words * (SpellingTables.prefixLength + 1))
            var buckets = [UInt32](repeating: 0, count: bucketMask + 2)
            letters.withUnsafeBufferPointer { letters in
                buckets.withUnsafeMutableBufferPointer { buckets in
                    for index in 0..<words {
                        let word = UnsafeBufferPointer(rebasing: letters[Int(starts[index])..<Int(starts[index + 1])])
                        SpellingTables.forEachDelete(of: word) { hash in
                            let bucket = SpellingTables.bucket(hash) & bucketMask
                            hashes.append(UInt32(truncatingIfNeeded: bucket))
                            owners.append(UInt32(truncatingIfNeeded: index))
                            buckets[bucket + 1] += 1
                        }
                    }
                    for bucket in 0...bucketMask { buckets[bucket + 1] += buckets[bucket] }
                }
            }

            let layout = SpellingBlock.Layout(
                words: words, letters: letters.count, slotBits: slotBits, bucketBits: bucketBits, postings: hashes.count
            )
            var data = Data(count: layout.end)
            var total: UInt64 = 0
            for count in counts { total = total.addingReportingOverflow(count).overflow ? .max : total + count }
            let header = [
                SpellingBlock.magic, UInt64(words), UInt64(letters.count), UInt64(slotBits), UInt64(bucketBits),
                UInt64(hashes.count), total,
            ]
            data.withUnsafeMutableBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                for (index, value) in header.enumerated() {
                    bytes.storeBytes(of: value.littleEndian, toByteOffset: 8 * index, as: UInt64.self)
                }
                let slots = (base + layout.slots).assumingMemoryBound(to: UInt64.self)
                let mask = (1 << slotBits) - 1
                for index in 0..<words {
                    let hash = hash(of: index)
                    var slot = SpellingTables.slot(hash) & mask
                    while slots[slot] != 0 { slot = (slot + 1) & mask }
                    slots[slot] = hash & ~0xFF_FFFF | UInt64(index + 1)
                }
                counts.withUnsafeBytes { (base + layout.counts).copyMemory(from: $0) }
                starts.withUnsafeBytes { (base + layout.starts).copyMemory(from: $0) }
                buckets.withUnsafeBytes { (base + layout.buckets).copyMemory(from: $0) }
                letters.withUnsafeBytes { (base + layout.letters).copyMemory(from: $0) }
                let postings = (base + layout.postings).assumingMemoryBound(to: UInt32.self)
                buckets.withUnsafeMutableBufferPointer { places in
                    hashes.withUnsafeBufferPointer { hashes in
                        owners.withUnsafeBufferPointer { owners in
                            for place in 0..<hashes.count {
                                let bucket = Int(hashes[place])
                                postings[Int(places[bucket])] = owners[place]
                                places[bucket] += 1
                            }
                        }
                    }
                }
            }
            return SpellingDictionary(
                block: SpellingBlock(
                    data: data, wordCount: words, letterCount: letters.count, slotBits: slotBits,
                    bucketBits: bucketBits, postingCount: hashes.count, total: total))
        }
    }
}

extension UnsafeMutableRawPointer {
    /// Copies what may be empty.
    fileprivate func copyMemory(from source: UnsafeRawBufferPointer) {
        if let base = source.baseAddress, !source.isEmpty { copyMemory(from: base, byteCount: source.count) }
    }
}
