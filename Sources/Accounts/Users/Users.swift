package import Mail
package import Storage

/// What an operator does with users: make, list, lock, disable, readdress, delete.
///
/// Each change is audited in the transaction that makes it and ends what was proved before it.
package struct Users: Sendable {
    let database: any Database
    private let passwords: Passwords
    let credentials: Credentials
    let audit: AuditTrail
    let surroundings: Surroundings
    /// The names of the embedded user stores; `PRIMARY` is always among them.
    package let stores: [String]

    package init(
        database: any Database,
        passwords: Passwords,
        credentials: Credentials,
        audit: AuditTrail,
        surroundings: Surroundings,
        stores: [String]
    ) {
        self.database = database
        self.passwords = passwords
        self.credentials = credentials
        self.audit = audit
        self.surroundings = surroundings
        self.stores = stores
    }

    /// What it takes to make a user.
    package struct New: Sendable {
        package var username: String
        package var store: String
        package var password: Password?
        package var claims: [String: String]
        package var roles: [String]

        package init(
            username: String,
            store: String = User.primaryStore,
            password: Password?,
            claims: [String: String] = [:],
            roles: [String] = []
        ) {
            self.username = username
            self.store = store
            self.password = password
            self.claims = claims
            self.roles = roles
        }
    }

    /// Makes a user.
    ///
    /// Throws what the password policy refuses, and a unique `StorageFailure` where the name is taken in
    /// that store.
    package func add(_ new: New, to tenant: Tenant, by initiator: String) async throws -> User {
        guard User.isValidUsername(new.username) else {
            throw Failure(.badRequest, code: "20045", message: "Provided username \(new.username) violates the policy.")
        }
        guard stores.contains(new.store.uppercased()) else {
            throw Failure(.badRequest, code: "20047", message: "Invalid domain \(new.store) provided.")
        }
        var hash: PasswordHash?
        if let password = new.password {
            try passwords.check(password, username: new.username)
            hash = try await passwords.hash(password)
        }
        let user = User(
            id: surroundings.uuid(),
            tenantID: tenant.id,
            store: new.store.uppercased(),
            username: new.username,
            account: .unlocked,
            passwordHash: hash?.text,
            credentialVersion: 1
        )
        let now = surroundings.now()
        try await database.write { [audit, passwords, hash] db in
            try user.insert(claims: new.claims, roles: new.roles, at: now, in: db)
            if let hash { try passwords.remember(hash, of: user, at: now, in: db) }
            try audit.record(.userAdded, .succeeded, of: user, initiator: initiator, in: db)
        }
        return user
    }

    package func find(_ username: String, store: String, tenant: Tenant) async throws -> User? {
        try await database.read { db in
            try User.named(username, store: store, tenantID: tenant.id, in: db).first
        }
    }

    package func claims(of user: User) async throws -> [String: String] {
        try await database.read { try user.claims(in: $0) }
    }

    /// At most `limit` users whose key is after `key`, in the order of their keys.
    package func list(tenant: Tenant, after key: String, limit: Int) async throws -> [User] {
        try await database.read { try User.list(tenantID: tenant.id, after: key, limit: limit, in: $0) }
    }

    package func setState(_ state: AccountState, of user: User, by initiator: String) async throws {
        let action: AuditEvent.Action =
            switch state {
            case .unlocked: .userUnlocked
            case .locked: .userLocked
            default: .userDisabled
            }
        try await database.write { [audit] db in
            try user.setState(state, in: db)
            try audit.record(action, .succeeded, of: user, initiator: initiator, in: db)
        }
        credentials.forget(user)
    }

    /// Gives the user another email address, or none: recovery mail goes there from now on.
    ///
    /// Codes that went to the old one are void, and nobody has verified the new one.
    package func setAddress(_ address: MailAddress?, of user: User, by initiator: String) async throws {
        try await database.write { [audit] db in
            try user.setAddress(address, in: db)
            try audit.record(.addressChanged, .succeeded, of: user, initiator: initiator, in: db)
        }
        credentials.forget(user)
    }

    /// Makes these the user's roles, none at all where there are none.
    ///
    /// Sessions and outstanding codes end. Throws `UnknownRole`.
    package func setRoles(_ roles: [String], of user: User, by initiator: String) async throws {
        let roles = Set(roles).sorted()
        try await database.write { [audit] db in
            try user.setRoles(roles, in: db)
            try audit.record(
                .rolesChanged,
                .succeeded,
                of: user,
                initiator: initiator,
                details: roles.isEmpty ? "none" : roles.joined(separator: ", "),
                in: db
            )
        }
        credentials.forget(user)
    }

    /// An operator sets a password: the policy holds, what was proved before is void.
    package func setPassword(_ password: Password, of user: User, by initiator: String) async throws {
        try passwords.check(password, username: user.username)
        let hash = try await passwords.hash(password)
        let now = surroundings.now()
        try await database.write { [audit, passwords] db in
            try passwords.store(hash, for: user, at: now, in: db)
            try audit.record(.passwordSet, .succeeded, of: user, initiator: initiator, in: db)
        }
        credentials.forget(user)
    }

    /// A person changes the own password, having proved the current one.
    ///
    /// Returns the user as it is afterwards: with a new credential version, so that a session begun before
    /// is dead.
    package func changePassword(_ password: Password, of user: User, client: Client) async throws -> User {
        try passwords.check(password, username: user.username)
        try await passwords.checkHistory(password, of: user, in: database)
        let hash = try await passwords.hash(password)
        let now = surroundings.now()
        let changed = try await database.write { [audit, passwords] db in
            try passwords.store(hash, for: user, at: now, in: db)
            try audit.record(
                .passwordChanged,
                .succeeded,
                of: user,
                initiator: "\(user.store)/\(user.username)",
                client: client,
                in: db
            )
            return try User.find(id: user.id, in: db)
        }
        credentials.forget(user)
        guard let changed else { throw Failure.unexpected("a user vanished while the password was changed") }
        return changed
    }

    package func delete(_ user: User, by initiator: String) async throws {
        try await database.write { [audit] db in
            try audit.record(.userDeleted, .succeeded, of: user, initiator: initiator, in: db)
            try user.delete(in: db)
        }
        credentials.forget(user)
    }
}
