package import Cryptography
package import Storage

/// Proves that a caller knows an account's password.
///
/// A verified pair is remembered for seconds under a keyed digest, so that an API call does not
/// cost an Argon2 hash. A change of an account in this process forgets its pairs; one made
/// elsewhere is noticed within a hundredth of a second, by the account's credential version. Wrong
/// pairs are never remembered, cost the same for unknown users, and are limited by account and by
/// client network.
package struct Credentials: Sendable {
    private let database: any Database
    private let hasher: PasswordHasher
    private let limits: Limits
    /// Nil: failures lock nobody.
    private let locking: LockPolicy?
    private let audit: AuditTrail
    private let key: SecretKey
    private let surroundings: Surroundings
    private let verified = ExpiringCache<[UInt8], Principal>(capacity: 4_096, lifetime: .seconds(30))
    /// Pairs that were found unchanged in the database just now.
    private let unchanged = ExpiringCache<[UInt8], Bool>(capacity: 4_096, lifetime: .milliseconds(10))
    private let underWay = SingleFlight<[UInt8], Principal?>()

    package init(
        database: any Database,
        hasher: PasswordHasher,
        limits: Limits,
        locking: LockPolicy? = nil,
        audit: AuditTrail,
        key: SecretKey,
        surroundings: Surroundings
    ) {
        self.database = database
        self.hasher = hasher
        self.limits = limits
        self.locking = locking
        self.audit = audit
        self.key = key
        self.surroundings = surroundings
    }

    /// Forgets the account's verified credentials: something of it has changed.
    ///
    /// Those of others stay, or every reset would cost the application that asked for it a hash more.
    package func forget(_ user: User) {
        verified.forget { $0.user?.id == user.id }
    }

    /// The principal whose name and password these are; nil where they are not, or where the account cannot
    /// be used.
    ///
    /// `username` may carry a store before and a tenant after it; a tenant other than `tenant` is refused.
    ///
    /// Throws `Failure.limited` once too many were wrong, and `Failure.busy` when the hash pool is
    /// full.
    package func verify(
        username: String,
        password: String,
        tenant: Tenant,
        client: Client
    ) async throws -> Principal? {
        let now = surroundings.now()
        let digest = key.authenticationCode(for: Array("\(tenant.id)\u{0}\(username)\u{0}\(password)".utf8))
        if let principal = verified.value(for: digest, at: now), try await isUnchanged(principal, digest, at: now) {
            return principal
        }
        // Callers that come at once with the same pair share one hash.
        return try await underWay.value(for: digest) {
            try await verify(username, password, tenant, client, digest, at: now)
        }
    }

    private func isUnchanged(_ principal: Principal, _ digest: [UInt8], at now: Instant) async throws -> Bool {
        guard let user = principal.user else { return false }
        if unchanged.value(for: digest, at: now) == true { return true }
        let version = try await database.read { try User.find(id: user.id, in: $0)?.credentialVersion }
        guard version == user.credentialVersion else { return false }
        unchanged.remember(true, for: digest, at: now)
        return true
    }

    private func verify(
        _ username: String,
        _ password: String,
        _ tenant: Tenant,
        _ client: Client,
        _ digest: [UInt8],
        at now: Instant
    ) async throws -> Principal? {
        guard let name = SignInName(username, tenant: tenant), let password = Password(password) else { return nil }
        let account = limits.key(.signInFailuresOfAccount, tenant.id, User.key(of: name.username))
        let network = limits.key(.signInFailuresFromNetwork, client.network)
        if let wait = try await database.read({ [limits] in try limits.exhausted([account, network], at: now, in: $0) })
        {
            throw Failure.limited(retryAfterSeconds: wait.secondsRoundedUp)
        }

        let found = try await database.read { db -> (user: User, permissions: [Permission])? in
            let users = try User.named(name.username, store: name.store, tenantID: tenant.id, in: db)
            guard users.count == 1, let user = users.first else { return nil }
            return (user, try user.permissions(in: db))
        }
        let isRight = try await hasher.verify(password, against: found?.user.passwordHash)
        guard isRight, let found, found.user.account.effective(at: now) == .unlocked else {
            let failed = isRight ? nil : found?.user
            try await database.write { [limits, locking, audit] db in
                _ = try limits.spend([account, network], at: now, in: db)
                guard let failed, let locking, failed.account.effective(at: now) == .unlocked else { return }
                try failed.recordFailedSignIn(locking, audit: audit, client: client, at: now, in: db)
            }
            return nil
        }
        if locking != nil {
            try await database.write { try found.user.recordSignIn(in: $0) }
        }
        if let text = found.user.passwordHash, let hash = PasswordHash(text), hasher.needsRehash(hash) {
            await rehash(password, of: found.user, replacing: text)
        }
        let principal = Principal(
            tenant: tenant,
            name: QualifiedUsername(store: found.user.store, username: found.user.username, tenantDomain: tenant.domain)
                .text,
            user: found.user,
            permissions: found.permissions
        )
        verified.remember(principal, for: digest, at: now)
        unchanged.remember(true, for: digest, at: now)
        return principal
    }

    /// Brings a hash made with older parameters up to today's.
    ///
    /// The guard leaves a password that was changed meanwhile alone; sessions and codes stay, because the
    /// password is the same.
    ///
    /// A queue that is full or a database that is busy leaves the old hash for the next time.
    private func rehash(_ password: Password, of user: User, replacing old: String) async {
        guard let hash = try? await hasher.hash(password) else { return }
        try? await database.write { db in
            _ = try db.execute(
                "UPDATE user_account SET password_hash = \(hash.text) WHERE id = \(user.id) AND password_hash = \(old)"
            )
        }
    }
}
