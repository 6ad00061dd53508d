package import Accounts

/// One thing that happened on somebody's way back in, as an operator reads it.
package struct TimelineEntry: Sendable {
    package enum Event: Sendable {
        case asked(RecoveryAsk.Kind, by: String, network: String)
        /// Accepted, and whom it is about is not looked up yet.
        case waiting
        case resolved(RecoveryRequest.Outcome)
        case queued
        /// Tried without success; the mail server's last reply, and when it is tried next.
        case tried(times: Int, reply: String, next: Instant)
        case beingSent(times: Int)
        case sent(reply: String, times: Int)
        case dead(reply: String, times: Int)
        /// What the audit trail knows besides.
        case recorded(AuditEvent)
    }

    package var at: Instant
    package var event: Event
    /// The recovery request it belongs to.
    package var requestID: String?
}
