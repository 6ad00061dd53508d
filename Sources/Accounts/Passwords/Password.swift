@_spi(_Unicode) import Swift

/// What a person typed as a password, in the one form in which it is counted, judged and hashed.
///
/// The form is that of the OpaqueString profile (RFC 8265, 4.2): spaces of every kind become
/// U+0020, the rest is normalised to NFC, and case is kept. So the same password comes out of
/// every keyboard, and ASCII stays as it is. NFC and not NFKC, because NFKC would make different
/// passwords equal. Unicode promises never to change the form of an assigned character, and every
/// stored hash is of this form.
///
/// Knows no rule of any policy; only what no password can be.
package struct Password: Sendable {
    /// Accepted before anything is done with it: 256 code points of four bytes.
    package static let byteLimit = 1_024

    let text: String

    /// Nil for what `refusal(of:)` names.
    package init?(_ typed: String) {
        guard Self.refusal(of: typed) == nil else { return nil }
        var spaced = String.UnicodeScalarView()
        for scalar in typed.unicodeScalars {
            spaced.append(scalar.properties.generalCategory == .spaceSeparator ? " " : scalar)
        }
        var normalised = String.UnicodeScalarView()
        normalised.append(contentsOf: String(spaced)._nfc)
        text = String(normalised)
    }

    /// Why this cannot be a password, in words for who typed it; nil where it can.
    package static func refusal(of typed: String) -> String? {
        // A long password would cost time before its hash does; cutting it would accept others.
        guard typed.utf8.count <= byteLimit else { return "Password cannot have more than \(byteLimit) bytes" }
        // NUL, line feeds and the like: invisible, and cut differently by every program.
        let hasControls = typed.unicodeScalars.contains { $0.properties.generalCategory == .control }
        return hasControls ? "Password cannot have control characters" : nil
    }

    /// In code points, as NIST SP 800-63B-4 (3.1.1.2) counts.
    package var length: Int { text.unicodeScalars.count }

    var bytes: [UInt8] { Array(text.utf8) }
}

extension Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "Password(…)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
