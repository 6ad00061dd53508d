package import Accounts
import Mail
import Storage

/// Setting the password: the code is used up, the password stored, sessions ended, the notice
/// queued and the audit event written in one transaction, or none of it.
extension PasswordRecovery {
    /// `password`: as it was typed.
    ///
    /// Throws `Failure` of the contract. A refused password leaves the code good.
    package func reset(
        code text: String,
        password typed: String,
        callback: String? = nil,
        at tenant: Tenant,
        initiator: String,
        client: Client
    ) async throws -> QualifiedUsername {
        _ = try admit(callback: callback, at: tenant)
        let presentation = try await present(text, at: tenant, initiator: initiator, client: client)
        guard case .accepted(_, let user, _) = presentation, let code = ConfirmationCode(text) else {
            throw failure(for: presentation, code: text, foreign: Failure.foreignCode)
        }
        guard let password = Password(typed) else {
            throw Failure.passwordRefused(Password.refusal(of: typed) ?? "Password Policy Violate")
        }
        do {
            try await checkPassword(password, for: user, initiator: initiator, client: client)
        } catch var failure as Failure where failure.kind == .preconditionFailed {
            failure.key = text
            throw failure
        }
        let hash = try await passwords.hash(password)

        let now = surroundings.now()
        let lateRefusal = try await database.write { [self] db -> Presentation? in
            try IssuedCode.holdUser(of: code, in: db)
            guard let (issued, flow) = try IssuedCode.find(code, in: db), issued.matches(code) else {
                return .refused(.unknown, flow: nil)
            }
            let presentation = try Self.judge(issued, flow, at: tenant, now: now, in: db)
            guard case .accepted(var flow, let user, _) = presentation else { return presentation }
            guard (try? flow.persist(.complete, at: now, in: db)) != nil else { return .refused(.used, flow: flow) }
            try complete(flow, of: user, with: hash, initiator: initiator, client: client, at: now, in: db)
            return nil
        }
        if let lateRefusal {
            throw failure(for: lateRefusal, code: text, foreign: Failure.foreignCode)
        }
        credentials.forget(user)
        outbox.announce()
        return QualifiedUsername(store: user.store, username: user.username, tenantDomain: tenant.domain)
    }

    private func checkPassword(
        _ password: Password,
        for user: User,
        initiator: String,
        client: Client
    ) async throws {
        do {
            try passwords.check(password, username: user.username)
            try await passwords.checkHistory(password, of: user, in: database)
        } catch let refusal as Failure {
            try await database.write { [audit] db in
                try audit.record(
                    .passwordRefused,
                    .refused,
                    of: user,
                    initiator: initiator,
                    client: client,
                    details: refusal.code,
                    in: db
                )
            }
            throw refusal
        }
    }

    private func complete(
        _ flow: RecoveryFlow,
        of user: User,
        with hash: PasswordHash,
        initiator: String,
        client: Client,
        at now: Instant,
        in db: any Connection
    ) throws {
        let sessions = try passwords.store(hash, for: user, at: now, in: db)
        try RecoveryFlow.endAll(of: user.id, as: .revoked, except: flow.id, at: now, in: db)
        if rules.storesIdentityClaims, flow.channel == .email {
            try user.setClaim(Claim.emailVerified, to: "true", in: db)
        }
        let tells = rules.notifiesOnReset && rules.managesNotifications && flow.channel != .external
        if tells { try notify(user, client: client, at: now, in: db) }
        try audit.record(
            .passwordReset,
            .succeeded,
            of: user,
            initiator: initiator,
            client: client,
            details: "flow \(flow.id), sessions ended: \(sessions)",
            in: db
        )
    }

    /// `passwordResetSucess`: what happened, when, from where, and what to do if it was not you.
    private func notify(_ user: User, client: Client, at now: Instant, in db: any Connection) throws {
        let claims = try user.claims(in: db)
        guard let tenant = try Tenant.find(id: user.tenantID, in: db), let stored = claims[Claim.emailAddress],
            let address = try? MailAddress(stored, name: nil)
        else { return }
        let notice = PasswordChangedNotice(user: user, claims: claims, tenant: tenant, client: client, now: now)
        try outbox.add(
            notice.notification(to: address, rules: rules),
            tenantID: tenant.id,
            requestID: nil,
            expires: now + .days(2),
            in: db
        )
    }
}
