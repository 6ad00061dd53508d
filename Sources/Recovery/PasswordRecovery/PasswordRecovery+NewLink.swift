package import Accounts
import Storage

/// "Send me a new link" on the page of a dead one: nothing is typed again, because the code that
/// was opened says who it is for.
extension PasswordRecovery {
    /// Starts anew for the account of a code that was genuine, within the same limits.
    ///
    /// A false code is answered alike and starts nothing.
    package func startAgain(with text: String, at tenant: Tenant, client: Client) async throws {
        guard rules.isEnabled else { throw Failure.recoveryDisabled }
        guard case .refused(_, let flow?) = try await look(at: text, tenant: tenant), flow.tenantID == tenant.id,
            let user = try await database.read({ try User.find(id: flow.userID, in: $0) })
        else { return }
        let ask = RecoveryAsk(
            kind: .start,
            identifier: user.username,
            realm: user.store,
            acceptsAddress: false,
            callback: flow.callback,
            properties: [:]
        )
        _ = try await start(ask, notify: true, at: tenant, initiator: AuditTrail.system, client: client)
    }
}
