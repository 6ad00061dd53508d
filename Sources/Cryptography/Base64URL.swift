/// Base 64 that may stand in a URL, without padding (RFC 4648, 5).
package enum Base64URL {
    private static let coding = Base64Coding(last: "-_")

    package static func encode(_ bytes: [UInt8]) -> String {
        coding.encode(bytes, padded: false)
    }

    /// Nil for anything but the one right encoding of some bytes.
    package static func decode(_ text: String) -> [UInt8]? {
        coding.decode(text, padded: false)
    }
}
