package import Storage

/// Writes audit events, in the transaction of what they tell.
///
/// It never changes or removes one.
///
/// Identifiers that were typed and passwords, codes and addresses never reach it.
package struct AuditTrail: Sendable {
    /// The initiator of what the server does by itself.
    package static let system = "wso2.system.user"

    private let surroundings: Surroundings

    package init(surroundings: Surroundings) {
        self.surroundings = surroundings
    }

    package func record(
        _ action: AuditEvent.Action,
        _ outcome: AuditEvent.Outcome,
        of user: User,
        initiator: String,
        client: Client? = nil,
        details: String? = nil,
        in db: any Connection
    ) throws {
        try record(
            action,
            outcome,
            tenantID: user.tenantID,
            userID: user.id,
            target: "\(user.store)/\(user.username)",
            initiator: initiator,
            client: client,
            details: details,
            in: db
        )
    }

    package func record(
        _ action: AuditEvent.Action,
        _ outcome: AuditEvent.Outcome,
        tenantID: Int64?,
        userID: String? = nil,
        target: String? = nil,
        initiator: String,
        client: Client? = nil,
        details: String? = nil,
        in db: any Connection
    ) throws {
        try db.execute(
            """
            INSERT INTO audit_event (id, at, tenant_id, action, outcome, initiator, user_id, target,
                network, user_agent, request_id, details)
            VALUES (\(surroundings.uuid()), \(surroundings.now().microseconds), \(tenantID),
                \(action.rawValue), \(outcome.rawValue), \(initiator), \(userID), \(target),
                \(client?.network), \(client?.userAgent), \(client?.requestID), \(details))
            """
        )
    }
}
