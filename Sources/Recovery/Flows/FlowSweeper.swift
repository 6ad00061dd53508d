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

    /// Does all of it once.
    package func sweep() async throws {
        let now = recovery.surroundings.now()
        let forgotten = now - Self.retention
        try await inPieces { [recovery] db in
            try recovery.limits.sweep(at: now, in: db)
            try Sessions.sweep(at: now, in: db)
            return 0
        }
        try await inPieces { try Self.expireFlows(at: now, in: $0) }
        try await inPieces { [recovery] in try Self.wipeCodes(issuedBefore: now - recovery.rules.tolerance, in: $0) }
        try await inPieces { [recovery] in try recovery.outbox.endOutlived(at: now, upTo: Self.piece, in: $0) }
        try await inPieces { [recovery] in
            try recovery.outbox.forget(finishedBefore: forgotten, upTo: Self.piece, in: $0)
        }
        try await inPieces { try Self.forgetFlows(endedBefore: forgotten, in: $0) }
        try await inPieces { try Self.forgetRequests(resolvedBefore: forgotten, in: $0) }
    }
}

extension FlowSweeper {
    /// How many rows are looked at in one transaction: the work of an hour that was missed must not hold up those who
    /// wait to write, nor run into a time limit for statements.
    private static let piece = 500

    /// Repeats a step, each time in a transaction of its own, until it finds less than a whole piece to do.
    private func inPieces(_ step: @escaping @Sendable (any Connection) throws -> Int) async throws {
        var done = Self.piece
        while done == Self.piece {
            done = try await recovery.database.write { db in
                // Of several nodes one suffices, and two would get in each other's way.
                try db.lock("sweep")
                return try step(db)
            }
        }
    }

    /// Ends flows whose codes are over; returns how many.
    ///
    /// They are held first and then looked at again, because a new code may have come in between. One that somebody
    /// else holds is in use and has time until the next sweep.
    private static func expireFlows(at now: Instant, in db: any Connection) throws -> Int {
        let isOver: SQL = """
            state = 'open' AND NOT EXISTS (
                SELECT 1 FROM confirmation_code WHERE confirmation_code.flow_id = recovery_flow.id
                    AND confirmation_code.is_newest = 1 AND confirmation_code.expires_at > \(now.microseconds))
            """
        let ids = try db.rows(
            "SELECT id FROM recovery_flow WHERE \(isOver) LIMIT \(piece) \(db.dialect.forUpdateSkippingLocked)"
        ).map { try $0.get("id", as: String.self) }
        guard !ids.isEmpty else { return 0 }
        return try db.execute(
            """
            UPDATE recovery_flow SET state = 'expired', ended_at = \(now.microseconds)
            WHERE id IN \(list: ids) AND \(isOver)
            """
        )
    }

    /// Wipes codes that were kept for a tolerance window that is over.
    private static func wipeCodes(issuedBefore end: Instant, in db: any Connection) throws -> Int {
        try db.execute(
            """
            UPDATE confirmation_code SET sealed_code = NULL WHERE locator IN (
                SELECT locator FROM confirmation_code
                WHERE sealed_code IS NOT NULL AND issued_at <= \(end.microseconds) LIMIT \(piece))
            """
        )
    }

    private static func forgetFlows(endedBefore end: Instant, in db: any Connection) throws -> Int {
        try db.execute(
            """
            DELETE FROM recovery_flow WHERE id IN (
                SELECT id FROM recovery_flow
                WHERE id < \(end.firstID) AND ended_at <= \(end.microseconds) ORDER BY id LIMIT \(piece))
            """
        )
    }

    private static func forgetRequests(resolvedBefore end: Instant, in db: any Connection) throws -> Int {
        try db.execute(
            """
            DELETE FROM recovery_request WHERE id IN (
                SELECT id FROM recovery_request
                WHERE id < \(end.firstID) AND resolved_at <= \(end.microseconds) ORDER BY id LIMIT \(piece))
            """
        )
    }
}

extension FlowSweeper: CustomStringConvertible {
    package var description: String { "flow sweeper" }
}
