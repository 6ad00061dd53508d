package import Accounts

/// One run of a recovery for one user: from the code that went out to the new password.
///
/// It owns the rules of what may follow what: `moves` is the whole of them, published in
/// `docs/recovery-flow.md`. Nothing else changes a state, and what was persisted decides, never the
/// page that was shown before. It knows no SQL, no mail and no HTTP.
package struct RecoveryFlow: Sendable, Identifiable {
    package enum State: String, Sendable, CaseIterable {
        /// A code is out and may be used.
        case open
        /// The newest code's time is over.
        case expired
        /// Too many wrong codes.
        case exhausted
        /// A newer request of the same user took its place.
        case replaced
        /// A password or address change, a lock, a disable or a delete voided it.
        case revoked
        /// The password was set.
        case completed
    }

    package enum Action: String, Sendable, CaseIterable {
        /// The code is shown: the form opens, or `validate-code`.
        case present
        /// The code is exchanged for a new password.
        case complete
        /// A new code is sent in the same flow.
        case resend
        /// A wrong code was shown for the last time that is allowed.
        case exhaust
        case replace
        case revoke
        case expire
    }

    /// (state × action) → state.
    ///
    /// A pair that is not here is refused and changes nothing.
    package static let moves: [State: [Action: State]] = [
        .open: [
            .present: .open, .complete: .completed, .resend: .open,
            .exhaust: .exhausted, .replace: .replaced, .revoke: .revoked, .expire: .expired,
        ],
        .expired: [.resend: .open, .replace: .replaced, .revoke: .revoked],
    ]

    package let id: String
    package let tenantID: Int64
    package let userID: String
    package let scenario: RecoveryScenario
    package let step: RecoveryStep
    package let channel: RecoveryChannel
    package let maskedAddress: String?
    package let callback: String?
    package let credentialVersion: Int64
    package let created: Instant
    package private(set) var state: State

    init(
        id: String,
        tenantID: Int64,
        userID: String,
        scenario: RecoveryScenario,
        step: RecoveryStep,
        channel: RecoveryChannel,
        maskedAddress: String?,
        callback: String?,
        credentialVersion: Int64,
        created: Instant,
        state: State = .open
    ) {
        self.id = id
        self.tenantID = tenantID
        self.userID = userID
        self.scenario = scenario
        self.step = step
        self.channel = channel
        self.maskedAddress = maskedAddress
        self.callback = callback
        self.credentialVersion = credentialVersion
        self.created = created
        self.state = state
    }

    /// The action is not allowed in the state.
    package struct Refusal: Error, Sendable, Equatable {
        package var state: State
        package var action: Action
    }

    /// Moves the flow on, or throws and leaves it as it was.
    package mutating func apply(_ action: Action) throws(Refusal) {
        guard let next = Self.moves[state]?[action] else {
            throw Refusal(state: state, action: action)
        }
        state = next
    }

    /// What time and the account have made of an open flow, although nobody wrote it down yet.
    mutating func settle(codeExpires: Instant, user: User?, at now: Instant) {
        guard state == .open else { return }
        if user?.credentialVersion != credentialVersion {
            state = .revoked
        } else if codeExpires <= now {
            state = .expired
        }
    }
}
