import Foundation

/// JSON on standard output, the same style for every command: snake-case keys in a stable order.
enum JSONOutput {
    static func encoder(pretty: Bool = true) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return encoder
    }

    static func print(_ value: some Encodable) throws {
        let data = try encoder().encode(value)
        FileHandle.standardOutput.write(data + Data("\n".utf8))
    }
}
