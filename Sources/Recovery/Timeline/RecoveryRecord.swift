import Accounts
import Storage

/// A recovery request as it is kept: who asked and what became of it, not what was typed.
struct RecoveryRecord: Sendable {
    var id: String
    var kind: RecoveryAsk.Kind
    var accepted: Instant
    var initiator: String
    var network: String
    /// Nil while it waits.
    var outcome: RecoveryRequest.Outcome?
    var resolved: Instant?
    var userID: String?
    var identifierDigest: [UInt8]?
}

extension RecoveryRecord {
    private static let columns: SQL = """
        id, kind, accepted_at, initiator, network, outcome, resolved_at, user_id, identifier_digest
        """

    init(row: Row) throws {
        let outcome: String? = try row.get("outcome")
        let resolved: Int64? = try row.get("resolved_at")
        self.init(
            id: try row.get("id"),
            kind: RecoveryAsk.Kind(rawValue: try row.get("kind")) ?? .start,
            accepted: Instant(microseconds: try row.get("accepted_at")),
            initiator: try row.get("initiator"),
            network: try row.get("network"),
            outcome: outcome.flatMap(RecoveryRequest.Outcome.init(rawValue:)),
            resolved: resolved.map(Instant.init(microseconds:)),
            userID: try row.get("user_id"),
            identifierDigest: try row.get("identifier_digest")
        )
    }

    static func newest(_ count: Int, of userID: String, in db: any Connection) throws -> [RecoveryRecord] {
        try db.rows(
            """
            SELECT \(columns) FROM recovery_request WHERE user_id = \(userID) AND user_id IS NOT NULL
            ORDER BY accepted_at DESC LIMIT \(count)
            """
        ).map(RecoveryRecord.init(row:))
    }

    /// Those that named nobody, with what was typed.
    static func newest(_ count: Int, naming digest: [UInt8], in db: any Connection) throws -> [RecoveryRecord] {
        try db.rows(
            """
            SELECT \(columns) FROM recovery_request
            WHERE identifier_digest = \(digest) AND identifier_digest IS NOT NULL
            ORDER BY accepted_at DESC LIMIT \(count)
            """
        ).map(RecoveryRecord.init(row:))
    }

    /// The request of that id, or of that correlation id (`activityid`).
    static func find(_ id: String, tenantID: Int64, in db: any Connection) throws -> RecoveryRecord? {
        guard !id.utf8.contains(0) else { return nil }
        let conditions: [SQL] = [
            "id = \(id)", "correlation_id = \(id) AND outcome IS NOT NULL",
            "correlation_id = \(id) AND outcome IS NULL",
        ]
        for condition in conditions {
            let row = try db.row(
                """
                SELECT \(columns) FROM recovery_request WHERE tenant_id = \(tenantID) AND \(condition)
                ORDER BY accepted_at DESC LIMIT 1
                """
            )
            if let row { return try RecoveryRecord(row: row) }
        }
        return nil
    }
}
