import Cryptography

/// An application that calls the APIs in its own name: `[account_recovery.endpoint.auth]`.
///
/// There is none unless an operator configures one: a well-known default here has been two
/// advisories of WSO2 (WSO2-2020-0864, WSO2-2023-2617).
package struct ClientApplication: Sendable {
    private let name: String
    private let passwordDigest: [UInt8]

    /// `passwordDigest`: SHA-256 of the password.
    ///
    /// The password is the application's own and of machine strength, so that a plain digest does.
    package init(name: String, passwordDigest: [UInt8]) {
        self.name = name
        self.passwordDigest = passwordDigest
    }

    package func principal(name: String, password: String, tenant: Tenant) -> Principal? {
        let isRight = equalInConstantTime(SHA256.digest(password), passwordDigest)
        guard isRight, equalInConstantTime(Array(name.utf8), Array(self.name.utf8)) else { return nil }
        return Principal(tenant: tenant, name: name, user: nil, permissions: [.identityManagement])
    }
}
