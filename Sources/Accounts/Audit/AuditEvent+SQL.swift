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
}
