/// What a scanner found wrong and where; it knows neither the file nor how the bytes lie in it.
struct SyntaxFailure: Error, Equatable {
    var offset: Int
    var detail: String

    /// - Parameters:
    ///   - bytes: what was scanned.
    ///   - firstByte: position in the file of the first byte scanned, from 0.
    ///   - firstLine: its line, from 1.
    func located(in bytes: UnsafeBufferPointer<UInt8>, place: String, firstByte: Int, firstLine: Int) -> CorpusError {
        let offset = min(max(0, offset), bytes.count)
        let breaks = bytes[0..<offset].reduce(0) { $1 == 0x0a ? $0 + 1 : $0 }
        return .malformed(place: place, byte: firstByte + offset, line: firstLine + breaks, detail: detail)
    }
}
