import Accounts
import Mail

/// Whether a recovery may go on for whom an ask names, and what stops it.
///
/// The rule behind the front door, without any effect: the resolver acts on it, and an operator who asks why somebody
/// cannot recover reads it.
enum RecoveryVerdict: Sendable {
    case stopped(RecoveryRequest.Outcome)
    /// `to`: where the code goes; nil where the caller delivers it.
    case mayGoOn(User, claims: [String: String], to: MailAddress?)

    /// `users`: all whom the ask may mean.
    ///
    /// `claims` reads the claims of a user; it is not called where they do not matter.
    init(
        on users: [User],
        claims: (User) throws -> [String: String],
        channel: RecoveryChannel,
        rules: RecoveryRules,
        at now: Instant
    ) rethrows {
        guard let user = users.first else {
            self = .stopped(.unknownUser)
            return
        }
        if users.count > 1 {
            self = .stopped(.severalUsers)
        } else if let obstacle = Self.obstacle(for: user, rules, at: now) {
            self = .stopped(obstacle)
        } else {
            let claims = try claims(user)
            self =
                channel == .email
                ? Self.verdict(on: user, claims, address: claims[Claim.emailAddress] ?? "")
                : .mayGoOn(user, claims: claims, to: nil)
        }
    }

    private static func obstacle(
        for user: User,
        _ rules: RecoveryRules,
        at now: Instant
    ) -> RecoveryRequest.Outcome? {
        // WSO2 goes by the lock's flag alone, so that a lock whose time is over still blocks.
        switch rules.wso2Answers ? user.account : user.account.effective(at: now) {
        case .unlocked: user.passwordHash == nil ? .noLocalPassword : nil
        case .locked: .locked
        case .disabled: .disabled
        case .pendingVerification: .unverified
        case .pendingPassword: .passwordNotYetChosen
        }
    }

    private static func verdict(on user: User, _ claims: [String: String], address: String) -> RecoveryVerdict {
        guard !address.isEmpty else { return .stopped(.noAddress) }
        guard let usable = try? MailAddress(address, name: nil) else { return .stopped(.unusableAddress) }
        return .mayGoOn(user, claims: claims, to: usable)
    }
}
