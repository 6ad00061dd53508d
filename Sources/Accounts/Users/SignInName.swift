/// The parts of what a person or an application types as a user name.
package struct SignInName: Sendable {
    package var store: String?
    package var username: String

    /// Nil where the name carries a tenant other than `tenant`.
    ///
    /// `@domain` counts as a tenant only where it names this one or the super tenant: user names
    /// that are email addresses contain `@` too.
    package init?(_ text: String, tenant: Tenant) {
        var rest = Substring(text)
        // By bytes, which cannot stand inside another character in UTF-8 and are ten times as quick to walk.
        if let slash = rest.utf8.firstIndex(of: UInt8(ascii: "/")) {
            store = rest[..<slash].uppercased()
            rest = rest[rest.utf8.index(after: slash)...]
        }
        if let at = rest.utf8.lastIndex(of: UInt8(ascii: "@")) {
            let domain = rest[rest.utf8.index(after: at)...].lowercased()
            if domain == tenant.domain {
                rest = rest[..<at]
            } else if domain == Tenant.superDomain {
                return nil
            }
        }
        guard User.isValidUsername(String(rest)) else { return nil }
        username = String(rest)
    }
}
