import CByteMask

/// What 64 bytes of a text are, a bit a byte.
struct ByteClasses {
    /// ASCII letters and digits, and everything outside ASCII.
    var words: UInt64
    /// White space and control characters.
    var spaces: UInt64
    var dashes: UInt64
    var newlines: UInt64
    /// What neither belongs to a word nor only separates: punctuation, and control characters but white space.
    var marks: UInt64

    /// Reads 64 bytes at `bytes`.
    @inline(__always) init(_ bytes: UnsafeRawPointer) {
        let low = Half(bytes.loadUnaligned(as: SIMD4<UInt64>.self))
        let high = Half(bytes.loadUnaligned(fromByteOffset: 32, as: SIMD4<UInt64>.self))
        words = Self.joined(low.words, high.words)
        spaces = Self.joined(low.spaces, high.spaces)
        dashes = Self.joined(low.dashes, high.dashes)
        newlines = Self.joined(low.newlines, high.newlines)
        marks = ~(words | dashes | Self.joined(low.separators, high.separators))
    }

    /// Which of 64 bytes are `byte`, below 128.
    @inline(__always) static func matches(of byte: UInt8, _ bytes: UnsafeRawPointer) -> UInt64 {
        let low = bytes.loadUnaligned(as: SIMD4<UInt64>.self)
        let high = bytes.loadUnaligned(fromByteOffset: 32, as: SIMD4<UInt64>.self)
        return joined(Half.matches(of: byte, low), Half.matches(of: byte, high))
    }

    @inline(__always) private static func joined(_ low: SIMD4<UInt64>, _ high: SIMD4<UInt64>) -> UInt64 {
        UInt64(top_bits(low)) | UInt64(top_bits(high)) &<< 32
    }

    /// The same for half as many, each answer in the top bit of its byte. Sums stay below 256, so no byte disturbs the
    /// next; Swift compares the bytes of a vector one by one, but adds them all at once.
    private struct Half {
        var words: SIMD4<UInt64>
        var spaces: SIMD4<UInt64>
        var dashes: SIMD4<UInt64>
        var newlines: SIMD4<UInt64>
        /// White space and apostrophes.
        var separators: SIMD4<UInt64>

        @inline(__always) init(_ bytes: SIMD4<UInt64>) {
            let low = bytes & Self.all(0x7F)
            let folded = low | Self.all(0x20)
            let letters = Self.isAtLeast(0x61, folded) & ~Self.isAtLeast(0x7B, folded)
            let digits = Self.isAtLeast(0x30, low) & ~Self.isAtLeast(0x3A, low)
            words = letters | digits | bytes
            spaces = ~(Self.isAtLeast(0x21, low) | bytes)
            dashes = Self.matches(of: 0x2D, bytes)
            newlines = Self.matches(of: 0x0A, bytes)
            let blanks = Self.isAtLeast(0x09, low) & ~Self.isAtLeast(0x0E, low)
            let others = Self.isAtLeast(1, low ^ Self.all(0x20)) & Self.isAtLeast(1, low ^ Self.all(0x27))
            separators = (blanks | ~others) & ~bytes
        }

        @inline(__always) static func matches(of byte: UInt8, _ bytes: SIMD4<UInt64>) -> SIMD4<UInt64> {
            ~(isAtLeast(1, (bytes & all(0x7F)) ^ all(UInt64(byte))) | bytes)
        }

        @inline(__always) private static func all(_ byte: UInt64) -> SIMD4<UInt64> {
            SIMD4(repeating: byte &* 0x0101_0101_0101_0101)
        }

        /// For bytes below 128.
        @inline(__always) private static func isAtLeast(_ bound: UInt64, _ bytes: SIMD4<UInt64>) -> SIMD4<UInt64> {
            bytes &+ all(0x80 &- bound)
        }
    }
}
