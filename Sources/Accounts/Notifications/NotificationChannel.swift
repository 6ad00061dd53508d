package import Mail

/// A way by which a composed message leaves: a mail server, or the built-in mailbox.
///
/// Delivering is at least once. A channel never throws: whatever happened is an outcome, because
/// the relay has to decide what becomes of the message.
package protocol NotificationChannel: Sendable {
    func deliver(_ message: MailMessage) async -> DeliveryOutcome
    /// Ends what it keeps open. Nothing is delivered afterwards.
    func close() async
}

package enum DeliveryOutcome: Sendable, Equatable {
    /// The other side took responsibility.
    case delivered(reply: String)
    /// Not now: 4xx (RFC 5321, 4.2.1).
    case deferred(reply: String)
    /// Never: 5xx.
    case rejected(reply: String)
    /// Nobody answered, or the connection broke.
    case unreachable(reason: String)

    /// What the other side said, for the operator.
    ///
    /// Mail servers like to repeat the recipient, so the mailbox of every address in it is masked.
    package var reply: String {
        switch self {
        case .delivered(let text), .deferred(let text), .rejected(let text), .unreachable(let text):
            text.withoutMailboxes
        }
    }
}

extension String {
    /// `<kim@example.com>` as `<•••@example.com>`.
    var withoutMailboxes: String {
        var masked = ""
        var word = ""
        for character in self {
            if character == "@" {
                masked += "•••@"
                word = ""
            } else if character.isWhitespace || "<>()[]:;,\"".contains(character) {
                masked += word + String(character)
                word = ""
            } else {
                word.append(character)
            }
        }
        return masked + word
    }
}
