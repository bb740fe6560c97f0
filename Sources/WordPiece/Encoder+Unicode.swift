// The general path: any bytes at all, scalar by scalar through the ``ScalarTable``.

/// A word being collected: its bytes are in ``Encoder/word``.
private struct PendingWord {
    var length = 0
    var characters = 0
    var start = 0
    var end = 0
    /// Where each of the first 100 characters came from.
    let starts: UnsafeMutablePointer<Int32>
    let ends: UnsafeMutablePointer<Int32>
}

/// A scalar on its way through normalization, with the bytes it came from.
private struct SourcedScalar {
    let scalar: UInt32
    let combiningClass: UInt8
    /// Not the first of a decomposition.
    let isInserted: Bool
    let start: Int
    let end: Int
}

extension Encoder {
    /// Reads at least one scalar from `start`, and on to the end of a word that an ASCII letter, digit, punctuation
    /// mark or space follows.
    ///
    /// - Returns: the position after what was read.
    @inline(never)
    func general(_ start: Int, _ written: inout Int) -> Int {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * Self.longestWord) { places in
            guard let base = places.baseAddress, let scalars else { return count }
            var pending = PendingWord(starts: base, ends: base + Self.longestWord)
            return general(start, scalars, &pending, &written)
        }
    }

    private func general(
        _ start: Int, _ scalars: ScalarTable.View, _ pending: inout PendingWord, _ written: inout Int
    ) -> Int {
        var position = start
        // Where the nonstarters before `position` begin, if there are any: what they are sorted with.
        var run = -1
        repeat {
            let (scalar, width) = decode(position)
            let end = position + width
            let action = scalar == Self.invalid ? ScalarAction(.dropped) : scalars.action(scalar)
            if action.reorders {
                position = reorder(from: run < 0 ? position : run, scalars, &pending, &written)
                run = -1
                continue
            }
            switch action.kind {
            case .word:
                append(action.payload == 0 ? scalar : action.payload, position, end, &pending)
            case .isolated:
                flush(&pending, &written)
                append(action.payload == 0 ? scalar : action.payload, position, end, &pending)
                flush(&pending, &written)
            case .space:
                flush(&pending, &written)
            case .dropped:
                break
            case .hangul:
                let (leading, vowel, trailing) = UnicodeProperties.jamo(scalar)
                append(leading, position, end, &pending)
                append(vowel, position, end, &pending)
                if trailing != 0 { append(trailing, position, end, &pending) }
            case .sequence:
                let sequence = scalars.sequences + Int(action.payload)
                for index in 1...Int(sequence[0]) {
                    add(ScalarAction(bits: sequence[index]), position, end, &pending, &written)
                }
            }
            if action.isNonstarter {
                if run < 0 { run = position }
            } else if !action.isInvisible {
                run = -1
            }
            position = end
        } while position < count && (pending.characters > 0 || run >= 0 || Self.isGeneral(bytes[position]))
            && (written < limit || pending.characters > 0 || run >= 0)
        flush(&pending, &written)
        return position
    }

    private static let invalid: UInt32 = .max

    /// The scalar at a position and its bytes; ``invalid`` and one byte where it is not UTF-8.
    @inline(__always)
    private func decode(_ position: Int) -> (scalar: UInt32, width: Int) {
        let first = UInt32(bytes[position])
        if first < 0x80 { return (first, 1) }
        let left = count - position
        guard first >= 0xC2, first <= 0xF4, left >= 2, bytes[position + 1] & 0xC0 == 0x80 else {
            return (Self.invalid, 1)
        }
        let second = UInt32(bytes[position + 1] & 0x3F)
        if first < 0xE0 { return ((first & 0x1F) << 6 | second, 2) }
        guard left >= 3, bytes[position + 2] & 0xC0 == 0x80 else { return (Self.invalid, 1) }
        let third = UInt32(bytes[position + 2] & 0x3F)
        if first < 0xF0 {
            let scalar = (first & 0x0F) << 12 | second << 6 | third
            let isValid = scalar >= 0x800 && scalar & 0xF800 != 0xD800
            return isValid ? (scalar, 3) : (Self.invalid, 1)
        }
        guard left >= 4, bytes[position + 3] & 0xC0 == 0x80 else { return (Self.invalid, 1) }
        let scalar = (first & 0x07) << 18 | second << 12 | third << 6 | UInt32(bytes[position + 3] & 0x3F)
        return scalar >= 0x10000 && scalar <= 0x10FFFF ? (scalar, 4) : (Self.invalid, 1)
    }

    /// One normalized scalar, as its kind says.
    private func add(
        _ action: ScalarAction, _ start: Int, _ end: Int, _ pending: inout PendingWord, _ written: inout Int
    ) {
        switch action.kind {
        case .space:
            flush(&pending, &written)
        case .isolated:
            flush(&pending, &written)
            append(action.payload, start, end, &pending)
            flush(&pending, &written)
        default:
            append(action.payload, start, end, &pending)
        }
    }

    /// Puts a scalar at the end of the word. Past 100 only the extent of the word still matters.
    @inline(__always)
    private func append(_ scalar: UInt32, _ start: Int, _ end: Int, _ pending: inout PendingWord) {
        if pending.characters == 0 { pending.start = start }
        pending.end = end
        if pending.characters < Self.longestWord {
            pending.starts[pending.characters] = Int32(truncatingIfNeeded: start)
            pending.ends[pending.characters] = Int32(truncatingIfNeeded: end)
            let target = word + pending.length
            let continuation = { (shift: UInt32) in UInt8(truncatingIfNeeded: scalar >> shift & 0x3F | 0x80) }
            if scalar < 0x80 {
                target[0] = UInt8(truncatingIfNeeded: scalar)
                pending.length += 1
            } else if scalar < 0x800 {
                target[0] = UInt8(truncatingIfNeeded: scalar >> 6 | 0xC0)
                target[1] = continuation(0)
                pending.length += 2
            } else if scalar < 0x10000 {
                target[0] = UInt8(truncatingIfNeeded: scalar >> 12 | 0xE0)
                target[1] = continuation(6)
                target[2] = continuation(0)
                pending.length += 3
            } else {
                target[0] = UInt8(truncatingIfNeeded: scalar >> 18 | 0xF0)
                target[1] = continuation(12)
                target[2] = continuation(6)
                target[3] = continuation(0)
                pending.length += 4
            }
        }
        pending.characters += 1
    }

    /// Turns the word into tokens and begins another.
    private func flush(_ pending: inout PendingWord, _ written: inout Int) {
        guard pending.characters > 0 else { return }
        defer {
            pending.length = 0
            pending.characters = 0
        }
        guard pending.characters <= Self.longestWord else {
            emit(unknownID, pending.start, pending.end, &written)
            return
        }
        let id = vocabulary.find(word, pending.length, continues: false)
        if id >= 0 {
            emit(id, pending.start, pending.end, &written)
            return
        }
        let mark = written
        var position = 0
        var character = 0
        while position < pending.length {
            let piece = longestToken(word + position, pending.length - position, continues: position > 0)
            guard piece.length > 0 else {
                written = mark
                emit(unknownID, pending.start, pending.end, &written)
                return
            }
            var last = character - 1
            for index in position..<position + piece.length where word[index] & 0xC0 != 0x80 { last += 1 }
            emit(piece.id, Int(pending.starts[character]), Int(pending.ends[last]), &written)
            character = last + 1
            position += piece.length
        }
    }

    /// Decomposes, sorts and adds a scalar with the nonstarters that follow it.
    ///
    /// The reference pairs the sorted scalars with the places of the unsorted ones, in order; so does this. Only
    /// some forty scripts' marks that are no "nonspacing marks" in its old tables come here.
    @inline(never)
    private func reorder(
        from start: Int, _ scalars: ScalarTable.View, _ pending: inout PendingWord, _ written: inout Int
    ) -> Int {
        let unicode = UnicodeProperties.shared
        var position = start
        var found: [SourcedScalar] = []
        while position < count {
            let (scalar, width) = decode(position)
            let action = scalar == Self.invalid ? ScalarAction(.dropped) : scalars.action(scalar)
            if position > start, !action.isNonstarter, !action.isInvisible { break }
            if !action.isInvisible {
                for (index, part) in unicode.decomposition(scalar).enumerated() {
                    found.append(
                        SourcedScalar(
                            scalar: part, combiningClass: unicode.combiningClass(part), isInserted: index > 0,
                            start: position, end: position + width))
                }
            }
            position += width
        }
        let places = found.filter { !$0.isInserted }
        var consumed = 0
        for item in sorted(found) {
            let place = places[item.isInserted ? max(consumed - 1, 0) : consumed]
            if !item.isInserted { consumed += 1 }
            if unicode.marks.contains(item.scalar) { continue }
            for scalar in unicode.lowercased(item.scalar, scalars.options) {
                add(ScalarAction(unicode.kind(scalar), payload: scalar), place.start, place.end, &pending, &written)
            }
        }
        return position
    }

    /// Canonical ordering: each run of nonstarters by combining class, equal ones as they were.
    private func sorted(_ items: [SourcedScalar]) -> [SourcedScalar] {
        var result: [SourcedScalar] = []
        var run: [(offset: Int, element: SourcedScalar)] = []
        func close() {
            run.sort { ($0.element.combiningClass, $0.offset) < ($1.element.combiningClass, $1.offset) }
            result.append(contentsOf: run.map(\.element))
            run.removeAll()
        }
        for (offset, item) in items.enumerated() {
            if item.combiningClass == 0 {
                close()
                result.append(item)
            } else {
                run.append((offset, item))
            }
        }
        close()
        return result
    }
}
