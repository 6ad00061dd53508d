import Cryptography
package import Storage

/// Sessions of the pages.
///
/// The browser holds 256 random bits, the database their SHA-256.
package struct Sessions: Sendable {
    private let database: any Database
    private let audit: AuditTrail
    private let surroundings: Surroundings
    private let idle: Span
    private let absolute: Span

    package init(
        database: any Database,
        audit: AuditTrail,
        surroundings: Surroundings,
        idle: Span,
        absolute: Span
    ) {
        self.database = database
        self.audit = audit
        self.surroundings = surroundings
        self.idle = idle
        self.absolute = absolute
    }

    /// Begins a session and returns what the browser keeps: new at each sign-in, so that one
    /// planted before it is worth nothing.
    ///
    /// `client`: where a sign-in came from, for the audit trail; nil where a session only takes another's place.
    /// `place`: what was signed in to, where it is not the pages for everybody.
    package func begin(
        for user: User,
        signedInFrom client: Client? = nil,
        to place: String? = nil
    ) async throws -> String {
        let secret = surroundings.randomBytes(32)
        let now = surroundings.now()
        try await database.write { [absolute, audit] db in
            try db.execute(
                """
                INSERT INTO portal_session (id_digest, user_id, credential_version, created_at, last_seen_at, expires_at)
                VALUES (\(SHA256.digest(secret)), \(user.id), \(user.credentialVersion), \(now.microseconds),
                    \(now.microseconds), \((now + absolute).microseconds))
                """
            )
            guard let client else { return }
            let name = "\(user.store)/\(user.username)"
            try audit.record(.signedIn, .succeeded, of: user, initiator: name, client: client, details: place, in: db)
        }
        return Base64URL.encode(secret)
    }

    /// The live session of that secret; nil where there is none, it idled too long, or something changed
    /// that voids it.
    ///
    /// Notes that it was seen, once a minute.
    package func find(_ secret: String) async throws -> Session? {
        guard let bytes = Base64URL.decode(secret), bytes.count == 32 else { return nil }
        let digest = SHA256.digest(bytes)
        let now = surroundings.now()
        let session = try await database.read { db -> Session? in
            let row = try db.row(
                """
                SELECT user_id, credential_version, last_seen_at, expires_at FROM portal_session
                WHERE id_digest = \(digest)
                """
            )
            guard let row, let user = try User.find(id: try row.get("user_id"), in: db) else { return nil }
            guard user.credentialVersion == (try row.get("credential_version")) else { return nil }
            return Session(
                user: user,
                lastSeen: Instant(microseconds: try row.get("last_seen_at")),
                expires: Instant(microseconds: try row.get("expires_at"))
            )
        }
        guard let session, now < session.expires, now < session.lastSeen + idle,
            session.user.account.effective(at: now) == .unlocked
        else { return nil }
        if session.lastSeen + .minutes(1) < now {
            try await database.write { db in
                _ = try db.execute(
                    "UPDATE portal_session SET last_seen_at = \(now.microseconds) WHERE id_digest = \(digest)"
                )
            }
        }
        return session
    }

    package func end(_ secret: String) async throws {
        guard let bytes = Base64URL.decode(secret) else { return }
        try await database.write { db in
            _ = try db.execute("DELETE FROM portal_session WHERE id_digest = \(SHA256.digest(bytes))")
        }
    }

    /// Ends every session and returns how many there were.
    package static func endAll(in db: any Connection) throws -> Int {
        try db.execute("DELETE FROM portal_session")
    }

    package static func sweep(at now: Instant, in db: any Connection) throws {
        try db.execute("DELETE FROM portal_session WHERE expires_at <= \(now.microseconds)")
    }
}
