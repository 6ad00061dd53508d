package import Accounts
import Storage

/// Showing a code: `validate-code`, the person who opens the link, and the first half of a reset.
extension PasswordRecovery {
    /// Why a genuine or a false code does not open anything.
    package enum Refusal: Sendable, Equatable {
        /// No code of ours, or not the one it claims to be.
        case unknown
        case expired
        case used
        case replaced
        case revoked
        case exhausted
        /// It belongs to another tenant, of this domain.
        case foreign(String)
        case limited(Span)
    }

    package enum Presentation: Sendable {
        /// `expires`: when the code's time is over; `.distantFuture` for never.
        case accepted(RecoveryFlow, User, expires: Instant)
        /// `flow` where the code itself was right.
        case refused(Refusal, flow: RecoveryFlow?)
    }

    /// What a link is good for, without counting or changing anything: for GET and HEAD, which
    /// mail scanners send too.
    package func look(at text: String, tenant: Tenant) async throws -> Presentation {
        guard let code = ConfirmationCode(text) else { return .refused(.unknown, flow: nil) }
        let now = surroundings.now()
        return try await database.read { db in
            guard let (issued, flow) = try IssuedCode.find(code, in: db), issued.matches(code) else {
                return .refused(.unknown, flow: nil)
            }
            return try Self.judge(issued, flow, at: tenant, now: now, in: db)
        }
    }

    /// Checks a code and counts it if it is wrong.
    ///
    /// A right one is not used up.
    ///
    /// `step`: the step that the caller expects; nil for any.
    package func validate(
        _ text: String,
        step: String?,
        at tenant: Tenant,
        initiator: String,
        client: Client
    ) async throws -> QualifiedUsername {
        let presentation = try await present(text, at: tenant, initiator: initiator, client: client)
        guard case .accepted(let flow, let user, _) = presentation else {
            throw failure(for: presentation, code: text, foreign: Failure.foreignCodeValidated)
        }
        if let step, !step.isEmpty, step != flow.step.rawValue {
            throw Failure(.badRequest, code: "18001", message: "Invalid Code '%s'.")
        }
        return QualifiedUsername(store: user.store, username: user.username, tenantDomain: tenant.domain)
    }

    func present(
        _ text: String,
        at tenant: Tenant,
        initiator: String,
        client: Client
    ) async throws -> Presentation {
        let now = surroundings.now()
        return try await database.write { [self] db in
            let presentation =
                try ConfirmationCode(text).map {
                    try check($0, at: tenant, client: client, now: now, in: db)
                } ?? refuseUnknown(client: client, now: now, in: db)
            switch presentation {
            case .accepted(_, let user, _):
                try audit.record(.codeOpened, .succeeded, of: user, initiator: initiator, client: client, in: db)
            case .refused(let refusal, let flow):
                try audit.record(
                    .codeRefused,
                    .refused,
                    tenantID: tenant.id,
                    userID: flow?.userID,
                    initiator: initiator,
                    client: client,
                    details: "\(refusal)",
                    in: db
                )
            }
            return presentation
        }
    }

    /// Counts the attempt against the flow before it compares, all in the transaction that the
    /// answer waits for: parallel guesses queue up behind the row and none is compared beyond the
    /// last that is allowed.
    private func check(
        _ code: ConfirmationCode,
        at tenant: Tenant,
        client: Client,
        now: Instant,
        in db: any Connection
    ) throws -> Presentation {
        guard let (issued, found) = try IssuedCode.find(code, in: db),
            var flow = try RecoveryFlow.hold(id: found.id, in: db)
        else { return try refuseUnknown(client: client, now: now, in: db) }
        let account = limits.key(.wrongCodesForAccount, flow.userID)
        if let wait = try limits.exhausted([account], at: now, in: db) { return .refused(.limited(wait), flow: nil) }
        let counted = try db.row(
            """
            UPDATE recovery_flow SET wrong_codes = wrong_codes + 1
            WHERE id = \(flow.id) AND wrong_codes < \(rules.mostWrongCodes)
            RETURNING wrong_codes
            """
        )
        guard let counted else { return .refused(.exhausted, flow: nil) }
        guard issued.matches(code) else {
            _ = try limits.spend([account], at: now, in: db)
            if try counted.get("wrong_codes") == rules.mostWrongCodes, flow.state == .open {
                try flow.persist(.exhaust, at: now, in: db)
            }
            return .refused(.unknown, flow: nil)
        }
        try db.execute("UPDATE recovery_flow SET wrong_codes = wrong_codes - 1 WHERE id = \(flow.id)")
        return try Self.judge(issued, flow, at: tenant, now: now, in: db)
    }

    private func refuseUnknown(client: Client, now: Instant, in db: any Connection) throws -> Presentation {
        let wait = try limits.spend([limits.key(.wrongCodesFromNetwork, client.network)], at: now, in: db)
        return .refused(wait.map { .limited($0) } ?? .unknown, flow: nil)
    }

    /// What a code that is genuine is good for.
    static func judge(
        _ issued: IssuedCode,
        _ stored: RecoveryFlow,
        at tenant: Tenant,
        now: Instant,
        in db: any Connection
    ) throws -> Presentation {
        var flow = stored
        guard flow.tenantID == tenant.id else {
            return .refused(.foreign(try Tenant.find(id: flow.tenantID, in: db)?.domain ?? ""), flow: flow)
        }
        let user = try User.find(id: flow.userID, in: db)
        flow.settle(codeExpires: issued.expires, user: user, at: now)
        switch flow.state {
        case .completed: return .refused(.used, flow: flow)
        case .revoked: return .refused(.revoked, flow: flow)
        case .exhausted: return .refused(.exhausted, flow: flow)
        case .replaced: return .refused(.replaced, flow: flow)
        case .expired: return .refused(issued.isNewest ? .expired : .replaced, flow: flow)
        case .open:
            guard issued.isNewest else { return .refused(.replaced, flow: flow) }
            guard let user, (try? flow.apply(.present)) != nil else { return .refused(.revoked, flow: flow) }
            return .accepted(flow, user, expires: issued.expires)
        }
    }

    /// The contract's answer to a refused code.
    func failure(
        for presentation: Presentation,
        code: String,
        foreign: (_ tenantDomain: String) -> Failure
    ) -> Failure {
        guard case .refused(let refusal, _) = presentation else { return .unexpected("a good code was refused") }
        return switch refusal {
        case .expired: Failure.expiredCode(code)
        case .foreign(let domain): foreign(domain)
        case .limited(let wait): Failure.limited(retryAfterSeconds: wait.secondsRoundedUp)
        case .unknown, .used, .replaced, .revoked, .exhausted: Failure.invalidCode(code)
        }
    }
}
