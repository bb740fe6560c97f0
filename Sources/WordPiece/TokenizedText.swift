/// An index into a ``WordPieceVocabulary``.
public typealias TokenID = Int32

/// Tokens of a text with the places they come from: three arrays of one length.
///
/// Token `i` covers the UTF-8 bytes `starts[i]..<ends[i]` of the original text. Ranges rise, may leave out white
/// space and removed characters, and coincide where one character became several tokens (a Hangul syllable).
public struct TokenizedText: Sendable, Equatable {
    public var ids: [TokenID] = []
    public var starts: [Int32] = []
    public var ends: [Int32] = []

    public init() {}

    public var count: Int { ids.count }
    public var isEmpty: Bool { ids.isEmpty }

    /// Empties the arrays and keeps their memory.
    public mutating func removeAll() {
        ids.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// Lets `body` write up to `room` more tokens through pointers; it returns how many it wrote.
    mutating func append(room: Int, _ body: (TokenSink) -> Int) {
        let old = ids.count
        ids.append(contentsOf: repeatElement(0, count: room))
        starts.append(contentsOf: repeatElement(0, count: room))
        ends.append(contentsOf: repeatElement(0, count: room))
        var written = 0
        ids.withUnsafeMutableBufferPointer { ids in
            starts.withUnsafeMutableBufferPointer { starts in
                ends.withUnsafeMutableBufferPointer { ends in
                    guard let ids = ids.baseAddress, let starts = starts.baseAddress, let ends = ends.baseAddress else {
                        return
                    }
                    written = body(TokenSink(ids: ids + old, starts: starts + old, ends: ends + old))
                }
            }
        }
        ids.removeLast(room - written)
        starts.removeLast(room - written)
        ends.removeLast(room - written)
    }
}

/// Where the encoder writes, hoisted out of the arrays for the length of a run.
struct TokenSink {
    let ids: UnsafeMutablePointer<TokenID>
    let starts: UnsafeMutablePointer<Int32>
    let ends: UnsafeMutablePointer<Int32>
}
