import Storage

extension Sessions {
    /// How many sessions of the user have not run out.
    static func count(of user: User, at now: Instant, in db: any Connection) throws -> Int {
        try db.row(
            """
            SELECT COUNT(*) AS sessions FROM portal_session
            WHERE user_id = \(user.id) AND expires_at > \(now.microseconds)
                AND credential_version = \(user.credentialVersion)
            """
        )?.get("sessions") ?? 0
    }

    /// Ends every session of the user and returns how many there were.
    @discardableResult
    static func endAll(of user: User, in db: any Connection) throws -> Int {
        try db.execute("DELETE FROM portal_session WHERE user_id = \(user.id)")
    }
}
