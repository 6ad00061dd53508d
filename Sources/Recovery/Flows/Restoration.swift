package import Accounts
package import Storage

/// What ends when an installation is put back to the day of a backup.
///
/// On that day codes were out that have been used since, people were signed in who have signed out, and mails waited
/// that have been sent. None of it may come back to life: whoever needs a code asks for a new one. Passwords, users and
/// audit are the backup's, and limits as they were spent.
package struct Restoration: Sendable, Equatable {
    package private(set) var revokedFlows = 0
    package private(set) var withdrawnRequests = 0
    package private(set) var endedSessions = 0
    package private(set) var withdrawnMails = 0
    package private(set) var queuedMails = 0

    /// Ends it, as part of the transaction that restores.
    ///
    /// `resendingMail`: what waited in the outbox is sent, maybe for the second time; links in it are dead all the same.
    package static func settle(
        backupOf day: Instant,
        resendingMail: Bool,
        at now: Instant,
        audit: AuditTrail,
        initiator: String,
        in db: any Connection
    ) throws -> Restoration {
        var ended = Restoration()
        // Expired ones too: a resend would open them again.
        ended.revokedFlows = try db.execute(
            """
            UPDATE recovery_flow
            SET state = \(RecoveryFlow.State.revoked.rawValue), ended_at = \(now.microseconds)
            WHERE state IN (\(RecoveryFlow.State.open.rawValue), \(RecoveryFlow.State.expired.rawValue))
            """
        )
        try db.execute("UPDATE confirmation_code SET sealed_code = NULL WHERE sealed_code IS NOT NULL")
        ended.withdrawnRequests = try db.execute(
            """
            UPDATE recovery_request
            SET outcome = \(RecoveryRequest.Outcome.withdrawn.rawValue), resolved_at = \(now.microseconds),
                sealed_ask = NULL
            WHERE outcome IS NULL
            """
        )
        ended.endedSessions = try Sessions.endAll(in: db)
        if resendingMail {
            ended.queuedMails = try Outbox.queueAll(in: db)
        } else {
            ended.withdrawnMails = try Outbox.withdrawAll(at: now, in: db)
        }
        try audit.record(
            .installationRestored,
            .succeeded,
            tenantID: nil,
            initiator: initiator,
            details: "backup of \(day.iso8601)",
            in: db
        )
        return ended
    }
}
