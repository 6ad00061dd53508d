import Accounts
import Storage

extension Activity {
    /// Which figure an audit event counts for.
    private static var figures: [(action: AuditEvent.Action, figure: WritableKeyPath<Activity, Int>)] {
        [
            (.recoveryResolved, \.asked),
            (.codeReissued, \.asked),
            (.notificationSent, \.sent),
            (.passwordReset, \.reset),
            (.notificationDead, \.dead),
            (.limitReached, \.limited),
        ]
    }

    /// `tenantID`: nil for all.
    static func all(since: Instant, tenantID: Int64?, in db: any Connection) throws -> [Activity] {
        var found: [Int64: Activity] = [:]
        func add(_ count: Int, to figure: WritableKeyPath<Activity, Int>, of tenantID: Int64) throws {
            if found[tenantID] == nil {
                found[tenantID] = try Tenant.find(id: tenantID, in: db).map { Activity(tenant: $0) }
            }
            found[tenantID]?[keyPath: figure] += count
        }
        let filter: SQL = tenantID.map { "AND tenant_id = \($0)" } ?? "AND tenant_id IS NOT NULL"
        for (action, figure) in figures {
            for row in try db.rows(
                """
                SELECT tenant_id, COUNT(*) AS events FROM audit_event
                WHERE action = \(action.rawValue) AND at >= \(since.microseconds) \(filter)
                GROUP BY tenant_id ORDER BY events DESC LIMIT 100
                """
            ) { try add(row.get("events"), to: figure, of: row.get("tenant_id")) }
        }
        for row in try db.rows(
            """
            SELECT tenant_id, COUNT(*) AS waiting FROM recovery_request
            WHERE outcome IS NULL AND accepted_at >= \(since.microseconds) \(filter) GROUP BY tenant_id LIMIT 100
            """
        ) { try add(row.get("waiting"), to: \.asked, of: row.get("tenant_id")) }
        return Array(found.values.sorted { ($1.asked, $0.tenant.domain) < ($0.asked, $1.tenant.domain) }.prefix(100))
    }
}
