/// One mailbox: an address that is safe on an SMTP envelope and in a header, and the name shown beside it.
///
/// The address is an RFC 5321 `Dot-string "@" Domain`, kept byte for byte. Three legal forms are refused, each
/// because the mail systems on the way read them differently, and a recovery mail that a relay reads as
/// addressed to somebody else is a stolen account: quoted local parts, address literals, and text outside
/// ASCII (no SMTPUTF8; an internationalised domain is written as its A-labels).
///
/// The name comes from a profile, and an odd one must not keep its owner from recovering the account: it is
/// cleaned (control characters, bidirectional overrides, length), not refused.
///
/// It does not know whether the mailbox exists.
package struct MailAddress: Sendable, Hashable {
    package let address: String
    package let name: String?

    package init(_ address: String, name: String? = nil) throws(MailAddressFailure) {
        try Self.check(Array(address.utf8))
        self.address = address
        let name = name.map { HeaderText.cleaned($0, limit: Self.nameLimit) }
        self.name = name?.isEmpty == true ? nil : name
    }

    /// In code points; beyond it a name is no longer one.
    private static let nameLimit = 128
}

extension MailAddress: CustomStringConvertible, CustomDebugStringConvertible {
    /// Quiet: an address in a log is personal data.
    package var description: String { "(mail address)" }
    package var debugDescription: String { description }
}
