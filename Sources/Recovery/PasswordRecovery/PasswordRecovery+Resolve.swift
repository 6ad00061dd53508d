import Accounts
import Cryptography
import Mail
import Storage

/// Resolving: behind the front door. Finds the user, applies the rules, and in the same
/// transaction ends older flows, writes the flow, its code, the message and the audit event, and
/// records on the request what became of it.
extension PasswordRecovery {
    struct Resolution: Sendable {
        var outcome: RecoveryRequest.Outcome
        var flowID: String?
        /// For the caller who delivers it himself; nil otherwise.
        var code: ConfirmationCode?
    }

    func resolve(_ request: RecoveryRequest, in db: any Connection) throws -> Resolution {
        let now = surroundings.now()
        let users = try candidates(for: request.ask, at: request.tenant, in: db)
        let verdict = try RecoveryVerdict(
            // Of two requests of one user the second finds the first one's flow.
            on: users.count == 1 ? users.compactMap { try User.hold(id: $0.id, in: db) } : users,
            claims: { try $0.claims(in: db) },
            channel: RecoveryChannel(rawValue: request.ask.channel) ?? .email,
            rules: rules,
            at: now
        )
        let resolution =
            switch verdict {
            case .stopped(let outcome): Resolution(outcome: outcome)
            case .mayGoOn(let user, let claims, let address):
                try issue(for: user, claims, address, request, at: now, in: db)
            }
        try RecoveryRequest.finish(
            request.id,
            resolution.outcome,
            flowID: resolution.flowID,
            userID: users.count == 1 ? users.first?.id : nil,
            identifierDigest: users.count == 1 ? nil : digest(of: request.ask.identifier, at: request.tenant),
            at: now,
            in: db
        )
        let succeeded = resolution.flowID != nil
        try audit.record(
            request.ask.kind == .start ? .recoveryResolved : .codeReissued,
            succeeded ? .succeeded : .refused,
            tenantID: request.tenant.id,
            userID: users.count == 1 ? users.first?.id : nil,
            target: users.count == 1 ? users.first.map { "\($0.store)/\($0.username)" } : nil,
            initiator: request.initiator,
            client: request.client,
            details: "request \(request.id): \(resolution.outcome.rawValue)",
            in: db
        )
        return resolution
    }

    /// Everybody whom the ask may mean.
    func candidates(for ask: RecoveryAsk, at tenant: Tenant, in db: any Connection) throws -> [User] {
        guard let name = SignInName(ask.identifier, tenant: tenant) else { return [] }
        let named = try User.named(name.username, store: ask.realm ?? name.store, tenantID: tenant.id, in: db)
        guard named.isEmpty, ask.acceptsAddress, ask.identifier.contains("@") else { return named }
        return try User.withAddress(ask.identifier, tenantID: tenant.id, in: db)
    }

    /// What counts messages to an address.
    func addressBucket(_ stored: String) -> Limits.Bucket {
        limits.key(.recoveryToAddress, stored.lowercased())
    }

    /// What a name that is nobody's is found again by.
    func digest(of identifier: String, at tenant: Tenant) -> [UInt8] {
        let text = "recovery request\u{0}\(tenant.id)\u{0}\(Self.accountKey(of: identifier, at: tenant))"
        return keys.identifiers.authenticationCode(for: Array(text.utf8))
    }

    private func issue(
        for user: User,
        _ claims: [String: String],
        _ address: MailAddress?,
        _ request: RecoveryRequest,
        at now: Instant,
        in db: any Connection
    ) throws -> Resolution {
        let channel = RecoveryChannel(rawValue: request.ask.channel) ?? .email
        if address != nil {
            let bucket = addressBucket(claims[Claim.emailAddress] ?? "")
            if try limits.spend([bucket], at: now, in: db) != nil { return Resolution(outcome: .addressLimited) }
        }

        guard let (flow, code, expires) = try flow(for: user, channel, address, request, at: now, in: db) else {
            return Resolution(outcome: .nothingToResend)
        }
        guard let address else { return Resolution(outcome: .handedOver, flowID: flow.id, code: code) }
        let message = RecoveryMessage(
            user: user,
            claims: claims,
            tenant: request.tenant,
            ask: request.ask,
            client: request.client,
            code: code,
            masked: flow.maskedAddress ?? "",
            expires: expires,
            now: now
        )
        try outbox.add(
            message.notification(to: address, rules: rules),
            tenantID: request.tenant.id,
            requestID: request.id,
            expires: min(expires, now + .days(2)),
            in: db
        )
        return Resolution(outcome: .queued, flowID: flow.id)
    }

    /// The flow that the message is about, its code, and until when it is good.
    ///
    /// Nil where a resend finds no flow that may go on.
    private func flow(
        for user: User,
        _ channel: RecoveryChannel,
        _ address: MailAddress?,
        _ request: RecoveryRequest,
        at now: Instant,
        in db: any Connection
    ) throws -> (RecoveryFlow, ConfirmationCode, Instant)? {
        guard let scenario = RecoveryScenario(rawValue: request.ask.scenario) else { return nil }
        let newest = try RecoveryFlow.newest(of: user.id, scenario: scenario, in: db)
        if let (stored, issued) = newest {
            var flow = stored
            flow.settle(codeExpires: issued.expires, user: user, at: now)
            if let code = try reusableCode(issued, of: flow, at: now) { return (flow, code, issued.expires) }
            if request.ask.kind == .resend {
                guard (try? flow.persist(.resend, at: now, in: db)) != nil else { return nil }
                try IssuedCode.supersedeAll(of: flow.id, in: db)
                let (code, expires) = try issueCode(for: flow, at: now, in: db)
                return (flow, code, expires)
            }
        }
        guard request.ask.kind == .start else { return nil }

        try RecoveryFlow.endAll(of: user.id, as: .replaced, at: now, in: db)
        let flow = RecoveryFlow(
            id: surroundings.uuid(),
            tenantID: user.tenantID,
            userID: user.id,
            scenario: .passwordByNotification,
            step: .updatePassword,
            channel: channel,
            maskedAddress: address?.address.maskedAddress,
            callback: request.ask.callback,
            credentialVersion: user.credentialVersion,
            created: now
        )
        try flow.insert(
            addressDigest: address.map { keys.identifiers.authenticationCode(for: Array($0.address.utf8)) },
            in: db
        )
        let (code, expires) = try issueCode(for: flow, at: now, in: db)
        return (flow, code, expires)
    }

    private func issueCode(
        for flow: RecoveryFlow,
        at now: Instant,
        in db: any Connection
    ) throws -> (ConfirmationCode, Instant) {
        let code = ConfirmationCode(from: surroundings)
        let expires = rules.codeLifetime.map { now + $0 } ?? .distantFuture
        let isKept = rules.tolerance > .seconds(0)
        try IssuedCode.issue(
            code,
            for: flow.id,
            at: now,
            expires: expires,
            sealedCode: isKept ? keys.codes.seal(Array(code.text.utf8), authenticating: code.locator) : nil,
            in: db
        )
        return (code, expires)
    }

    /// Inside the tolerance window the same code is sent again and lives no longer for it.
    private func reusableCode(_ issued: IssuedCode, of flow: RecoveryFlow, at now: Instant) throws -> ConfirmationCode?
    {
        guard flow.state == .open, now < issued.issued + rules.tolerance, let sealed = issued.sealedCode else {
            return nil
        }
        let text = try keys.codes.open(sealed, authenticating: issued.locator)
        return ConfirmationCode(String(decoding: text, as: UTF8.self))
    }
}
