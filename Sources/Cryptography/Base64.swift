/// Base 64 as `Authorization: Basic` wants it (RFC 4648, 4); without padding, as PHC strings do.
package enum Base64 {
    private static let coding = Base64Coding(last: "+/")

    package static func encode(_ bytes: [UInt8], padded: Bool = true) -> String {
        coding.encode(bytes, padded: padded)
    }

    /// Nil for anything but the one right encoding of some bytes.
    package static func decode(_ text: String, padded: Bool = true) -> [UInt8]? {
        coding.decode(text, padded: padded)
    }
}
