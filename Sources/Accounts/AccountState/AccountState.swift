/// Whether an account can be used, and why not.
package enum AccountState: Sendable, Hashable {
    case unlocked
    /// By the server after failures (`until` set) or by an operator (`until` nil).
    case locked(until: Instant?)
    /// By an operator.
    case disabled
    /// Signed up and not yet verified (WSO2's PENDING_SR).
    case pendingVerification
    /// Invited and without a password yet (WSO2's PENDING_AP).
    case pendingPassword

    /// What holds at `now`: a lock whose time is over is none.
    package func effective(at now: Instant) -> AccountState {
        if case .locked(let until?) = self, until <= now { .unlocked } else { self }
    }

    var name: String {
        switch self {
        case .unlocked: "unlocked"
        case .locked: "locked"
        case .disabled: "disabled"
        case .pendingVerification: "pending-verification"
        case .pendingPassword: "pending-password"
        }
    }

    init?(name: String, lockedUntil: Int64?) {
        switch name {
        case "unlocked": self = .unlocked
        case "locked": self = .locked(until: lockedUntil.map(Instant.init(microseconds:)))
        case "disabled": self = .disabled
        case "pending-verification": self = .pendingVerification
        case "pending-password": self = .pendingPassword
        default: return nil
        }
    }
}
