import Mail
package import Storage

extension User {
    static let columns: SQL = """
        id, tenant_id, store, username, password_hash, state, locked_until, credential_version
        """

    init(row: Row) throws {
        let state: String = try row.get("state")
        guard let account = AccountState(name: state, lockedUntil: try row.get("locked_until")) else {
            throw Failure.unexpected("account state \(state) is none of ours")
        }
        self.init(
            id: try row.get("id"),
            tenantID: try row.get("tenant_id"),
            store: try row.get("store"),
            username: try row.get("username"),
            account: account,
            passwordHash: try row.get("password_hash"),
            credentialVersion: try row.get("credential_version")
        )
    }

    package static func find(id: String, in db: any Connection) throws -> User? {
        try db.row("SELECT \(columns) FROM user_account WHERE id = \(id)").map(User.init(row:))
    }

    /// The user as it is now, held to the end of the transaction: whoever else is about to change its password, its
    /// state or its flows waits.
    package static func hold(id: String, in db: any Connection) throws -> User? {
        try db.row("SELECT \(columns) FROM user_account WHERE id = \(id) \(db.dialect.forUpdate)").map(User.init(row:))
    }

    /// Every user of that name: one at most where `store` is given, one a store otherwise.
    package static func named(
        _ username: String,
        store: String?,
        tenantID: Int64,
        in db: any Connection
    ) throws -> [User] {
        let key = key(of: username)
        // Not every engine has such text, and no user has it.
        guard !key.utf8.contains(0), store?.utf8.contains(0) != true else { return [] }
        if let store {
            return try db.rows(
                """
                SELECT \(columns) FROM user_account
                WHERE tenant_id = \(tenantID) AND store = \(store.uppercased()) AND username_key = \(key)
                """
            ).map(User.init(row:))
        }
        return try db.rows(
            """
            SELECT \(columns) FROM user_account WHERE tenant_id = \(tenantID) AND username_key = \(key)
            """
        ).map(User.init(row:))
    }

    /// Two users at most whose email address is exactly `address`: enough to know that one is meant.
    package static func withAddress(_ address: String, tenantID: Int64, in db: any Connection) throws -> [User] {
        guard !address.utf8.contains(0) else { return [] }
        return try db.rows(
            """
            SELECT \(columns) FROM user_account
            WHERE tenant_id = \(tenantID) AND id IN
                (SELECT user_id FROM user_claim WHERE uri = \(Claim.emailAddress) AND value = \(address))
            LIMIT 2
            """
        ).map(User.init(row:))
    }

    static func list(tenantID: Int64, after key: String, limit: Int, in db: any Connection) throws -> [User] {
        try db.rows(
            """
            SELECT \(columns) FROM user_account
            WHERE tenant_id = \(tenantID) AND username_key > \(key)
            ORDER BY username_key, store LIMIT \(limit)
            """
        ).map(User.init(row:))
    }

    func insert(claims: [String: String], roles: [String], at now: Instant, in db: any Connection) throws {
        try db.execute(
            """
            INSERT INTO user_account (id, tenant_id, store, username, username_key, password_hash,
                password_changed_at, state, credential_version, created_at)
            VALUES (\(id), \(tenantID), \(store), \(username), \(Self.key(of: username)), \(passwordHash),
                \(passwordHash == nil ? nil : now.microseconds), \(account.name), \(credentialVersion),
                \(now.microseconds))
            """
        )
        for (uri, value) in claims {
            try setClaim(uri, to: value, in: db)
        }
        try give(roles, in: db)
    }

    /// Throws `UnknownRole`.
    private func give(_ roles: [String], in db: any Connection) throws {
        guard !roles.isEmpty else { return }
        let known = try db.rows("SELECT DISTINCT role FROM role_permission WHERE tenant_id = \(tenantID) ORDER BY role")
            .map { try $0.get("role", as: String.self) }
        if let role = roles.first(where: { !known.contains($0) }) { throw UnknownRole(role: role, known: known) }
        for role in roles {
            try db.execute("INSERT INTO user_role (user_id, role) VALUES (\(id), \(role))")
        }
    }

    /// Makes these the user's roles; what was proved before is void, so that no node believes the old ones.
    ///
    /// Throws `UnknownRole`.
    func setRoles(_ roles: [String], in db: any Connection) throws {
        try db.execute("DELETE FROM user_role WHERE user_id = \(id)")
        try give(roles, in: db)
        try voidProofs(in: db)
    }

    package func claims(in db: any Connection) throws -> [String: String] {
        var claims: [String: String] = [:]
        for row in try db.rows("SELECT uri, value FROM user_claim WHERE user_id = \(id)") {
            claims[try row.get("uri")] = try row.get("value")
        }
        return claims
    }

    package func setClaim(_ uri: String, to value: String, in db: any Connection) throws {
        try db.execute(
            """
            INSERT INTO user_claim (user_id, uri, value) VALUES (\(id), \(uri), \(value))
            ON CONFLICT (user_id, uri) DO UPDATE SET value = excluded.value
            """
        )
    }

    package func permissions(in db: any Connection) throws -> [Permission] {
        try db.rows(
            """
            SELECT permission FROM role_permission
            WHERE tenant_id = \(tenantID) AND role IN (SELECT role FROM user_role WHERE user_id = \(id))
            """
        ).map { Permission(path: try $0.get("permission")) }
    }

    /// Changes the account state; whatever was proved before is void afterwards.
    func setState(_ state: AccountState, in db: any Connection) throws {
        var lockedUntil: Int64?
        if case .locked(let until) = state { lockedUntil = until?.microseconds }
        try db.execute(
            """
            UPDATE user_account
            SET state = \(state.name), locked_until = \(lockedUntil), failed_sign_ins = 0,
                credential_version = credential_version + 1
            WHERE id = \(id)
            """
        )
        try Sessions.endAll(of: self, in: db)
    }

    /// Changes the email address; whatever was proved before is void afterwards, and that the old address
    /// was verified says nothing of the new one.
    func setAddress(_ address: MailAddress?, in db: any Connection) throws {
        if let address {
            try setClaim(Claim.emailAddress, to: address.address, in: db)
        } else {
            try removeClaim(Claim.emailAddress, in: db)
        }
        try removeClaim(Claim.emailVerified, in: db)
        try voidProofs(in: db)
    }

    /// What was proved before counts no more, on any node: sessions end, codes are void, credentials are looked up anew.
    private func voidProofs(in db: any Connection) throws {
        try db.execute(
            "UPDATE user_account SET credential_version = credential_version + 1 WHERE id = \(id)"
        )
        try Sessions.endAll(of: self, in: db)
    }

    private func removeClaim(_ uri: String, in db: any Connection) throws {
        try db.execute("DELETE FROM user_claim WHERE user_id = \(id) AND uri = \(uri)")
    }

    func delete(in db: any Connection) throws {
        try db.execute("DELETE FROM user_account WHERE id = \(id)")
    }
}
