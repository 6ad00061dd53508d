package import Accounts
import Storage

/// Accepting: the front door. It does the same work for every identifier: spend the limits, write
/// one row, answer. Whom the identifier names is found out behind it (`+Resolve`).
extension PasswordRecovery {
    package enum StartAnswer: Sendable {
        /// Nothing may be told: it was accepted.
        case accepted
        /// The caller delivers the code.
        case code(String)
    }

    /// Asks for a recovery, or for a new code of one that runs.
    ///
    /// `notify`: whether we deliver the code; nil leaves it to the settings.
    /// `initiator`: who asked, for the audit trail.
    /// Throws `Failure` of the contract; `.tooManyRequests` alike for known and unknown users.
    package func start(
        _ ask: RecoveryAsk,
        notify: Bool?,
        at tenant: Tenant,
        initiator: String,
        client: Client
    ) async throws -> StartAnswer {
        guard rules.isEnabled else { throw Failure.recoveryDisabled }
        var ask = ask
        ask.callback = try admit(callback: ask.callback, at: tenant)?.text
        if !(notify ?? rules.managesNotifications) { ask.channel = RecoveryChannel.external.rawValue }

        let request = RecoveryRequest(
            id: surroundings.uuid(),
            tenant: tenant,
            initiator: initiator,
            accepted: surroundings.now(),
            client: client,
            ask: ask
        )
        return needsDirectAnswer(ask) ? try await startDirectly(request) : try await accept(request)
    }

    /// Callers who are entitled to the truth wait for it; everybody else is answered before it is
    /// known.
    private func needsDirectAnswer(_ ask: RecoveryAsk) -> Bool {
        ask.channel == RecoveryChannel.external.rawValue
            || rules.notifiesUserExistence || rules.notifiesAccountStatus || rules.wso2Answers
    }

    private func accept(_ request: RecoveryRequest) async throws -> StartAnswer {
        let wait = try await frontDoor.run(arrival(request)) { [self] batch in
            try await database.write { [self] db in try accept(batch.items, in: db) }
        }
        if let wait { throw Failure.limited(retryAfterSeconds: wait.secondsRoundedUp) }
        // The resolver of this node: no other is signalled (`Topic.outbox` says why).
        bell.ring()
        return .accepted
    }

    private func startDirectly(_ request: RecoveryRequest) async throws -> StartAnswer {
        let arrival = arrival(request)
        let result = try await database.write { [self] db -> Result<Resolution, LimitReached> in
            if let wait = try accept([arrival], in: db)[0] { return .failure(LimitReached(wait: wait)) }
            return .success(try resolve(request, in: db))
        }
        switch result {
        case .failure(let limit):
            throw Failure.limited(retryAfterSeconds: limit.wait.secondsRoundedUp)
        case .success(let resolution):
            outbox.announce()
            return try answer(to: request, resolution)
        }
    }

    private struct LimitReached: Error {
        var wait: Span
    }

    /// A request at the front door, with all that it takes to accept it.
    ///
    /// A class, because it is handed on from array to array until it is written.
    final class Arrival: Sendable {
        let request: RecoveryRequest
        let sealedAsk: [UInt8]
        /// What it counts for: the account and the network.
        let own: [Limits.Bucket]
        let tenantShare: Limits.Bucket

        init(request: RecoveryRequest, sealedAsk: [UInt8], own: [Limits.Bucket], tenantShare: Limits.Bucket) {
            self.request = request
            self.sealedAsk = sealedAsk
            self.own = own
            self.tenantShare = tenantShare
        }

        var row: [Value] { request.row(sealedAsk: sealedAsk) }
    }

    private func arrival(_ request: RecoveryRequest) -> Arrival {
        Arrival(
            request: request,
            sealedAsk: request.sealedAsk(with: keys.requests),
            own: [
                accountBucket(of: request.ask.identifier, at: request.tenant),
                limits.key(.recoveryFromNetwork, request.client.network),
            ],
            tenantShare: limits.key(.recoveryAtTenant, request.tenant.id)
        )
    }

    /// What counts requests for one identifier, known or not.
    func accountBucket(of identifier: String, at tenant: Tenant) -> Limits.Bucket {
        limits.key(.recoveryForAccount, tenant.id, Self.accountKey(of: identifier, at: tenant))
    }

    /// However it is spelled, it is one account with one share.
    static func accountKey(of identifier: String, at tenant: Tenant) -> String {
        User.key(of: SignInName(identifier, tenant: tenant)?.username ?? identifier)
    }

    /// Accepts what came at the same time; returns for each how long to wait where a limit refuses it.
    ///
    /// The account and the network count first: what they refuse does not eat into the tenant's share, so one caller
    /// cannot spend it for all.
    private func accept(_ arrivals: [Arrival], in db: any Connection) throws -> [Span?] {
        let now = surroundings.now()
        var refusals = try limits.spend(arrivals.map(\.own), at: now, in: db)
        let passed = arrivals.indices.filter { refusals[$0] == nil }
        for (index, refusal) in zip(
            passed,
            try limits.spend(passed.map { [arrivals[$0].tenantShare] }, at: now, in: db)
        ) {
            refusals[index] = refusal
        }
        for (arrival, refusal) in zip(arrivals, refusals) {
            guard let refusal, refusal.isFirst else { continue }
            try audit.record(
                .limitReached,
                .refused,
                tenantID: arrival.request.tenant.id,
                initiator: arrival.request.initiator,
                client: arrival.request.client,
                details: "wait \(refusal.wait.secondsRoundedUp) s",
                in: db
            )
        }
        try RecoveryRequest.insert(zip(arrivals, refusals).filter { $1 == nil }.map { $0.0.row }, in: db)
        return refusals.map { $0?.wait }
    }

    /// What an entitled caller is told of the outcome.
    private func answer(to request: RecoveryRequest, _ resolution: Resolution) throws(Failure) -> StartAnswer {
        let name = request.ask.identifier
        switch resolution.outcome {
        case .handedOver:
            guard let code = resolution.code else { throw Failure.unexpected("a code was handed over but is not here") }
            return .code(code.text)
        case .unknownUser where rules.wso2Answers && request.ask.properties["verifiedUser"] == "true":
            throw Failure.noAddress
        case .unknownUser where rules.notifiesUserExistence && request.ask.kind == .start:
            throw Failure.unknownUser(name)
        case .severalUsers where rules.notifiesUserExistence || rules.wso2Answers:
            throw Failure.severalUsers(name)
        case .noLocalPassword where rules.wso2Answers:
            throw Failure.noLocalPassword(name)
        case .disabled where rules.notifiesAccountStatus:
            throw Failure.disabledAccount(name)
        case .locked where rules.notifiesAccountStatus:
            throw Failure.lockedAccount(name)
        case .unverified where rules.notifiesAccountStatus || rules.wso2Answers:
            throw Failure.unverifiedAccount(name)
        case .passwordNotYetChosen where rules.notifiesAccountStatus || rules.wso2Answers:
            throw Failure.passwordNotYetChosen(name)
        case .noAddress where rules.wso2Answers, .unusableAddress where rules.wso2Answers:
            throw Failure.noAddress
        case .nothingToResend where rules.wso2Answers,
            .unknownUser where rules.wso2Answers && request.ask.kind == .resend:
            throw Failure.nothingToResend
        default:
            return .accepted
        }
    }
}
