package import Storage

/// The one way to set a password: policy, history, hash, and what ends with it.
package struct Passwords: Sendable {
    private let hasher: PasswordHasher
    package let policy: PasswordPolicy
    /// How many earlier passwords may not be used again; 0 allows all.
    private let remembered: Int

    package init(hasher: PasswordHasher, policy: PasswordPolicy, remembered: Int) {
        self.hasher = hasher
        self.policy = policy
        self.remembered = remembered
    }

    /// Throws `Failure.passwordRefused` with the policy's words.
    package func check(_ password: Password, username: String) throws(Failure) {
        if let violation = policy.violation(of: password, username: username) {
            throw Failure.passwordRefused(violation)
        }
    }

    /// Throws `Failure.passwordInHistory` where `password` is one of the last few.
    ///
    /// Costs a hash for each of them, so it runs outside any transaction.
    package func checkHistory(_ password: Password, of user: User, in database: any Database) async throws {
        guard remembered > 0 else { return }
        let hashes = try await database.read { [remembered] db in
            try db.rows(
                """
                SELECT password_hash FROM password_history WHERE user_id = \(user.id)
                ORDER BY created_at DESC LIMIT \(remembered)
                """
            ).map { try $0.get("password_hash", as: String.self) }
        }
        for hash in hashes where try await hasher.verify(password, against: hash) {
            throw Failure.passwordInHistory
        }
    }

    package func hash(_ password: Password) async throws -> PasswordHash {
        do {
            return try await hasher.hash(password)
        } catch {
            throw error.asFailure
        }
    }

    /// Whether `password` is the user's; false, at the same cost, where the user has none.
    package func verify(_ password: Password, of user: User) async throws -> Bool {
        try await hasher.verify(password, against: user.passwordHash)
    }

    /// Stores the new hash and ends the user's sessions and outstanding codes: all of it or nothing.
    ///
    /// Returns how many sessions there were.
    @discardableResult
    package func store(_ hash: PasswordHash, for user: User, at now: Instant, in db: any Connection) throws -> Int {
        try db.execute(
            """
            UPDATE user_account
            SET password_hash = \(hash.text), password_changed_at = \(now.microseconds), failed_sign_ins = 0,
                credential_version = credential_version + 1
            WHERE id = \(user.id)
            """
        )
        let sessions = try Sessions.endAll(of: user, in: db)
        try remember(hash, of: user, at: now, in: db)
        return sessions
    }

    /// Adds a hash to the user's history and drops what is beyond the number remembered.
    func remember(_ hash: PasswordHash, of user: User, at now: Instant, in db: any Connection) throws {
        guard remembered > 0 else { return }
        try db.execute(
            """
            INSERT INTO password_history (user_id, password_hash, created_at)
            VALUES (\(user.id), \(hash.text), \(now.microseconds))
            """
        )
        try db.execute(
            """
            DELETE FROM password_history WHERE user_id = \(user.id) AND created_at NOT IN
                (SELECT created_at FROM password_history WHERE user_id = \(user.id)
                 ORDER BY created_at DESC LIMIT \(remembered))
            """
        )
    }

    /// Begins the history of users who are new.
    func rememberFirst(_ hashes: [(userID: String, hash: PasswordHash)], at now: Instant, in db: any Connection) throws
    {
        guard remembered > 0 else { return }
        let rows = hashes.map { [$0.userID.value, $0.hash.text.value, now.microseconds.value] }
        for piece in rows.inStatements {
            try db.execute("INSERT INTO password_history (user_id, password_hash, created_at) VALUES \(rows: piece)")
        }
    }
}
