import Mail

/// A user as a line of an import describes it, checked as far as that goes without the database.
package struct ImportedUser: Sendable {
    package let line: Int
    package let username: String
    package let store: String
    package let claims: [String: String]
    package let roles: [String]
    /// A hash that another server made, taken as it is.
    let hash: PasswordHash?
    /// A password that has to be hashed yet.
    package let password: Password?

    /// The names that a column or a member may have; a claim's own URI may be one as well.
    static let fields = [
        "username", "store", "email", "given_name", "family_name", "locale", "password_hash", "password", "roles",
    ]

    private static let claims = [
        "email": Claim.emailAddress, "given_name": Claim.givenName, "family_name": Claim.familyName,
        "locale": Claim.locale,
    ]

    /// Whether the name is one of the fields, or a claim's URI.
    static func isField(_ name: String) -> Bool {
        fields.contains(name) || ["http://", "https://", "urn:"].contains { name.hasPrefix($0) }
    }

    /// `values`: by field, none of them empty.
    init(line: Int, _ values: [String: String], roles: [String], stores: [String]) throws(ImportFailure) {
        func refuse(_ reason: String) -> ImportFailure { ImportFailure(line: line, reason) }
        guard let username = values["username"] else { throw refuse("there is no username") }
        guard User.isValidUsername(username) else { throw refuse("\(username.debugDescription) cannot be a username") }
        let store = (values["store"] ?? User.primaryStore).uppercased()
        guard stores.contains(store) else { throw refuse("there is no user store \(store.debugDescription)") }
        if let email = values["email"], (try? MailAddress(email)) == nil {
            throw refuse("\(email.debugDescription) is not an email address")
        }
        var claims: [String: String] = [:]
        for (field, value) in values where !["username", "store", "password", "password_hash"].contains(field) {
            guard Self.isPlain(value) else { throw refuse("\(field) has control characters") }
            claims[Self.claims[field] ?? field] = value
        }
        guard roles.allSatisfy({ !$0.isEmpty && Self.isPlain($0) }) else { throw refuse("a role has no usable name") }
        var hash: PasswordHash?
        if let text = values["password_hash"] {
            hash = PasswordHash(text)
            guard hash != nil else {
                throw refuse("password_hash is not an Argon2id hash in PHC form, or one that costs too much to verify")
            }
            guard values["password"] == nil else { throw refuse("there is a password and a password_hash") }
        }
        var password: Password?
        if let text = values["password"] {
            password = Password(text)
            if password == nil { throw refuse(Password.refusal(of: text) ?? "the password cannot be one") }
        }
        self.line = line
        self.username = username
        self.store = store
        self.claims = claims
        self.roles = Array(Set(roles)).sorted()
        self.hash = hash
        self.password = password
    }

    /// What a store's names are unique by.
    var key: Key { Key(store: store, username: User.key(of: username)) }

    struct Key: Hashable {
        let store: String
        let username: String
    }

    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
