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
    /// The other side was there and came to no verdict on this message: its recipient's domain is in trouble.
    case stalled(reason: String)
    /// Nobody was there: so it is for every message.
    case unreachable(reason: String)

    /// What the other side said, for the operator.
    ///
    /// Mail servers like to repeat the recipient, so the mailbox of every address in it is masked.
    package var reply: String {
        switch self {
        case .delivered(let text), .deferred(let text), .rejected(let text), .stalled(let text),
            .unreachable(let text):
            text.withoutMailboxes
        }
    }
}

extension String {
    /// `<kim@example.com>` as `<•••@example.com>`.
    var withoutMailboxes: String {
        var masked: [UInt8] = []
        masked.reserveCapacity(utf8.count + 16)
        /// Where the last word begins.
        var word = 0
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "@"):
                masked.removeSubrange(word...)
                masked += "•••@".utf8
                word = masked.count
            case 0...0x20, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"),
                UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: ","),
                UInt8(ascii: "\""):
                masked.append(byte)
                word = masked.count
            default:
                masked.append(byte)
            }
        }
        return String(decoding: masked, as: UTF8.self)
    }
}
