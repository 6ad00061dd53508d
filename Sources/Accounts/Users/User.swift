/// A person's account in one user store of one tenant.
package struct User: Sendable, Identifiable {
    /// Stable for the life of the account and never used again; a UUID.
    package var id: String
    package var tenantID: Int64
    /// The user store's name, upper case; the API's `realm`.
    package var store: String
    /// As it was given, without the store.
    package var username: String
    package var account: AccountState
    package var passwordHash: String?
    /// Goes up with each change after which what was proved before no longer holds: a password or address
    /// change, a lock, a disable.
    ///
    /// Codes and sessions carry the version they were made at and die with it.
    package var credentialVersion: Int64

    package init(
        id: String,
        tenantID: Int64,
        store: String,
        username: String,
        account: AccountState,
        passwordHash: String?,
        credentialVersion: Int64
    ) {
        self.id = id
        self.tenantID = tenantID
        self.store = store
        self.username = username
        self.account = account
        self.passwordHash = passwordHash
        self.credentialVersion = credentialVersion
    }

    package static let primaryStore = "PRIMARY"

    /// What user names are compared by: case does not count in an embedded store, as in WSO2's.
    package static func key(of username: String) -> String {
        username.lowercased()
    }

    /// The longest user name, in UTF-8 bytes.
    package static let longestUsername = 255

    /// Whether `username` may name a user: 1 to 255 bytes, no control characters, no spaces at the
    /// ends, no `/`, which parts the store from the name.
    package static func isValidUsername(_ username: String) -> Bool {
        guard !username.isEmpty, username.utf8.count <= longestUsername else { return false }
        // Most names are plain, and asking Unicode about each character costs more than the rest of a request's rules.
        if username.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) { return !username.utf8.contains(UInt8(ascii: "/")) }
        guard username.first?.isWhitespace == false, username.last?.isWhitespace == false else { return false }
        return username.unicodeScalars.allSatisfy { $0 != "/" && $0.properties.generalCategory != .control }
    }
}

/// What an application calls a user: `{"username", "realm", "tenant-domain"}`.
package struct QualifiedUsername: Sendable, Hashable {
    package var store: String
    package var username: String
    package var tenantDomain: String

    package init(store: String, username: String, tenantDomain: String) {
        self.store = store
        self.username = username
        self.tenantDomain = tenantDomain
    }

    /// `STORE/name@tenant`.
    package var text: String { "\(store)/\(username)@\(tenantDomain)" }
}
