/// A folded word that is being changed in place, in memory of the caller's: rules look at its end and shorten it.
struct WordBuffer {
    /// Bytes that every buffer has room for.
    static let capacity = 64

    private let bytes: UnsafeMutablePointer<UInt8>
    private(set) var count: Int

    /// A word of `count` bytes that are at `bytes` already, which has room for ``capacity``.
    init(_ bytes: UnsafeMutablePointer<UInt8>, count: Int) {
        self.bytes = bytes
        self.count = count
    }

    var contents: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: bytes, count: count) }

    @inline(__always) subscript(index: Int) -> UInt8 { bytes[index] }

    @inline(__always) var last: UInt8 { count > 0 ? bytes[count &- 1] : 0 }

    /// True where the word ends like this, or is this.
    @inline(__always) func ends(_ ending: StaticString) -> Bool {
        let length = ending.utf8CodeUnitCount
        guard count >= length else { return false }
        let wanted = ending.utf8Start
        let end = bytes + (count &- length)
        var index = length
        // The last letter tells most words apart.
        while index > 0 {
            index &-= 1
            if end[index] != wanted[index] { return false }
        }
        return true
    }

    /// True where the byte before the last `length` ones is among `letters`.
    func hasBeforeEnding(_ length: Int, _ letters: StaticString) -> Bool {
        guard count > length else { return false }
        let byte = bytes[count - length - 1]
        return letters.withUTF8Buffer { $0.contains(byte) }
    }

    mutating func removeLast(_ length: Int = 1) { count -= length }

    mutating func replaceEnding(_ length: Int, with ending: StaticString) {
        count -= length
        (bytes + count).update(from: ending.utf8Start, count: ending.utf8CodeUnitCount)
        count += ending.utf8CodeUnitCount
    }

    mutating func replaceAll(with word: StaticString) { replaceEnding(count, with: word) }

    mutating func swapAt(_ one: Int, _ other: Int) {
        let byte = bytes[one]
        bytes[one] = bytes[other]
        bytes[other] = byte
    }

    /// Puts `other`, which is not longer, wherever `part` stands in a longer word; false where it does not.
    mutating func replace(_ part: StaticString, with other: StaticString) -> Bool {
        let length = part.utf8CodeUnitCount
        let wanted = part.utf8Start
        guard count > length else { return false }
        var isFound = false
        var start = 0
        while start + length <= count {
            if bytes[start] == wanted[0] {
                var matched = 1
                while matched < length, bytes[start + matched] == wanted[matched] { matched += 1 }
                if matched == length {
                    let size = other.utf8CodeUnitCount
                    let place = bytes + start
                    place.update(from: other.utf8Start, count: size)
                    (place + size).update(from: place + length, count: count - start - length)
                    count -= length - size
                    isFound = true
                }
            }
            start += 1
        }
        return isFound
    }
}
