/// The truth for the operator, even where the answer was neutral.
package struct AuditEvent: Sendable {
    package enum Action: String, Sendable, CaseIterable {
        case recoveryResolved = "recovery.resolved"
        case codeReissued = "recovery.code-reissued"
        case codeOpened = "recovery.code-opened"
        case codeRefused = "recovery.code-refused"
        case passwordReset = "recovery.password-reset"
        case passwordRefused = "recovery.password-refused"
        case limitReached = "limit.reached"
        case limitsCleared = "limit.cleared"
        case notificationSent = "notification.sent"
        case notificationDead = "notification.dead"
        case notificationRetried = "notification.retried"
        case notificationDropped = "notification.dropped"
        case passwordChanged = "user.password-changed"
        case passwordSet = "user.password-set"
        case signedIn = "user.signed-in"
        case userAdded = "user.added"
        case userLocked = "user.locked"
        case userUnlocked = "user.unlocked"
        case userDisabled = "user.disabled"
        case userEnabled = "user.enabled"
        case sessionsEnded = "user.sessions-ended"
        case userDeleted = "user.deleted"
        case addressChanged = "user.address-changed"
        case tenantAdded = "tenant.added"
        case importBegun = "users.import-begun"
        case usersImported = "users.imported"
        case rolesChanged = "user.roles-changed"
        case auditExported = "audit.exported"
        case installationRestored = "installation.restored"
    }

    package enum Outcome: String, Sendable {
        case succeeded
        case refused
        case failed
    }

    package var id: String
    package var at: Instant
    /// An `Action`, or one of a later release.
    package var action: String
    package var outcome: String
    package var initiator: String
    package var userID: String?
    package var target: String?
    package var network: String?
    package var userAgent: String?
    package var requestID: String?
    package var details: String?
}
