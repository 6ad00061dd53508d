import Accounts
package import Logging
import ServiceLifecycle
import Storage

/// Writes down what time has done and forgets what is no longer needed: expired flows, codes kept
/// for a tolerance window that is over, old requests, spent limits, dead sessions, finished mail.
package struct FlowSweeper: Service {
    private static let interval = Duration.seconds(60)
    /// How long the timeline of a recovery stays readable.
    private static let retention = Span.days(90)

    private let recovery: PasswordRecovery
    private let logger: Logger

    package init(recovery: PasswordRecovery, logger: Logger) {
        self.recovery = recovery
        self.logger = logger
    }

    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await sweep()
                } catch {
                    logger.error("the sweep failed", metadata: ["cause": "\(error)"])
                }
                try? await Task.sleep(for: Self.interval)
            }
        }
    }

    package func sweep() async throws {
        let now = recovery.surroundings.now()
        try await recovery.database.write { [recovery] db in
            // Of several nodes one suffices, and two would get in each other's way.
            try db.lock("sweep")
            try Self.expireFlows(at: now, in: db)
            try db.execute(
                """
                UPDATE confirmation_code SET sealed_code = NULL
                WHERE sealed_code IS NOT NULL AND issued_at <= \((now - recovery.rules.tolerance).microseconds)
                """
            )
            let forgotten = (now - Self.retention).microseconds
            try db.execute("DELETE FROM recovery_flow WHERE ended_at <= \(forgotten)")
            try db.execute("DELETE FROM recovery_request WHERE resolved_at <= \(forgotten)")
            try recovery.limits.sweep(at: now, in: db)
            try Sessions.sweep(at: now, in: db)
            try recovery.outbox.sweep(at: now, retention: Self.retention, in: db)
        }
    }
}

extension FlowSweeper {
    /// How many flows are looked at together.
    private static let batch = 500

    /// Ends flows whose codes are over.
    ///
    /// They are held first and then looked at again, because a new code may have come in between. One that somebody
    /// else holds is in use and has time until the next sweep.
    private static func expireFlows(at now: Instant, in db: any Connection) throws {
        let isOver: SQL = """
            state = 'open' AND NOT EXISTS (
                SELECT 1 FROM confirmation_code WHERE confirmation_code.flow_id = recovery_flow.id
                    AND confirmation_code.is_newest = 1 AND confirmation_code.expires_at > \(now.microseconds))
            """
        while true {
            let ids = try db.rows(
                """
                SELECT id FROM recovery_flow WHERE \(isOver) LIMIT \(batch) \(db.dialect.forUpdateSkippingLocked)
                """
            ).map { try $0.get("id", as: String.self) }
            guard !ids.isEmpty else { return }
            let ended = try db.execute(
                """
                UPDATE recovery_flow SET state = 'expired', ended_at = \(now.microseconds)
                WHERE id IN \(list: ids) AND \(isOver)
                """
            )
            guard ended == batch else { return }
        }
    }
}

extension FlowSweeper: CustomStringConvertible {
    package var description: String { "flow sweeper" }
}
