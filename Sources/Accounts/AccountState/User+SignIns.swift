import Storage

extension User {
    /// Counts a failed sign-in and locks the account where the policy says so.
    func recordFailedSignIn(
        _ policy: LockPolicy,
        audit: AuditTrail,
        client: Client,
        at now: Instant,
        in db: any Connection
    ) throws {
        let row = try db.row(
            """
            UPDATE user_account SET failed_sign_ins = failed_sign_ins + 1 WHERE id = \(id)
            RETURNING failed_sign_ins, lockouts
            """
        )
        guard let row, try row.get("failed_sign_ins", as: Int.self) >= policy.allowedFailures else { return }
        try setState(policy.lock(after: row.get("lockouts"), at: now), in: db)
        try db.execute("UPDATE user_account SET lockouts = lockouts + 1 WHERE id = \(id)")
        try audit.record(.userLocked, .succeeded, of: self, initiator: AuditTrail.system, client: client, in: db)
    }

    /// Forgets failures after a good sign-in, and a lock whose time is over.
    ///
    /// One that was set since the password was checked stays: it came with a new credential version.
    func recordSignIn(in db: any Connection) throws {
        try db.execute(
            """
            UPDATE user_account SET failed_sign_ins = 0, lockouts = 0, state = 'unlocked', locked_until = NULL
            WHERE id = \(id) AND credential_version = \(credentialVersion)
                AND (failed_sign_ins > 0 OR lockouts > 0 OR state = 'locked')
            """
        )
    }
}
