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
        if let slash = rest.firstIndex(of: "/") {
            store = rest[..<slash].uppercased()
            rest = rest[rest.index(after: slash)...]
        }
        if let at = rest.lastIndex(of: "@") {
            let domain = rest[rest.index(after: at)...].lowercased()
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
