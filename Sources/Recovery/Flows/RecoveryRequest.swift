package import Accounts

/// An accepted ask: one durable row, alike for everybody, written before anything is looked up.
///
/// What became of it is recorded on it: that is the timeline an operator reads.
package struct RecoveryRequest: Sendable, Identifiable {
    package enum Outcome: String, Sendable, CaseIterable {
        /// A message with a code is in the outbox.
        case queued
        /// The caller got the code and delivers it.
        case handedOver = "handed-over"
        case unknownUser = "unknown-user"
        case severalUsers = "several-users"
        case locked
        case disabled
        case unverified
        case passwordNotYetChosen = "password-not-yet-chosen"
        case noLocalPassword = "no-local-password"
        case noAddress = "no-address"
        /// The address stored for the user cannot be mailed to.
        case unusableAddress = "unusable-address"
        /// Too many messages to that address.
        case addressLimited = "address-limited"
        case nothingToResend = "nothing-to-resend"
        /// It waited in a backup that was restored.
        case withdrawn
        /// It could not be read or resolved; the log says why.
        case failed
    }

    package var id: String
    package var tenant: Tenant
    package var initiator: String
    package var accepted: Instant
    package var client: Client
    package var ask: RecoveryAsk
}
