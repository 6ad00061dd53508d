package import Storage

extension AuditEvent {
    private static let columns: SQL = """
        id, at, action, outcome, initiator, user_id, target, network, user_agent, request_id, details
        """

    init(row: Row) throws {
        self.init(
            id: try row.get("id"),
            at: Instant(microseconds: try row.get("at")),
            action: try row.get("action"),
            outcome: try row.get("outcome"),
            initiator: try row.get("initiator"),
            userID: try row.get("user_id"),
            target: try row.get("target"),
            network: try row.get("network"),
            userAgent: try row.get("user_agent"),
            requestID: try row.get("request_id"),
            details: try row.get("details")
        )
    }

    /// The newest events of a user, but for those of `left`.
    package static func newest(
        _ count: Int,
        of userID: String,
        leavingOut left: [Action],
        in db: any Connection
    ) throws -> [AuditEvent] {
        try db.rows(
            """
            SELECT \(columns) FROM audit_event
            WHERE user_id = \(userID) AND action NOT IN \(list: left.map(\.rawValue))
            ORDER BY at DESC, id DESC LIMIT \(count)
            """
        ).map(AuditEvent.init(row:))
    }

    /// Events of a tenant, or of none, newest first.
    ///
    /// `users`: those of the name that is looked for; empty where they are gone, and their name has to do.
    static func page(
        tenantID: Int64?,
        matching filter: AuditLog.Filter,
        users: [User]?,
        before key: AuditLog.Key?,
        count: Int,
        in db: any Connection
    ) throws -> [AuditEvent] {
        var conditions: [SQL] = [tenantID.map { "tenant_id = \($0)" } ?? "tenant_id IS NULL"]
        if let action = filter.action { conditions.append("action = \(action.rawValue)") }
        if let users, !users.isEmpty {
            // In place of the tenant, whose they are: of two indexes the engine would choose that of the many.
            guard tenantID != nil else { return [] }
            conditions[0] = "user_id IN \(list: users.map(\.id))"
        } else if let name = filter.user {
            guard !name.utf8.contains(0) else { return [] }
            conditions.append("target = \(name)")
        }
        if let from = filter.from { conditions.append("at >= \(from.microseconds)") }
        if let until = filter.until { conditions.append("at < \(until.microseconds)") }
        if let key {
            guard !key.id.utf8.contains(0) else { return [] }
            conditions.append(
                "at <= \(key.at.microseconds) AND (at < \(key.at.microseconds) OR id < \(key.id))"
            )
        }
        let all = conditions.dropFirst().reduce(conditions[0]) { "\($0) AND \($1)" }
        return try db.rows(
            "SELECT \(columns) FROM audit_event WHERE \(all) ORDER BY at DESC, id DESC LIMIT \(count)"
        ).map(AuditEvent.init(row:))
    }
}
