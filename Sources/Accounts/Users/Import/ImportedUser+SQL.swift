import Storage

extension ImportedUser {
    /// One that is about to be made.
    struct New: Sendable {
        let id: String
        let user: ImportedUser
        var hash: PasswordHash?
    }

    /// Those of the keys that are taken.
    static func existing(of users: [ImportedUser], tenantID: Int64, in db: any Connection) throws -> Set<Key> {
        var keys: Set<Key> = []
        // Store by store, so that each name is found by the key of the table: without the store SQLite reads all of a
        // tenant's users.
        for (store, users) in Dictionary(grouping: users, by: \.key.store) {
            for piece in users.inStatements {
                let rows = try db.rows(
                    """
                    SELECT username_key FROM user_account
                    WHERE tenant_id = \(tenantID) AND store = \(store)
                        AND username_key IN \(list: piece.map(\.key.username))
                    """
                )
                for row in rows { keys.insert(Key(store: store, username: try row.get("username_key"))) }
            }
        }
        return keys
    }

    /// Makes the users with their claims and roles, but for those whose name is taken.
    ///
    /// Returns the ids of those that were made.
    static func insert(_ users: [New], tenantID: Int64, at now: Instant, in db: any Connection) throws -> Set<String> {
        var added: Set<String> = []
        // Apart, because a statement with NULL in other places is another one to PostgreSQL.
        for alike in [users.filter { $0.hash != nil }, users.filter { $0.hash == nil }] {
            for piece in alike.inStatements {
                let rows = try db.rows(
                    """
                    INSERT INTO user_account (id, tenant_id, store, username, username_key, password_hash,
                        password_changed_at, state, credential_version, created_at)
                    VALUES \(rows: piece.map { $0.row(tenantID: tenantID, at: now) })
                    ON CONFLICT (tenant_id, store, username_key) DO NOTHING RETURNING id
                    """
                )
                for row in rows { added.insert(try row.get("id")) }
            }
        }
        let new = users.filter { added.contains($0.id) }
        let claims = new.flatMap { user in user.user.claims.map { [user.id.value, $0.key.value, $0.value.value] } }
        for piece in claims.inStatements {
            try db.execute("INSERT INTO user_claim (user_id, uri, value) VALUES \(rows: piece)")
        }
        let roles = new.flatMap { user in user.user.roles.map { [user.id.value, $0.value] } }
        for piece in roles.inStatements {
            try db.execute("INSERT INTO user_role (user_id, role) VALUES \(rows: piece)")
        }
        return added
    }
}

extension ImportedUser.New {
    fileprivate func row(tenantID: Int64, at now: Instant) -> [Value] {
        [
            id.value, tenantID.value, user.store.value, user.username.value, User.key(of: user.username).value,
            (hash?.text).value, (hash == nil ? nil : now.microseconds).value, AccountState.unlocked.name.value,
            Int64(1).value, now.microseconds.value,
        ]
    }
}
