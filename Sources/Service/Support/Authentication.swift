import Digest

/// HMAC-SHA256 (RFC 2104) with one key.
struct MessageCode: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    init(key: [UInt8]) {
        var block = key.count > 64 ? SHA256.hash(key).bytes : key
        block += [UInt8](repeating: 0, count: 64 - block.count)
        var inner = SHA256()
        inner.update(block.map { $0 ^ 0x36 })
        var outer = SHA256()
        outer.update(block.map { $0 ^ 0x5c })
        self.inner = inner
        self.outer = outer
    }

    func code(of message: String) -> SHA256Digest {
        var first = inner
        first.update(message)
        var second = outer
        second.update(first.finalize().bytes)
        return second.finalize()
    }
}

/// Compares secrets in a time that tells nothing about where, or whether, they differ.
struct SecretComparison: Sendable {
    private let key: MessageCode
    private let expected: [UInt8]

    init(_ secret: String) {
        // Codes under a key that nobody knows are compared, so that neither content nor length shows in the time.
        key = MessageCode(key: randomBytes(32))
        expected = key.code(of: secret).bytes
    }

    func matches(_ text: String) -> Bool { isEqual(key.code(of: text).bytes, expected) }
}

/// Looks at every byte, whatever the first ones were.
func isEqual(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for index in a.indices { difference |= a[index] ^ b[index] }
    return difference == 0
}

func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
}

/// The cookie that names a user: 32 hexadecimal digits and their code under the installation's secret.
struct UserCookie: Sendable {
    static let name = "user_id"
    private let key: MessageCode

    init(secret: [UInt8]) { key = MessageCode(key: secret) }

    func newUser() -> String {
        randomBytes(16).reduce(into: "") { text, byte in
            text.append(Self.digits[Int(byte >> 4)])
            text.append(Self.digits[Int(byte & 15)])
        }
    }

    private static let digits = Array("0123456789abcdef")

    func value(for user: String) -> String { user + "." + key.code(of: user).hex }

    /// The user a `Cookie` header names; nil when there is none or when this installation did not sign it.
    func user(inHeader header: String) -> String? {
        for part in header.split(separator: ";") {
            let pair = part.drop { $0 == " " }
            guard pair.hasPrefix(Self.name + "=") else { continue }
            let value = pair.dropFirst(Self.name.count + 1).split(separator: ".", omittingEmptySubsequences: false)
            guard value.count == 2, value[0].utf8.count == 32, let given = SHA256Digest(hex: String(value[1])),
                isEqual(given.bytes, key.code(of: String(value[0])).bytes)
            else { continue }
            return String(value[0])
        }
        return nil
    }

    /// A year; scripts cannot read it, other sites' requests do not carry it.
    func header(for user: String) -> String {
        "\(Self.name)=\(value(for: user)); Path=/; Max-Age=31536000; HttpOnly; SameSite=Strict"
    }
}
