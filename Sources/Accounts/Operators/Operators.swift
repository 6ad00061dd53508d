package import Storage

/// Who may use the console: signs them in, and says at each request who it is and what they may do now.
package struct Operators: Sendable {
    private let database: any Database
    private let credentials: Credentials
    private let sessions: Sessions
    private let audit: AuditTrail

    package init(database: any Database, credentials: Credentials, sessions: Sessions, audit: AuditTrail) {
        self.database = database
        self.credentials = credentials
        self.sessions = sessions
        self.audit = audit
    }

    package enum SignIn: Sendable {
        /// What the browser keeps.
        case signedIn(secret: String)
        /// The name or the password is wrong, or the account cannot be used.
        case wrong
        /// The password is right, and the account is no operator's.
        case notPermitted
    }

    /// Begins a session for an operator; a session that the browser had before ends.
    ///
    /// Throws `Failure.limited` once too many were wrong.
    package func signIn(
        _ username: String,
        _ password: String,
        at tenant: Tenant,
        replacing former: String?,
        client: Client
    ) async throws -> SignIn {
        let principal = try await credentials.verify(
            username: username,
            password: password,
            tenant: tenant,
            client: client
        )
        guard let user = principal?.user else { return .wrong }
        guard try await database.read({ try Self.find(user, in: $0) }) != nil else {
            try await database.write { [audit] db in
                try audit.record(
                    .signedIn,
                    .refused,
                    of: user,
                    initiator: "\(user.store)/\(user.username)",
                    client: client,
                    details: Self.place,
                    in: db
                )
            }
            return .notPermitted
        }
        if let former { try await sessions.end(former) }
        return .signedIn(secret: try await sessions.begin(for: user, signedInFrom: client, to: Self.place))
    }

    /// The operator whose live session that is, as they are now.
    ///
    /// Nil where there is none, where they are no operator any more, or where `tenant` is none of theirs.
    package func find(_ secret: String, at tenant: Tenant) async throws -> Operator? {
        guard let session = try await sessions.find(secret),
            let found = try await database.read({ try Self.find(session.user, in: $0) }), found.sees(tenant)
        else { return nil }
        return found
    }

    package func signOut(_ secret: String) async throws {
        try await sessions.end(secret)
    }

    private static let place = "console"

    private static func find(_ user: User, in db: any Connection) throws -> Operator? {
        guard let home = try Tenant.find(id: user.tenantID, in: db), home.isActive else { return nil }
        return Operator(user, of: home, permissions: try user.permissions(in: db))
    }
}
