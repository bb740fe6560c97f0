/// Where one tensor lies in the file.
struct TensorEntry: Sendable, Equatable {
    let name: String
    let type: ElementType
    let shape: [Int]
    /// Bytes from the start of the data section.
    let range: Range<Int>
}

/// The parsed, fully checked header: eight bytes of little-endian length, then JSON, then the data.
///
/// Checks what the reference implementation checks (https://github.com/huggingface/safetensors): the header's size,
/// that each shape fits its byte range, and that the ranges cover the data exactly once.
struct SafetensorsHeader: Sendable {
    /// In order of their data.
    let entries: [TensorEntry]
    let metadata: [String: String]
    /// First byte of the data section in the file.
    let dataStart: Int

    static let maximumSize = 100_000_000
    private static let maximumDimensions = 64

    /// - Parameter file: the bytes of the whole file.
    init(file: UnsafeRawBufferPointer, path: String) throws(SafetensorsError) {
        guard file.count >= 8 else { throw .truncated(path: path, size: file.count, needed: 8) }
        let declared = UInt64(littleEndian: file.loadUnaligned(as: UInt64.self))
        guard let size = Int(exactly: declared), size <= Self.maximumSize else {
            throw .headerTooLarge(path: path, size: declared)
        }
        guard size <= file.count - 8 else { throw .truncated(path: path, size: file.count, needed: 8 + size) }
        dataStart = 8 + size
        let text = UnsafeRawBufferPointer(rebasing: file[8..<dataStart]).assumingMemoryBound(to: UInt8.self)
        var parser = Parser(path: path)
        try parser.parse(text)
        metadata = parser.metadata
        entries = parser.entries.sorted {
            ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
        }
        try Self.checkCoverage(entries, dataSize: file.count - dataStart, path: path)
    }

    /// Every data byte belongs to exactly one tensor.
    private static func checkCoverage(
        _ entries: [TensorEntry], dataSize: Int, path: String
    ) throws(SafetensorsError) {
        var covered = 0
        var previous = ""
        for entry in entries {
            guard entry.range.upperBound <= dataSize else {
                throw .outOfBounds(path: path, tensor: entry.name, end: entry.range.upperBound, dataSize: dataSize)
            }
            guard entry.range.lowerBound >= covered else {
                throw .overlap(path: path, first: previous, second: entry.name)
            }
            guard entry.range.lowerBound == covered else {
                throw .hole(path: path, byte: covered, length: entry.range.lowerBound - covered)
            }
            covered = entry.range.upperBound
            previous = entry.name
        }
        guard covered == dataSize else { throw .hole(path: path, byte: covered, length: dataSize - covered) }
    }

    private struct Parser {
        let path: String
        var entries: [TensorEntry] = []
        var metadata: [String: String] = [:]
        var names: Set<String> = []

        init(path: String) { self.path = path }

        func wrap(_ failure: JSONScanner.Failure) -> SafetensorsError {
            .malformedHeader(path: path, byte: 8 + failure.byte, reason: failure.reason)
        }

        mutating func parse(_ text: UnsafeBufferPointer<UInt8>) throws(SafetensorsError) {
            guard text.first == UInt8(ascii: "{") else {
                throw .malformedHeader(path: path, byte: 8, reason: "the header does not begin with “{”")
            }
            var scanner = JSONScanner(text)
            try scanner.object(wrap: wrap) { (scanner, name) throws(SafetensorsError) in
                guard names.insert(name).inserted else { throw .duplicateName(path: path, name: name) }
                if name == "__metadata__" {
                    try parseMetadata(&scanner)
                } else {
                    entries.append(try parseEntry(&scanner, name: name))
                }
            }
            do throws(JSONScanner.Failure) { try scanner.expectEnd() } catch { throw wrap(error) }
        }

        mutating func parseMetadata(_ scanner: inout JSONScanner) throws(SafetensorsError) {
            try scanner.object(wrap: wrap) { (scanner, key) throws(SafetensorsError) in
                do throws(JSONScanner.Failure) { metadata[key] = try scanner.string() } catch { throw wrap(error) }
            }
        }

        func parseEntry(_ scanner: inout JSONScanner, name: String) throws(SafetensorsError) -> TensorEntry {
            var typeName: String?
            var shape: [Int]?
            var offsets: [Int]?
            try scanner.object(wrap: wrap) { (scanner, key) throws(SafetensorsError) in
                do throws(JSONScanner.Failure) {
                    switch key {
                    case "dtype" where typeName == nil: typeName = try scanner.string()
                    case "shape" where shape == nil:
                        shape = try scanner.integers(limit: SafetensorsHeader.maximumDimensions)
                    case "data_offsets" where offsets == nil: offsets = try scanner.integers(limit: 2)
                    default: throw scanner.failure("unexpected or repeated key “\(key)” in tensor “\(name)”")
                    }
                } catch { throw wrap(error) }
            }
            guard let typeName, let shape, let offsets, offsets.count == 2, offsets[0] <= offsets[1] else {
                let reason = "tensor “\(name)” needs dtype, shape and two rising data_offsets"
                throw wrap(scanner.failure(reason))
            }
            guard let type = ElementType(rawValue: typeName) else {
                throw .unsupportedType(path: path, tensor: name, type: typeName)
            }
            guard let expected = byteCount(shape: shape, type: type) else {
                throw .shapeOverflow(path: path, tensor: name)
            }
            let range = offsets[0]..<offsets[1]
            guard expected == range.count else {
                throw .sizeMismatch(
                    path: path, tensor: name, shape: shape, type: type, expected: expected, found: range.count)
            }
            return TensorEntry(name: name, type: type, shape: shape, range: range)
        }
    }
}

/// Bytes that a tensor of this shape takes; nil where the product overflows or a dimension is negative.
func byteCount(shape: [Int], type: ElementType) -> Int? {
    var product = type.size
    for dimension in shape {
        let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
        guard !overflow, dimension >= 0 else { return nil }
        product = next
    }
    return product
}
