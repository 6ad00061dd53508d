package import Accounts
import Storage

/// An operator sends somebody a reset link: the flow is the one that the user would have begun, and the code goes to the
/// user alone.
extension PasswordRecovery {
    /// What became of it; `queued` where the mail is on its way.
    ///
    /// The front door's limits do not count here, because it is known who asks; the one on the address does.
    /// Throws `Failure.forbidden` where the operator may not help that user.
    package func sendLink(
        to userID: String,
        at tenant: Tenant,
        by acting: Operator,
        client: Client
    ) async throws -> RecoveryRequest.Outcome {
        try acting.demand(.consoleHelp, at: tenant)
        guard rules.isEnabled else { throw Failure.recoveryDisabled }
        let outcome = try await database.write { [self] db in
            let user = try acting.hold(userID, at: tenant, in: db)
            let name = QualifiedUsername(store: user.store, username: user.username, tenantDomain: tenant.domain)
            let request = RecoveryRequest(
                id: surroundings.uuid(),
                tenant: tenant,
                initiator: acting.name,
                accepted: surroundings.now(),
                client: client,
                ask: RecoveryAsk(
                    kind: .start,
                    identifier: name.text,
                    realm: nil,
                    acceptsAddress: false,
                    callback: nil,
                    properties: [:]
                )
            )
            try RecoveryRequest.insert([request.row(sealedAsk: request.sealedAsk(with: keys.requests))], in: db)
            return try resolve(request, in: db).outcome
        }
        outbox.announce()
        return outcome
    }
}
