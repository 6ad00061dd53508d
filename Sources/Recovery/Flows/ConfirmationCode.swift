import Accounts
import Cryptography

/// The secret that proves control of the address: 256 bits from the system's generator, 43 characters
/// of base64url without padding (RFC 4648, 5).
///
/// Its description is quiet.
///
/// The first 64 bits find the row, the SHA-256 of all of it decides. So a wrong code that is meant
/// for a flow is counted against that flow, and the comparison of the secret takes constant time.
package struct ConfirmationCode: Sendable, CustomStringConvertible {
    private static let byteCount = 32
    private static let locatorByteCount = 8

    private let bytes: [UInt8]

    init(from surroundings: Surroundings) {
        bytes = surroundings.randomBytes(Self.byteCount)
    }

    /// Nil where `text` cannot be a code of ours.
    ///
    /// Mail programs add what they find behind a link: trailing punctuation is forgiven.
    package init?(_ text: String) {
        guard text.utf8.count <= 64 else { return nil }
        let trimmed = text.trimmingSuffix { ".,;:!?)>]\"'= ".contains($0) }
        guard let bytes = Base64URL.decode(trimmed), bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    package var text: String { Base64URL.encode(bytes) }
    package var description: String { "confirmation code" }

    var locator: [UInt8] { Array(bytes.prefix(Self.locatorByteCount)) }
    var digest: [UInt8] { SHA256.digest(bytes) }
}

extension String {
    fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> String {
        var rest = self[...]
        while let last = rest.last, predicate(last) { rest.removeLast() }
        return String(rest)
    }
}
